//! Claiming an encounter, keeping it, giving it back.

use domain::{
    actor::Actor,
    encounter::{Encounter, LeaseProof, State, Verb},
    ids::{CommandId, EncounterId, LeaseToken},
};

use crate::{
    audit::Audit,
    commands::Command,
    encounters,
    engine::args,
    error::StoreError,
    licences::{self, LocalDates},
    store::Store,
    writes::{Access, Begun, Held, clinician},
};

/// A claim, without anything of the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnClaim {
    /// The encounter's version.
    pub version: i64,
    /// The claim's token.
    pub lease: LeaseToken,
}

impl Store {
    /// Takes an encounter from the queue. However many try, one has it.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when somebody else holds it or it waits for no
    /// clinician, and [`StoreError::NoLicence`].
    pub async fn claim(
        &self,
        actor: &Actor,
        command: CommandId,
        encounter: EncounterId,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::Claim;
        let command = Command::new(command, actor, encounter, &verb)?;
        let access = Access::Licensed(local);
        let work = match self.change_at(command, None, None, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let token = LeaseToken::new(work.at, self.entropy());
        let next = work.encounter.clone().claim(by, token, work.at)?;
        work.finish(verb.as_str(), "licensed there", next).await
    }

    /// Keeps a claim; returns the encounter with the lease as it now is. The version
    /// does not move.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when the lease is not the clinician's or has ended,
    /// and [`StoreError::NoLicence`].
    pub async fn renew(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        lease: LeaseToken,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        // The write comes first: it locks the row.
        tx.execute("update encounter set touched_at = $2 where id = $1", args![encounter, at])
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        let current = row.read()?.ok_or(StoreError::NotFound)?;
        let licences = licences::of_locked(&mut tx, by).await?;
        licences::covering(&licences, current.location, &local(current.location))?;
        let version = current.version;
        let next = current.renew(LeaseProof { clinician: by, token: lease }, at)?;
        encounters::store(&mut tx, version, &next, at).await?;
        let line = Audit::of(actor, Verb::Renew.as_str(), encounter, "holds the claim");
        self.audit(&mut tx, at, line).await?;
        tx.commit().await?;
        Ok(next)
    }

    /// The claim that this clinician has on the encounter, whether it still holds
    /// and whether they are still licensed there or not: enough to give it back.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a clinician.
    pub async fn own_claim(
        &self,
        actor: &Actor,
        encounter: EncounterId,
    ) -> Result<Option<OwnClaim>, StoreError> {
        let by = clinician(actor)?;
        let mut tx = self.read().await?;
        let row = encounters::load(&mut tx, encounter).await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(None) };
        let claim = match row.state()? {
            State::InReview { lease, .. } if lease.clinician == by => {
                Some(OwnClaim { version: row.version, lease: lease.token })
            }
            State::InReview { .. }
            | State::Draft
            | State::AwaitingReview { .. }
            | State::AwaitingPatient { .. }
            | State::AwaitingVisit { .. }
            | State::Prescribed { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Expired { .. } => None,
        };
        if claim.is_some() {
            self.audit_read(Audit::of(actor, "read-own-claim", encounter, "holds the claim"))
                .await?;
        }
        Ok(claim)
    }

    /// Gives an encounter back to the queue. It needs no licence: a clinician
    /// whose licence has ended can still do this, and only this.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when the lease is not the clinician's.
    pub async fn release(&self, actor: &Actor, held: &Held) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::Release;
        let body = (verb, held.lease);
        let work = match self.change(actor, &held.change, &body, Access::Lease).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let next = work.encounter.clone().release(held.proof(by))?;
        work.finish(verb.as_str(), "holds the claim", next).await
    }
}
