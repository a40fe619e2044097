//! Where the patient is, by their own word.

use domain::{
    Date, Timestamp,
    actor::Actor,
    encounter::{Encounter, Verb},
    ids::EncounterId,
    place::UsState,
};
use serde::{Deserialize, Serialize};

use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    intake::pages,
    profiles::patient,
    store::Store,
    writes::{Access, Begun, Change, owned},
};

/// The patient says where they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Where.
    pub location: UsState,
    /// The day, by their own calendar; where two clocks differ, the earlier.
    pub on: Date,
}

impl Store {
    /// The patient is in another state.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when it has ended or is a draft, and every refusal
    /// of a patient's write.
    pub async fn relocate(
        &self,
        actor: &Actor,
        change: &Change,
        attested: &Attestation,
    ) -> Result<Encounter, StoreError> {
        patient(actor)?;
        let verb = Verb::Relocate;
        let mut work = match self.change(actor, change, &(verb, attested), Access::Patient).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let next = work.encounter.clone().relocate(attested.location)?;
        attest(&mut work.tx, actor, next.id, attested, work.at).await?;
        work.finish(verb.as_str(), "own record", next).await
    }

    /// The patient says again where they are; where that is another state, it
    /// is [`Store::relocate`].
    ///
    /// # Errors
    /// As [`Store::relocate`].
    pub async fn confirm_location(
        &self,
        actor: &Actor,
        change: &Change,
        attested: &Attestation,
    ) -> Result<Encounter, StoreError> {
        patient(actor)?;
        let verb = "confirm-location";
        let mut work = match self.change(actor, change, &(verb, attested), Access::Patient).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let next = work.encounter.clone().relocate(attested.location)?;
        attest(&mut work.tx, actor, next.id, attested, work.at).await?;
        let moved = next.location != work.encounter.location;
        let verb = if moved { Verb::Relocate.as_str() } else { verb };
        work.finish(verb, "own record", next).await
    }

    /// The patient, or the visitor whose session holds it, says where they are
    /// in a draft. The version does not move.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is no draft of this actor that has a
    /// place already.
    pub async fn confirm_draft_location(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        attested: &Attestation,
    ) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let written = tx
            .execute(
                "update encounter set location = $2, attested_on = $3, attested_at = $4, \
                 touched_at = $4 where id = $1 and state = 'draft' and location is not null",
                args![encounter, attested.location, attested.on, at],
            )
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        if written == 0 {
            return Err(StoreError::NotFound);
        }
        let line = Audit::of(actor, "confirm-location", encounter, "own record");
        self.audit(&mut tx, at, line).await?;
        tx.commit().await
    }
}

/// Writes where the patient is, and that they said so; the caller writes the location with
/// the state.
pub(super) async fn attest(
    tx: &mut Tx,
    actor: &Actor,
    encounter: EncounterId,
    attested: &Attestation,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "update encounter set attested_on = $2, attested_at = $3 where id = $1",
        args![encounter, attested.on, at],
    )
    .await?;
    pages::append_location(tx, actor, encounter, (attested.location, attested.on), at).await
}
