//! Handing a draft in: once, however often it is asked for.

use domain::{
    actor::Actor,
    encounter::{Encounter, Verb},
};

use crate::{
    encounters,
    error::StoreError,
    profiles::{self, patient},
    store::Store,
    writes::{Access, Begun, Change, owned},
};

impl Store {
    /// Hands a draft in. Asked again, under whichever command, it returns the
    /// encounter that the first one made.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a page was saved since the answers were
    /// checked, [`StoreError::Incomplete`] without place or profile,
    /// [`StoreError::Duplicate`] when another one of this protocol is open.
    pub async fn submit(&self, actor: &Actor, change: &Change) -> Result<Encounter, StoreError> {
        let patient = patient(actor)?;
        let verb = Verb::Submit.as_str();
        let work = match self.change(actor, change, &verb, Access::Patient).await {
            Ok(Begun::Before(done)) => return Ok(*done),
            Ok(Begun::Now(work)) => work,
            Err(error @ StoreError::Conflict { .. }) => {
                return self.submitted(actor, change).await?.ok_or(error);
            }
            Err(error) => return Err(error),
        };
        if work.row.was_submitted() {
            return Ok(work.encounter);
        }
        let mut work = work;
        if profiles::of(&mut work.tx, patient).await?.is_none() {
            return Err(StoreError::Incomplete("profile"));
        }
        let urgent = work.row.had_red_flag();
        let next = work.encounter.clone().submit(work.at, urgent)?;
        work.finish(verb, "own record", next).await
    }

    async fn submitted(
        &self,
        actor: &Actor,
        change: &Change,
    ) -> Result<Option<Encounter>, StoreError> {
        let mut tx = self.read().await?;
        let row = encounters::load(&mut tx, change.encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        tx.commit().await?;
        Ok(row.read()?.filter(|_| row.was_submitted()))
    }
}
