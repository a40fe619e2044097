//! What clinicians said of medicines that were not recognised.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    actor::Actor,
    encounter::{Encounter, Verb},
    ids::EncounterId,
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

#[derive(Serialize, Deserialize)]
struct Finding {
    typed: String,
    classes: BTreeSet<String>,
}

impl Store {
    /// Says what a medicine is that the patient typed: its classes, none for
    /// one that is harmless here. The clinician must hold the encounter.
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
        let assessment = work.weigh(by, None, rulebook, local).await?;
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

/// The latest finding on each medicine, by the words typed.
pub(crate) async fn of(
    tx: &mut Tx,
    encounter: EncounterId,
) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let rows: Vec<(String,)> = tx
        .fetch_all(
            "select medicine from finding where encounter_id = $1 order by version",
            args![encounter],
        )
        .await?;
    let id = encounter.to_string();
    rows.into_iter()
        .map(|(sealed,)| {
            let finding: Finding = cell!("finding", id, "medicine").open(&sealed)?;
            Ok((finding.typed, finding.classes))
        })
        .collect()
}
