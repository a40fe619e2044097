//! What a decision left to do: prescriptions on their way, visits to hold.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Prescription, State, VisitDemand},
    ids::{ClinicianId, EncounterId},
    medication::ProtocolId,
    people::{BirthDate, PersonName, Telephone},
    place::UsState,
    questionnaire::Response,
};
use sqlx::AssertSqlSafe;

use crate::{
    audit::Audit,
    encounters::{self, EncounterRow},
    engine::{Arg, Tx, args},
    error::StoreError,
    intake::pages,
    licences::{self, LocalDates},
    profiles::{self, PatientProfile},
    sealed::cell,
    store::Store,
    writes::clinician,
};

/// How many prescriptions that were sent are listed.
const SENT: i64 = 100;

/// What is left to do in the states where one clinician may act.
#[derive(Clone, Debug, Default)]
pub struct Worklist {
    /// Prescriptions that must still reach a pharmacy, oldest first.
    pub to_send: Vec<WorklistRow>,
    /// Visits that were called for and not held, longest wait first.
    pub to_hold: Vec<VisitToHold>,
    /// The latest 100 prescriptions that reached their pharmacy, newest first: each can
    /// still be cancelled.
    pub sent: Vec<WorklistRow>,
}

/// A prescription that was written and not cancelled.
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
    /// The version of the questionnaire that was answered.
    pub questionnaire_version: String,
    /// The patient's answers: they name the pharmacy.
    pub response: Response,
    /// The prescription.
    pub prescription: Prescription,
    /// When it was written.
    pub issued_at: Timestamp,
    /// By whom.
    pub by: ClinicianId,
}

/// A live visit that was called for and not held.
#[derive(Clone, Debug)]
pub struct VisitToHold {
    /// The encounter.
    pub encounter: EncounterId,
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
    /// What kind of visit, and why.
    pub demand: VisitDemand,
    /// When it was called for.
    pub since: Timestamp,
    /// A red flag was raised.
    pub urgent: bool,
}

impl Store {
    /// What is left to do in the states where this clinician may act.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a clinician.
    pub async fn worklist(
        &self,
        actor: &Actor,
        local: LocalDates<'_>,
    ) -> Result<Worklist, StoreError> {
        let reader = clinician(actor)?;
        let mut tx = self.read().await?;
        let covered = licences::covered_states(&licences::of(&mut tx, reader).await?, local);
        let covered: Vec<Arg> = covered.into_iter().map(Arg::from).collect();
        let mut worklist = Worklist::default();
        if !covered.is_empty() {
            for row in to_send(&mut tx, &covered).await? {
                worklist.to_send.push(prescription(&mut tx, &row).await?);
            }
            for row in to_hold(&mut tx, &covered).await? {
                worklist.to_hold.push(visit(&mut tx, &row).await?);
            }
            for row in sent(&mut tx, &covered).await? {
                worklist.sent.push(prescription(&mut tx, &row).await?);
            }
        }
        tx.commit().await?;
        let mut lines = vec![Audit::about(actor, "read-worklist", reader.into(), "licensed there")];
        let listed = |encounter| Audit::of(actor, "list-in-worklist", encounter, "licensed there");
        lines.extend(worklist.encounters().map(listed));
        self.audit_reads(lines).await?;
        Ok(worklist)
    }
}

impl Worklist {
    /// Everything that is listed.
    pub fn encounters(&self) -> impl Iterator<Item = EncounterId> + '_ {
        let prescriptions = self.to_send.iter().chain(&self.sent).map(|row| row.encounter);
        prescriptions.chain(self.to_hold.iter().map(|row| row.encounter))
    }
}

async fn to_send(tx: &mut Tx, covered: &[Arg]) -> Result<Vec<EncounterRow>, StoreError> {
    let places = places(1, covered);
    let sql = format!(
        "select prescription.encounter_id from prescription \
         join encounter on encounter.id = prescription.encounter_id \
         where prescription.status = 'to-send' and encounter.location in ({places}) \
         order by prescription.issued_at, prescription.id"
    );
    rows(tx, sql, covered.to_vec()).await
}

async fn sent(tx: &mut Tx, covered: &[Arg]) -> Result<Vec<EncounterRow>, StoreError> {
    let places = places(2, covered);
    let sql = format!(
        "select prescription.encounter_id from prescription \
         join encounter on encounter.id = prescription.encounter_id \
         where prescription.status = 'sent' and encounter.location in ({places}) \
         order by prescription.issued_at desc, prescription.id desc limit $1"
    );
    let mut args = args![SENT];
    args.extend(covered.iter().cloned());
    rows(tx, sql, args).await
}

async fn to_hold(tx: &mut Tx, covered: &[Arg]) -> Result<Vec<EncounterRow>, StoreError> {
    let places = places(1, covered);
    let sql = format!(
        "select id from encounter where state = 'awaiting-visit' and location in ({places}) \
         order by urgent desc, waiting_since, id"
    );
    rows(tx, sql, covered.to_vec()).await
}

/// `$1, $2, ...`: only the number of placeholders varies.
fn places(first: usize, covered: &[Arg]) -> String {
    let places: Vec<String> =
        (first..first + covered.len()).map(|place| format!("${place}")).collect();
    places.join(", ")
}

async fn rows(tx: &mut Tx, sql: String, args: Vec<Arg>) -> Result<Vec<EncounterRow>, StoreError> {
    let found: Vec<(String,)> = tx.fetch_all(AssertSqlSafe(sql), args).await?;
    let mut rows = Vec::with_capacity(found.len());
    for (id,) in found {
        let cell = cell!("encounter", id, "id");
        let row = encounters::load(tx, cell.parse(&id)?).await?.ok_or_else(|| cell.corrupt())?;
        rows.push(row);
    }
    Ok(rows)
}

async fn prescription(tx: &mut Tx, row: &EncounterRow) -> Result<WorklistRow, StoreError> {
    let encounter = row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?;
    let State::Prescribed { outcome } = encounter.state else {
        return Err(row.cell("state").corrupt());
    };
    let profile = profile(tx, row).await?;
    let answers = pages::current(&pages::of(tx, encounter.id).await?);
    Ok(WorklistRow {
        encounter: encounter.id,
        version: encounter.version,
        protocol: encounter.protocol,
        location: encounter.location,
        patient: profile.legal_name,
        birth_date: profile.birth_date,
        telephone: profile.telephone,
        questionnaire_version: row.questionnaire_version.clone(),
        response: pages::response(encounter.id, &answers)?,
        prescription: outcome.what,
        issued_at: outcome.at,
        by: outcome.by,
    })
}

async fn visit(tx: &mut Tx, row: &EncounterRow) -> Result<VisitToHold, StoreError> {
    let encounter = row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?;
    let State::AwaitingVisit { demand, at, waiting, .. } = encounter.state else {
        return Err(row.cell("state").corrupt());
    };
    let profile = profile(tx, row).await?;
    Ok(VisitToHold {
        encounter: encounter.id,
        protocol: encounter.protocol,
        location: encounter.location,
        patient: profile.legal_name,
        birth_date: profile.birth_date,
        telephone: profile.telephone,
        demand,
        since: at,
        urgent: waiting.urgent,
    })
}

async fn profile(tx: &mut Tx, row: &EncounterRow) -> Result<PatientProfile, StoreError> {
    let corrupt = || row.cell("patient_id").corrupt();
    let patient = row.patient()?.ok_or_else(corrupt)?;
    profiles::of(tx, patient).await?.ok_or_else(corrupt)
}
