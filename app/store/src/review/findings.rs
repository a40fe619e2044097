//! What clinicians said of medicines that were not recognised.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Encounter, Verb},
    ids::{ClinicianId, EncounterId},
};
use serde::{Deserialize, Serialize};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    rulebook::Rulebook,
    sealed::{cell, seal},
    store::Store,
    writes::{Access, Begun, Held, clinician},
};

/// What a clinician said of a medicine that the patient typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MedicineFinding {
    /// The patient's own words.
    pub typed: String,
    /// Its classes; none for one that is harmless here.
    pub classes: BTreeSet<String>,
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
    medicine: String,
    found_at: i64,
}

#[derive(Serialize, Deserialize)]
struct Finding {
    typed: String,
    classes: BTreeSet<String>,
}

impl Store {
    /// Says what a medicine is that the patient typed: its classes, none for
    /// one that is harmless here. Said again, the latest holds; what the lexicon
    /// itself recognises cannot be taken away. The clinician must hold the encounter.
    ///
    /// # Errors
    /// [`StoreError::UnknownMedicine`] when the patient did not type it, and
    /// every refusal of a clinician's write.
    pub async fn resolve_medicine(
        &self,
        actor: &Actor,
        held: &Held,
        typed: &str,
        classes: BTreeSet<String>,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
    ) -> Result<Encounter, StoreError> {
        let by = clinician(actor)?;
        let body = ("resolve-medicine", held.lease, typed, &classes);
        let access = Access::Licensed(local);
        let mut work = match self.change(actor, &held.change, &body, access).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        work.holding(held.proof(by), Verb::Prescribe)?;
        let assessment = work.weigh(by, None, rulebook, local).await?.assessment;
        if !assessment.gathered.medicines.iter().any(|medicine| medicine.typed == typed) {
            return Err(StoreError::UnknownMedicine);
        }
        let next = Encounter { version: work.encounter.version + 1, ..work.encounter.clone() };
        work.tx
            .execute(
                "insert into finding (encounter_id, version, clinician_id, medicine, found_at) \
                 values ($1, $2, $3, $4, $5)",
                args![
                    next.id,
                    next.version,
                    by,
                    seal(&Finding { typed: typed.to_owned(), classes })?,
                    work.at,
                ],
            )
            .await?;
        work.finish("resolve-medicine", "holds the claim", next).await
    }
}

/// All findings on medicines, oldest first: the latest on each holds.
pub(crate) async fn of(
    tx: &mut Tx,
    encounter: EncounterId,
) -> Result<Vec<MedicineFinding>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select finding.clinician_id, account.name, finding.medicine, finding.found_at \
             from finding join account on account.id = finding.clinician_id \
             where finding.encounter_id = $1 order by finding.version",
            args![encounter],
        )
        .await?;
    let id = encounter.to_string();
    rows.into_iter()
        .map(|row| {
            let finding: Finding = cell!("finding", id, "medicine").open(&row.medicine)?;
            Ok(MedicineFinding {
                typed: finding.typed,
                classes: finding.classes,
                by: cell!("finding", id, "clinician_id").parse(&row.clinician_id)?,
                name: row.name.unwrap_or_default(),
                at: cell!("finding", id, "found_at").moment(row.found_at)?,
            })
        })
        .collect()
}

/// What holds of each medicine, by the words typed.
pub(crate) fn latest(findings: Vec<MedicineFinding>) -> BTreeMap<String, BTreeSet<String>> {
    findings.into_iter().map(|finding| (finding.typed, finding.classes)).collect()
}
