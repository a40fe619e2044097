//! What clinicians found out of facts that the patient's answers left open.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Encounter, Verb, request::words},
    ids::{ClinicianId, EncounterId},
    rules::{FactDefinition, FactName, Facts, Value},
};
use serde::{Deserialize, Serialize};

use super::record::record;
use crate::{
    engine::{Tx, args},
    error::StoreError,
    intake::questionnaires::learn,
    licences::LocalDates,
    rulebook::Rulebook,
    sealed::{cell, seal},
    store::Store,
    writes::{Access, Begun, Held, clinician},
};

/// What a clinician found out, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFinding {
    /// The fact, by its name in the pack.
    pub fact: FactName,
    /// Its value: yes or no, or a number in the fact's unit.
    pub value: Value,
    /// How it was found out.
    pub why: String,
}

/// What a clinician found out, on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactFinding {
    /// What was found.
    pub found: NewFinding,
    /// By whom.
    pub by: ClinicianId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    clinician_id: String,
    name: Option<String>,
    finding: String,
    found_at: i64,
}

impl Store {
    /// Records what a clinician found out of a fact that is not known. It makes
    /// known what the answers leave open, and never says otherwise than they do.
    ///
    /// # Errors
    /// [`StoreError::NotFindable`] when the fact is known already, when it is
    /// none that a clinician may find, or the value is not one of its type;
    /// [`StoreError::Incomplete`] without a reason in at most 2000 characters;
    /// and every refusal of a clinician's write.
    pub async fn record_finding(
        &self,
        actor: &Actor,
        held: &Held,
        finding: &NewFinding,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let verb = "record-finding";
        let body = (verb, held.lease, finding);
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, &held.change, &body, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        work.holding(held.proof(by), Verb::Prescribe)?;
        let why =
            words(&finding.why).map_err(|_| StoreError::Incomplete("how it was found out"))?;
        let mut record = record(&mut work.tx, &work.row, &work.encounter, Some(by)).await?;
        // What was found before may be corrected; what the patient says may not.
        record.found.remove(finding.fact.as_str());
        let dates = local(record.location);
        let rulebook = &work.in_force(rulebook).await?;
        learn(&mut work.tx, rulebook, &record.protocol, &record.questionnaire_version).await?;
        let assessment = rulebook.evaluate(&record, Some(&work.licences), &dates)?;
        let findable = rulebook.findable(&assessment);
        if !findable.iter().any(|fact| fact.name == finding.fact && fits(fact, &finding.value)) {
            return Err(StoreError::NotFindable);
        }
        let finding = NewFinding { why, ..finding.clone() };
        let next = Encounter { version: work.encounter.version + 1, ..work.encounter.clone() };
        work.tx
            .execute(
                "insert into fact_finding (encounter_id, version, clinician_id, finding, \
                 found_at) values ($1, $2, $3, $4, $5)",
                args![next.id, next.version, by, seal(&finding)?, work.at],
            )
            .await?;
        work.finish(verb, "holds the claim", next).await
    }
}

/// A measured quantity is not negative.
fn fits(fact: &FactDefinition, value: &Value) -> bool {
    let is_negative = |value: &Value| match value {
        Value::Number(number) => *number < domain::decimal::Decimal::whole(0),
        Value::Boolean(_) | Value::Date(_) | Value::Code(_) | Value::Codes { .. } => false,
    };
    fact.fact_type == value.fact_type() && !is_negative(value)
}

/// Every finding on the encounter's facts, oldest first.
pub(crate) async fn of(
    tx: &mut Tx,
    encounter: EncounterId,
) -> Result<Vec<FactFinding>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select f.clinician_id, a.name, f.finding, f.found_at from fact_finding f \
             join account a on a.id = f.clinician_id where f.encounter_id = $1 \
             order by f.version",
            args![encounter],
        )
        .await?;
    let id = encounter.to_string();
    rows.into_iter()
        .map(|row| {
            Ok(FactFinding {
                found: cell!("fact_finding", id, "finding").open(&row.finding)?,
                by: cell!("fact_finding", id, "clinician_id").parse(&row.clinician_id)?,
                name: row.name.unwrap_or_default(),
                at: cell!("fact_finding", id, "found_at").moment(row.found_at)?,
            })
        })
        .collect()
}

/// The latest value that was found of each fact.
pub(crate) fn facts(findings: &[FactFinding]) -> Facts {
    findings.iter().map(|one| (one.found.fact.clone(), one.found.value.clone())).collect()
}
