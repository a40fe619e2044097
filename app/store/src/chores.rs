//! What the server does by itself: leases that end, drafts that expire, rows
//! that are no longer needed.

mod alerts;

pub use alerts::{Overdue, WaitLetters};

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Expiry, State, StateName, Verb, VerbError},
    place::UsState,
};
use jiff::SignedDuration;

use crate::{
    accounts::managing,
    audit::Audit,
    encounters::{self, EncounterRow, select_encounter},
    engine::{Tx, args},
    error::StoreError,
    events,
    sealed::cell,
    store::Store,
};

/// How many encounters one call looks at.
const AT_ONCE: i64 = 500;
/// How long what has ended is kept, so that a late request hears why it failed.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(24);

/// How many encounters are in one state, in one place: nothing about anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The state.
    pub state: StateName,
    /// Where the patients are.
    pub location: Option<UsState>,
    /// How many.
    pub count: i64,
    /// The longest wait among them.
    pub oldest: Option<Timestamp>,
}

/// How many prescriptions have not reached their pharmacy, in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// Where the patients are.
    pub location: Option<UsState>,
    /// How many.
    pub count: i64,
    /// When the oldest of them was written.
    pub oldest: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    state: String,
    location: Option<String>,
    number: i64,
    oldest: Option<i64>,
}

impl Store {
    /// Gives encounters whose lease has ended back to the queue; returns how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lapse_leases(&self) -> Result<u64, StoreError> {
        let at = self.now();
        let mut tx = self.read().await?;
        let rows: Vec<EncounterRow> = tx
            .fetch_all(
                select_encounter!("where state = 'in-review' and lease_until <= $1 limit $2"),
                args![at, AT_ONCE],
            )
            .await?;
        tx.commit().await?;
        let mut lapsed = 0;
        for row in &rows {
            let encounter = row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?;
            let next = encounter.lapse(at)?;
            lapsed += u64::from(self.moved_on(row, Verb::Lapse, &next.state, at).await?);
        }
        Ok(lapsed)
    }

    /// Ends what nobody has gone on with in time; returns how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn expire_due(&self, expiry: &Expiry) -> Result<u64, StoreError> {
        let at = self.now();
        let mut expired = 0;
        for state in StateName::ALL {
            let Some(days) = state.expires_after_days(expiry) else { continue };
            let age = SignedDuration::from_hours(i64::from(days) * 24);
            let before = at.saturating_sub(age).unwrap_or(at);
            let mut tx = self.read().await?;
            let rows: Vec<EncounterRow> = tx
                .fetch_all(
                    select_encounter!(
                        "where state in ('draft', 'awaiting-patient', 'awaiting-visit') \
                         and state = $1 and touched_at <= $2 limit $3"
                    ),
                    args![state.as_str(), before, AT_ONCE],
                )
                .await?;
            tx.commit().await?;
            for row in &rows {
                // A visitor's draft has no patient: the verb needs one.
                let next = match row.read()? {
                    Some(encounter) => match encounter.expire(row.touched_at()?, expiry, at) {
                        Ok(encounter) => encounter.state,
                        Err(VerbError::NotDue) => continue,
                        Err(error) => return Err(error.into()),
                    },
                    None => State::Expired { at, from: StateName::Draft },
                };
                expired += u64::from(self.moved_on(row, Verb::Expire, &next, at).await?);
            }
        }
        Ok(expired)
    }

    /// Writes what the server itself makes of a row; false when somebody was faster.
    async fn moved_on(
        &self,
        row: &EncounterRow,
        verb: Verb,
        next: &State,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (id, actor) = (row.id()?, Actor::System);
        let mut tx = self.begin().await?;
        // The touch decides with the version: a draft may be saved without another version.
        let touched = row.touched_at()?;
        let locked = tx
            .execute(
                "update encounter set touched_at = touched_at \
                 where id = $1 and version = $2 and touched_at = $3",
                args![id, row.version, touched],
            )
            .await?;
        if locked == 0 {
            return Ok(false);
        }
        encounters::store_state(&mut tx, id, row.version, next, touched).await?;
        let step = (id, row.version + 1, next);
        events::append_state(&mut tx, &actor, verb.as_str(), step, at).await?;
        self.audit(&mut tx, at, Audit::of(&actor, verb.as_str(), id, "it was due")).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes sessions, codes, counters and invites that ended a day ago, and what letters
    /// said that were sent or given up by then; returns how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn purge(&self) -> Result<u64, StoreError> {
        let at = self.now();
        let before = at.saturating_sub(AFTERWARDS).unwrap_or(at);
        let demonstration = self.is_demo().await?;
        let mut tx = self.begin().await?;
        let mut removed = 0;
        for sql in [
            "delete from session where seen_at < $1",
            "delete from code where expires_at < $1",
            "delete from allowance where window_end < $1",
            "delete from invite where expires_at < $1",
        ] {
            let before = before.as_microsecond();
            removed += tx.execute(sql, args![before]).await?;
        }
        // The mailbox of a demonstration can be read for as long as it stands.
        if !demonstration {
            removed += Self::blank_letters(&mut tx, before).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    /// How many encounters are in which state, by place: for operators.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for patients and clinicians.
    pub async fn counts(&self, actor: &Actor) -> Result<Vec<StateCount>, StoreError> {
        managing(actor)?;
        let mut tx = self.read().await?;
        let rows = count_rows(&mut tx).await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|row| {
                let cell = cell!("encounter", row.state, "state");
                Ok(StateCount {
                    state: cell.parse(&row.state)?,
                    location: cell.parse_optional(row.location.as_deref())?,
                    count: row.number,
                    oldest: cell.moment_optional(row.oldest)?,
                })
            })
            .collect()
    }

    /// How many prescriptions have not reached their pharmacy, by place: for operators.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for patients and clinicians.
    pub async fn unsent(&self, actor: &Actor) -> Result<Vec<Unsent>, StoreError> {
        managing(actor)?;
        let mut tx = self.read().await?;
        let rows: Vec<(Option<String>, i64, Option<i64>)> = tx
            .fetch_all(
                "select encounter.location, count(*), min(prescription.issued_at) \
                 from prescription join encounter on encounter.id = prescription.encounter_id \
                 where prescription.status = 'to-send' \
                 group by encounter.location order by encounter.location",
                args![],
            )
            .await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|(location, count, oldest)| {
                let cell = cell!("prescription", "to-send", "status");
                Ok(Unsent {
                    location: cell.parse_optional(location.as_deref())?,
                    count,
                    oldest: cell.moment_optional(oldest)?,
                })
            })
            .collect()
    }
}

async fn count_rows(tx: &mut Tx) -> Result<Vec<CountRow>, StoreError> {
    tx.fetch_all(
        "select state, location, count(*) as number, min(waiting_since) as oldest \
         from encounter group by state, location order by state, location",
        args![],
    )
    .await
}
