//! Telling operators what waits too long, or can be taken by nobody: once.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::target::{TARGET_WORKING_DAYS, due},
    ids::EncounterId,
    people::EmailAddress,
};
use jiff::SignedDuration;
use sqlx::AssertSqlSafe;

use super::AT_ONCE;
use crate::{
    audit::Audit,
    engine::{Arg, Tx, args},
    error::StoreError,
    licences::LocalDates,
    outbox::Letter,
    sealed::cell,
    store::Store,
};

/// What an operator is told: numbers, and nothing of anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// So many wait where no clinician of this clinic may act today.
    pub nobody_licensed: u64,
    /// So many have waited longer than patients are told.
    pub past_target: u64,
}

impl Overdue {
    /// How many there are.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.nobody_licensed + self.past_target
    }
}

/// Why an operator is told.
#[derive(Clone, Copy)]
enum Reason {
    NobodyLicensed,
    Overdue,
}

impl Reason {
    /// The word kept in the store.
    const fn as_str(self) -> &'static str {
        match self {
            Self::NobodyLicensed => "nobody-licensed",
            Self::Overdue => "overdue",
        }
    }
}

impl Store {
    /// Posts one letter to every operator about the encounters that have begun to wait
    /// too long, or where nobody may take them. Each encounter counts once for each
    /// reason, however often and on however many servers this runs; while the clinic
    /// has no operator, nothing is noted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn alert_operators(
        &self,
        local: LocalDates<'_>,
        letter: &(dyn Fn(Overdue) -> Letter + Send + Sync),
    ) -> Result<Overdue, StoreError> {
        let at = self.now();
        let served: Vec<Arg> =
            self.states_served(local).await?.into_iter().map(Arg::from).collect();
        let mut tx = self.read().await?;
        let stranded = stranded(&mut tx, served).await?;
        let late = late(&mut tx, at).await?;
        tx.commit().await?;
        if stranded.is_empty() && late.is_empty() {
            return Ok(Overdue::default());
        }
        let mut tx = self.begin().await?;
        let operators = operators(&mut tx).await?;
        if operators.is_empty() {
            return Ok(Overdue::default());
        }
        let mut told = Overdue::default();
        for id in stranded {
            told.nobody_licensed += self.note(&mut tx, id, Reason::NobodyLicensed, at).await?;
        }
        for id in late {
            told.past_target += self.note(&mut tx, id, Reason::Overdue, at).await?;
        }
        if told.total() > 0 {
            let letter = letter(told);
            for operator in &operators {
                self.post(&mut tx, operator, &letter).await?;
            }
        }
        tx.commit().await?;
        Ok(told)
    }

    /// Notes that operators are told; 0 where they were before.
    async fn note(
        &self,
        tx: &mut Tx,
        encounter: EncounterId,
        reason: Reason,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let noted = tx
            .execute(
                "insert into alert (encounter_id, reason, alerted_at) values ($1, $2, $3) \
                 on conflict (encounter_id, reason) do nothing",
                args![encounter, reason.as_str(), at],
            )
            .await?;
        if noted > 0 {
            let line = Audit::of(&Actor::System, "alert-operators", encounter, reason.as_str());
            self.audit(tx, at, line).await?;
        }
        Ok(noted)
    }
}

/// What waits for a clinician in a state that nobody is licensed for today.
async fn stranded(tx: &mut Tx, served: Vec<Arg>) -> Result<Vec<EncounterId>, StoreError> {
    // Only the number of placeholders varies: `$2, $3, ...`. One that is always there keeps
    // the list from being empty.
    let places: Vec<String> = (2..served.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        "select id from encounter \
         where state in ('awaiting-review', 'in-review', 'awaiting-visit') \
         and location not in ('', {}) \
         and not exists (select 1 from alert where alert.encounter_id = encounter.id \
         and alert.reason = 'nobody-licensed') order by waiting_since, id limit $1",
        if places.is_empty() { "''".to_owned() } else { places.join(", ") },
    );
    let mut args = args![AT_ONCE];
    args.extend(served);
    let rows: Vec<(String,)> = tx.fetch_all(AssertSqlSafe(sql), args).await?;
    rows.into_iter().map(|(id,)| cell!("encounter", id, "id").parse(&id)).collect()
}

/// What has waited for a clinician longer than patients are told.
async fn late(tx: &mut Tx, at: Timestamp) -> Result<Vec<EncounterId>, StoreError> {
    let days = SignedDuration::from_hours(24 * i64::from(TARGET_WORKING_DAYS));
    let before = at.saturating_sub(days).unwrap_or(at);
    let rows: Vec<(String, i64)> = tx
        .fetch_all(
            "select id, waiting_since from encounter \
             where state in ('awaiting-review', 'in-review') and waiting_since <= $1 \
             and not exists (select 1 from alert where alert.encounter_id = encounter.id \
             and alert.reason = 'overdue') order by waiting_since, id limit $2",
            args![before, AT_ONCE],
        )
        .await?;
    let mut late = Vec::new();
    for (id, since) in rows {
        let cell = cell!("encounter", id, "waiting_since");
        // The query knows days; only this knows which of them are working days.
        if due(cell.moment(since)?) <= at {
            late.push(cell.parse(&id)?);
        }
    }
    Ok(late)
}

async fn operators(tx: &mut Tx) -> Result<Vec<EmailAddress>, StoreError> {
    let rows: Vec<(String, String)> = tx
        .fetch_all(
            "select id, email from account where role = 'operator' and disabled_at is null \
             order by id",
            args![],
        )
        .await?;
    rows.into_iter().map(|(id, email)| cell!("account", id, "email").parse(&email)).collect()
}
