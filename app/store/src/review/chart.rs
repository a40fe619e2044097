//! The chart: everything on record for one encounter.

use domain::{
    Timestamp,
    actor::Actor,
    consent::Consent,
    encounter::{Encounter, Record},
    ids::EncounterId,
    licence::Licence,
    people::EmailAddress,
    receipt::Receipt,
};

use super::{
    access::{Reader, may_read},
    determinations::{self, Determination},
    fact_findings::{self, FactFinding},
    findings::{self, MedicineFinding},
    information::{self, RequestRow},
    receipts,
    record::record_with,
    visits::{self, VisitRow},
};
use crate::{
    accounts,
    audit::Audit,
    encounters::{self, EncounterRow, select_encounter},
    engine::{Tx, args},
    error::StoreError,
    events::{self, EventRow},
    intake::{PageRevision, consents_of, pages},
    licences::LocalDates,
    photos::{self, Photo},
    profiles::{self, PatientProfile},
    store::Store,
};

/// Everything on record for one encounter.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The encounter.
    pub encounter: Encounter,
    /// What the rules look at: see [`crate::Rulebook::evaluate`].
    pub record: Record,
    /// Who the patient is; for a clinician who may no longer treat them, only where it has not
    /// changed since the decision.
    pub profile: Option<PatientProfile>,
    /// Where the patient's mail goes.
    pub email: EmailAddress,
    /// The version of the questionnaire that was answered.
    pub questionnaire_version: String,
    /// A red flag was ticked once, even if it was taken back.
    pub had_red_flag: bool,
    /// When the patient last said where they are.
    pub attested_at: Option<Timestamp>,
    /// When the draft was begun.
    pub created_at: Timestamp,
    /// When anybody last went on with it.
    pub touched_at: Timestamp,
    /// Every revision of every page, oldest first.
    pub pages: Vec<PageRevision>,
    /// Photos and records, also those replaced, oldest first.
    pub photos: Vec<Photo>,
    /// Every step, oldest first.
    pub events: Vec<EventRow>,
    /// The patient's live visits, newest first: in all encounters, or in this one for a
    /// clinician who may no longer treat the patient.
    pub visits: Vec<VisitRow>,
    /// Requests for information with their answers, oldest first.
    pub requests: Vec<RequestRow>,
    /// What clinicians said of medicines that the patient typed, oldest first: the latest on
    /// each holds.
    pub medicines: Vec<MedicineFinding>,
    /// What clinicians found out of facts, oldest first.
    pub findings: Vec<FactFinding>,
    /// What was signed.
    pub consents: Vec<Consent>,
    /// The decisions, oldest first.
    pub determinations: Vec<Determination>,
    /// The signed receipts of the decisions and of what the patient was told before them,
    /// oldest first, as the reader may hold them.
    pub receipts: Vec<Receipt>,
    /// The licences of the clinician who reads; empty for the patient.
    pub licences: Vec<Licence>,
    /// What else this clinic did for the patient, newest first; empty for the patient,
    /// who has a page for each.
    pub earlier: Vec<EarlierEncounter>,
}

/// Another encounter of the same patient, as the chart tells of it.
#[derive(Clone, Debug)]
pub struct EarlierEncounter {
    /// The encounter, with how it ended.
    pub encounter: Encounter,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Its decisions, oldest first.
    pub determinations: Vec<Determination>,
}

impl Chart {
    /// The current revision of every page.
    #[must_use]
    pub fn current_pages(&self) -> Vec<PageRevision> {
        pages::current(&self.pages)
    }
}

impl Store {
    /// The chart of a submitted encounter: for its patient, for clinicians
    /// whose licence covers where the patient is, and for who decided it once it has ended.
    ///
    /// # Errors
    /// [`StoreError::NoLicence`] for other clinicians,
    /// [`StoreError::Forbidden`] for operators.
    pub async fn chart(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        local: LocalDates<'_>,
    ) -> Result<Option<Chart>, StoreError> {
        let mut tx = self.read().await?;
        let Some(row) = encounters::load(&mut tx, encounter).await? else {
            return match actor {
                Actor::Operator(_) | Actor::System => Err(StoreError::Forbidden),
                Actor::Visitor(_) | Actor::Patient(_) | Actor::Clinician(_) => Ok(None),
            };
        };
        let reader = match may_read(&mut tx, actor, &row, local).await {
            Ok(reader) => reader,
            Err(StoreError::NotFound) => return Ok(None),
            Err(refusal @ StoreError::NoLicence(_)) => {
                tx.commit().await?;
                let line = Audit::of(actor, "read-chart-refused", encounter, "no licence there");
                self.audit_read(line).await?;
                return Err(refusal);
            }
            Err(error) => return Err(error),
        };
        let why = reader.why;
        let chart = read(&mut tx, &row, reader).await?;
        tx.commit().await?;
        if let Some(chart) = &chart {
            let mut lines = vec![Audit::of(actor, "read-chart", encounter, why)];
            lines.extend(chart.earlier.iter().map(|earlier| {
                Audit::of(actor, "read-in-chart", earlier.encounter.id, "treats the same patient")
            }));
            self.audit_reads(lines).await?;
        }
        Ok(chart)
    }
}

async fn read(
    tx: &mut Tx,
    row: &EncounterRow,
    reader: Reader,
) -> Result<Option<Chart>, StoreError> {
    let Some(encounter) = row.read()?.filter(|_| row.was_submitted()) else {
        return Ok(None);
    };
    let id = encounter.id;
    let determinations = determinations::of(tx, id).await?;
    if !determinations::consistent(&encounter, &determinations) {
        return Err(row.cell("facts").corrupt());
    }
    let account = accounts::by_id(tx, encounter.patient.into())
        .await?
        .ok_or_else(|| row.cell("patient_id").corrupt())?
        .read()?;
    let as_decided =
        reader.only_decided().then(|| determinations.last().map(|last| last.at)).flatten();
    let mut visits = visits::of_patient(tx, encounter.patient).await?;
    if reader.only_decided() {
        visits.retain(|visit| visit.encounter == id);
    }
    let profile = match as_decided {
        Some(at) => profiles::as_of(tx, encounter.patient, at).await?,
        None => profiles::of(tx, encounter.patient).await?,
    };
    let known = (profile.as_ref(), visits.as_slice());
    let record = record_with(tx, row, &encounter, reader.clinician, known).await?;
    let receipts = receipts::of(tx, id).await?;
    let receipts = receipts.into_iter().map(|receipt| reader.receipt(receipt)).collect();
    let earlier = if reader.treats { others(tx, &encounter).await? } else { Vec::new() };
    Ok(Some(Chart {
        earlier,
        record,
        profile,
        email: account.email,
        questionnaire_version: row.questionnaire_version.clone(),
        had_red_flag: row.had_red_flag(),
        attested_at: row.attested_at()?,
        created_at: row.created_at()?,
        touched_at: row.touched_at()?,
        pages: pages::of(tx, id).await?,
        photos: photos::of(tx, id).await?,
        events: events::of(tx, id).await?,
        visits,
        requests: information::of(tx, id).await?,
        medicines: findings::of(tx, id).await?,
        findings: fact_findings::of(tx, id).await?,
        consents: consents_of(tx, id).await?,
        determinations,
        receipts,
        licences: reader.licences,
        encounter,
    }))
}

/// What else the patient sent, newest first.
async fn others(tx: &mut Tx, this: &Encounter) -> Result<Vec<EarlierEncounter>, StoreError> {
    let rows: Vec<EncounterRow> = tx
        .fetch_all(
            select_encounter!(
                "where patient_id = $1 and id <> $2 and submitted_at is not null \
                 order by created_at desc, id desc"
            ),
            args![this.patient, this.id],
        )
        .await?;
    let mut others = Vec::with_capacity(rows.len());
    for row in rows {
        let encounter = row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?;
        let determinations = determinations::of(tx, encounter.id).await?;
        others.push(EarlierEncounter { encounter, created_at: row.created_at()?, determinations });
    }
    Ok(others)
}
