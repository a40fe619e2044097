//! Prescriptions after they were written: the way to the pharmacy, or back.

use domain::{
    actor::Actor,
    encounter::{Encounter, State, Verb, VerbError, request::words},
};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    store::Store,
    writes::{Access, Begun, Change, Work, clinician},
};

impl Store {
    /// Notes that the prescription was given to the pharmacy.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when there is none to send, and every refusal of a
    /// clinician's write.
    pub async fn send_prescription(
        &self,
        actor: &Actor,
        change: &Change,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::SendPrescription;
        let work = match self.change(actor, change, &verb, Access::Licensed(local)).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let next = work.encounter.clone().send_prescription(by, work.at)?;
        with_status(*work, verb, next).await
    }

    /// Takes a prescription back, with a reason.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when there is none to take back, and every refusal
    /// of a clinician's write.
    pub async fn cancel_prescription(
        &self,
        actor: &Actor,
        change: &Change,
        reason: &str,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::CancelPrescription;
        let body = (verb, reason);
        let work = match self.change(actor, change, &body, Access::Licensed(local)).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let reason = words(reason).map_err(VerbError::from)?;
        let next = work.encounter.clone().cancel_prescription(by, reason, work.at)?;
        with_status(*work, verb, next).await
    }
}

/// Writes the new status beside the encounter.
async fn with_status(
    mut work: Work<'_>,
    verb: Verb,
    next: Encounter,
) -> Result<Encounter, StoreError> {
    if let State::Prescribed { outcome } = &next.state {
        let written = work
            .tx
            .execute(
                "update prescription set status = $3 where id = $1 and encounter_id = $2",
                args![outcome.what.id, next.id, outcome.what.status.as_str()],
            )
            .await?;
        if written == 0 {
            return Err(work.row.cell("facts").corrupt());
        }
    }
    work.finish(verb.as_str(), "licensed there", next).await
}

/// Puts the prescription of an encounter onto the worklist.
pub(crate) async fn insert(tx: &mut Tx, encounter: &Encounter) -> Result<(), StoreError> {
    if let State::Prescribed { outcome } = &encounter.state {
        tx.execute(
            "insert into prescription (id, encounter_id, clinician_id, status, issued_at) \
             values ($1, $2, $3, $4, $5)",
            args![
                outcome.what.id,
                encounter.id,
                outcome.by,
                outcome.what.status.as_str(),
                outcome.at,
            ],
        )
        .await?;
    }
    Ok(())
}
