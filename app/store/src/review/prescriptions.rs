//! Prescriptions after they were written: the way to the pharmacy, or back.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Encounter, Prescription, State, Verb, VerbError, request::words},
    ids::{ClinicianId, EncounterId},
    medication::ProtocolId,
    people::{BirthDate, PersonName, Telephone},
    place::UsState,
    questionnaire::Response,
};

use crate::{
    audit::Audit,
    encounters::{self, EncounterRow},
    engine::{Tx, args},
    error::StoreError,
    intake::pages,
    licences::{self, LocalDates},
    profiles,
    store::Store,
    writes::{Access, Begun, Change, Work, clinician},
};

/// A prescription that must still reach a pharmacy.
#[derive(Clone, Debug)]
pub struct WorklistRow {
    /// The encounter.
    pub encounter: EncounterId,
    /// Its version.
    pub version: i64,
    /// The protocol.
    pub protocol: ProtocolId,
    /// Where the patient is.
    pub location: UsState,
    /// The patient's name.
    pub patient: PersonName,
    /// The patient's birth date.
    pub birth_date: BirthDate,
    /// The patient's telephone number.
    pub telephone: Telephone,
    /// The patient's answers: they name the pharmacy.
    pub response: Response,
    /// The prescription.
    pub prescription: Prescription,
    /// When it was written.
    pub issued_at: Timestamp,
    /// By whom.
    pub by: ClinicianId,
}

impl Store {
    /// Prescriptions that must still reach a pharmacy, oldest first, from
    /// states where this clinician may act.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a clinician.
    pub async fn worklist(
        &self,
        actor: &Actor,
        local: LocalDates<'_>,
    ) -> Result<Vec<WorklistRow>, StoreError> {
        let reader = clinician(actor)?;
        let mut tx = self.read().await?;
        let covered = licences::covered_states(&licences::of(&mut tx, reader).await?, local);
        let waiting: Vec<(String,)> = tx
            .fetch_all(
                "select encounter_id from prescription where status = 'to-send' \
                 order by issued_at, id",
                args![],
            )
            .await?;
        let mut worklist = Vec::new();
        for (id,) in waiting {
            let cell = crate::sealed::cell!("prescription", id, "encounter_id");
            let row =
                encounters::load(&mut tx, cell.parse(&id)?).await?.ok_or_else(|| cell.corrupt())?;
            if row.location()?.is_some_and(|location| covered.contains(&location)) {
                worklist.push(listed(&mut tx, &row).await?);
            }
        }
        tx.commit().await?;
        let mut lines = vec![Audit::about(actor, "read-worklist", reader.into(), "licensed there")];
        lines.extend(worklist.iter().map(|row: &WorklistRow| {
            Audit::of(actor, "list-in-worklist", row.encounter, "licensed there")
        }));
        self.audit_reads(lines).await?;
        Ok(worklist)
    }

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

async fn listed(tx: &mut Tx, row: &EncounterRow) -> Result<WorklistRow, StoreError> {
    let encounter = row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?;
    let State::Prescribed { outcome } = encounter.state else {
        return Err(row.cell("state").corrupt());
    };
    let profile = profiles::of(tx, encounter.patient)
        .await?
        .ok_or_else(|| row.cell("patient_id").corrupt())?;
    let answers = pages::current(&pages::of(tx, encounter.id).await?);
    Ok(WorklistRow {
        encounter: encounter.id,
        version: encounter.version,
        protocol: encounter.protocol,
        location: encounter.location,
        patient: profile.legal_name,
        birth_date: profile.birth_date,
        telephone: profile.telephone,
        response: pages::response(encounter.id, &answers)?,
        prescription: outcome.what,
        issued_at: outcome.at,
        by: outcome.by,
    })
}
