//! Gathering what the rules look at, where something has changed: in the background, and before
//! a replay.

use std::collections::BTreeSet;

use domain::{
    encounter::{Encounter, State},
    ids::{EncounterId, PatientId},
};

use super::{
    CaseOnRecord,
    compact::{Compact, Numbers},
    gather,
};
use crate::{
    encounters,
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    review::{determinations, receipts},
    rulebook::Rulebook,
    sealed::{cell, seal},
    store::Store,
};

impl Store {
    /// Gathers at most `most` cases that something has changed in; returns how many it looked
    /// at. One that cannot be read is set aside until it changes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn gather_cases(
        &self,
        rulebook: &Rulebook,
        local: LocalDates<'_>,
        most: i64,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let pack = rulebook.pack.digest().to_string();
        let changed: Vec<(String,)> = tx
            .fetch_all(
                "select encounter_id from case_on_record where content is null \
                 order by encounter_id limit $1",
                args![most],
            )
            .await?;
        // Another pack may read what patients typed otherwise.
        let typed: Vec<(String,)> = tx
            .fetch_all(
                "select encounter_id from case_on_record where pack_digest <> $1 \
                 and has_typed_medicines = 1 and decided_on is null \
                 order by encounter_id limit $2",
                args![pack.as_str(), most],
            )
            .await?;
        // In order: see `changed`.
        let mut ids = BTreeSet::new();
        for (id,) in changed.into_iter().chain(typed) {
            ids.insert(cell!("case_on_record", id, "encounter_id").parse(&id)?);
        }
        let mut numbers = Numbers::read(&mut tx).await?;
        let mut looked_at = 0;
        for id in ids {
            looked_at += 1;
            // The write comes first: it locks the row, so that no change is overwritten.
            let ours = tx
                .execute(
                    "update case_on_record set content = null, pack_digest = $2 \
                     where encounter_id = $1 and (content is null or (pack_digest <> $2 \
                     and has_typed_medicines = 1 and decided_on is null))",
                    args![id, pack.as_str()],
                )
                .await?;
            if ours == 0 {
                continue;
            }
            match put_together(&mut tx, id, rulebook, local).await {
                Ok(case) => write(&mut tx, &case, &mut numbers).await?,
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(%id, %error, "a case cannot be gathered, and is set aside");
                    tx.execute(
                        "update case_on_record set content = '' where encounter_id = $1",
                        args![id],
                    )
                    .await?;
                }
            }
        }
        tx.commit().await?;
        Ok(looked_at)
    }
}

/// Something that the rules look at has changed for a patient: what they look at in all that
/// the patient handed in is to be gathered again.
///
/// Everybody takes the rows in order of encounters, so that no two wait for each other.
pub(crate) async fn changed(tx: &mut Tx, patient: PatientId) -> Result<(), StoreError> {
    tx.execute(
        "insert into case_on_record (encounter_id, protocol, location) \
         select id, protocol, location from encounter \
         where patient_id = $1 and submitted_at is not null and location is not null order by id \
         on conflict (encounter_id) do update set location = excluded.location, content = null",
        args![patient],
    )
    .await?;
    Ok(())
}

/// An encounter's case as it stands; once it is decided, as it was decided.
async fn put_together(
    tx: &mut Tx,
    id: EncounterId,
    rulebook: &Rulebook,
    local: LocalDates<'_>,
) -> Result<CaseOnRecord, StoreError> {
    let row = encounters::load(tx, id).await?.ok_or(StoreError::NotFound)?;
    let encounter = row.read()?.ok_or(StoreError::NotFound)?;
    let dates = local(encounter.location);
    let (grounds, has_typed_medicines) = gather(tx, (&row, &encounter), rulebook, &dates).await?;
    let mut case = CaseOnRecord { encounter: id, decided_on: None, has_typed_medicines, grounds };
    if is_decided(&encounter) {
        let determined = determinations::of(tx, id).await?.pop();
        let receipt = receipts::of(tx, id).await?.pop();
        // Where no receipt says it, the determination does.
        let day = receipt.as_ref().map(|receipt| receipt.body.on);
        case.decided_on = day.or(determined.map(|determined| determined.evaluation.on));
        case.grounds = receipt.and_then(|receipt| receipt.grounds()).unwrap_or(case.grounds);
    }
    Ok(case)
}

async fn write(tx: &mut Tx, case: &CaseOnRecord, numbers: &mut Numbers) -> Result<(), StoreError> {
    numbers.learn(tx, &case.grounds).await?;
    let content = seal(&Compact::of(&case.grounds, numbers))?;
    tx.execute(
        "update case_on_record set location = $2, decided_on = $3, has_typed_medicines = $4, \
         content = $5 where encounter_id = $1",
        args![
            case.encounter,
            case.grounds.location,
            case.decided_on,
            i64::from(case.has_typed_medicines),
            content
        ],
    )
    .await?;
    Ok(())
}

const fn is_decided(encounter: &Encounter) -> bool {
    match encounter.state {
        State::Prescribed { .. } | State::Declined { .. } => true,
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. }
        | State::AwaitingVisit { .. }
        | State::Withdrawn { .. }
        | State::Expired { .. } => false,
    }
}
