//! Live visits: held elsewhere, recorded here by hand.

use domain::{
    Date, Timestamp,
    actor::Actor,
    encounter::{CompletedVisit, Encounter, Verb},
    ids::{ClinicianId, EncounterId, LeaseToken, PatientId, VisitId},
    relationship::{EvaluatedBy, Modality, Relationship, VisitOnRecord},
};
use jiff::SignedDuration;
use serde::Serialize;

use crate::{
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    sealed::{cell, seal},
    store::Store,
    writes::{Access, Begun, Change, clinician},
};

/// A live visit that took place, as its clinician records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitHeld {
    /// How it was held.
    pub modality: Modality,
    /// When.
    pub at: Timestamp,
    /// The day, by the patient's calendar.
    pub on: Date,
    /// The clinician's note.
    pub note: String,
}

/// A live visit on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// Its id.
    pub id: VisitId,
    /// In which encounter.
    pub encounter: EncounterId,
    /// By whom.
    pub clinician: ClinicianId,
    /// How it was held.
    pub modality: Modality,
    /// When.
    pub at: Timestamp,
    /// The day, by the patient's calendar.
    pub on: Date,
    /// The clinician's note.
    pub note: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    encounter_id: String,
    clinician_id: String,
    modality: String,
    held_at: i64,
    held_on: String,
    note: String,
}

/// People write down the minute, not the second.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

impl Row {
    fn read(self) -> Result<VisitRow, StoreError> {
        Ok(VisitRow {
            id: cell!("visit", self.id, "id").parse(&self.id)?,
            encounter: cell!("visit", self.id, "encounter_id").parse(&self.encounter_id)?,
            clinician: cell!("visit", self.id, "clinician_id").parse(&self.clinician_id)?,
            modality: cell!("visit", self.id, "modality").parse(&self.modality)?,
            at: cell!("visit", self.id, "held_at").moment(self.held_at)?,
            on: cell!("visit", self.id, "held_on").date(&self.held_on)?,
            note: cell!("visit", self.id, "note").open(&self.note)?,
        })
    }
}

impl Store {
    /// Records a visit that took place; the clinician who held it takes the lease.
    ///
    /// # Errors
    /// [`StoreError::VisitInFuture`], [`StoreError::VisitTooEarly`] when it was held before
    /// the encounter was submitted, [`StoreError::Verb`] when none was called
    /// for or it was less than that, and every refusal of a clinician's write.
    pub async fn complete_visit(
        &self,
        actor: &Actor,
        change: &Change,
        visit: &VisitHeld,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = Verb::CompleteVisit.as_str();
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, change, &(verb, visit), access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let at = work.at;
        let today = local(work.encounter.location).into_iter().max();
        if visit.at > at || today.is_none_or(|today| visit.on > today) {
            return Err(StoreError::VisitInFuture);
        }
        let submitted_at = work.row.submitted_at()?;
        if submitted_at.is_none_or(|sent| sent.duration_since(visit.at) >= MINUTE) {
            return Err(StoreError::VisitTooEarly);
        }
        let completed = CompletedVisit {
            id: VisitId::new(at, self.entropy()),
            modality: visit.modality,
            at: visit.at,
            by,
            note: visit.note.clone(),
        };
        let token = LeaseToken::new(at, self.entropy());
        let next = work.encounter.clone().complete_visit(&completed, token, at)?;
        work.tx
            .execute(
                "insert into visit (id, encounter_id, patient_id, clinician_id, modality, \
                 held_at, held_on, note, recorded_at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                args![
                    completed.id,
                    next.id,
                    next.patient,
                    by,
                    visit.modality.as_str(),
                    visit.at,
                    visit.on,
                    seal(&visit.note)?,
                    at,
                ],
            )
            .await?;
        work.finish(verb, "licensed there", next).await
    }
}

/// The visits of a patient, newest first.
pub(crate) async fn of_patient(
    tx: &mut Tx,
    patient: PatientId,
) -> Result<Vec<VisitRow>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select id, encounter_id, clinician_id, modality, held_at, held_on, note \
             from visit where patient_id = $1 order by held_at desc, id desc",
            args![patient],
        )
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// The latest visit of the encounter.
pub(crate) fn of_encounter(visits: &[VisitRow], id: EncounterId) -> Option<VisitOnRecord> {
    visits
        .iter()
        .find(|visit| visit.encounter == id)
        .map(|visit| VisitOnRecord { modality: visit.modality, on: visit.on })
}

/// The relationship that the visits on record make, for one prescriber.
///
/// A visit by audio or video counts for later encounters only: within its own
/// it answers a demand for a visit, and must not make that demand go away.
pub(crate) fn relationship(
    visits: &[VisitRow],
    encounter: EncounterId,
    prescriber: Option<ClinicianId>,
) -> Relationship {
    let in_person = |own: bool| {
        visits.iter().find(|visit| {
            visit.modality == Modality::InPerson && (Some(visit.clinician) == prescriber) == own
        })
    };
    if let Some(visit) = in_person(true) {
        let by = EvaluatedBy::Prescriber;
        return Relationship::InPersonEvaluated { on: visit.on, by };
    }
    if let Some(visit) = in_person(false) {
        let by = EvaluatedBy::Other;
        return Relationship::InPersonEvaluated { on: visit.on, by };
    }
    let earlier = || visits.iter().filter(|visit| visit.encounter != encounter);
    match (earlier().next(), earlier().map(|visit| visit.modality).max()) {
        (Some(latest), Some(modality)) => Relationship::Established { on: latest.on, modality },
        (Some(_) | None, _) => Relationship::New,
    }
}
