//! Telling operators what waits too long, or can be taken by nobody: once for each wait.

use std::collections::BTreeSet;

use domain::{
    Timestamp,
    actor::Actor,
    encounter::target::{TARGET_WORKING_DAYS, due},
    ids::EncounterId,
    people::EmailAddress,
    place::UsState,
};
use jiff::SignedDuration;
use sqlx::AssertSqlSafe;

use super::AT_ONCE;
use crate::{
    audit::Audit,
    encounters,
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
    /// So many visits and prescriptions wait where no clinician of this clinic may act today.
    pub nobody_licensed: u64,
    /// So many visits have waited longer than patients are told.
    pub past_target: u64,
    /// So many live visits were called for as long ago, and not held.
    pub unheld: u64,
    /// So many prescriptions were written as long ago, and no pharmacy has them.
    pub unsent: u64,
}

impl Overdue {
    /// How many there are.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.nobody_licensed + self.past_target + self.unheld + self.unsent
    }
}

/// What is written about waits.
pub struct WaitLetters<'a> {
    /// To every operator.
    pub operators: &'a (dyn Fn(Overdue) -> Letter + Send + Sync),
    /// To a patient whom no clinician of this clinic may treat where they are.
    pub patient: &'a Letter,
}

/// Why somebody is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    NobodyLicensed,
    /// The same, told to the patient.
    PatientUnserved,
    Overdue,
    Unheld,
    Unsent,
}

impl Reason {
    /// The word kept in the store.
    const fn as_str(self) -> &'static str {
        match self {
            Self::NobodyLicensed => "nobody-licensed",
            Self::PatientUnserved => "patient-unserved",
            Self::Overdue => "overdue",
            Self::Unheld => "unheld",
            Self::Unsent => "unsent",
        }
    }
}

/// A wait that nobody was told of.
struct Wait {
    encounter: EncounterId,
    reason: Reason,
    since: Timestamp,
}

impl Store {
    /// Posts one letter to every operator about what has begun to wait too long, or where
    /// nobody may act, and one to each patient whom nobody may treat. Each wait counts once
    /// for each reason, however often and on however many servers this runs; while the
    /// clinic has no operator, nothing is noted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn alert_operators(
        &self,
        local: LocalDates<'_>,
        letters: &WaitLetters<'_>,
    ) -> Result<Overdue, StoreError> {
        let at = self.now();
        let served = self.states_served(local).await?;
        let mut tx = self.read().await?;
        let mut waits = stranded(&mut tx, &served).await?;
        waits.extend(late(&mut tx, at).await?);
        waits.extend(unheld(&mut tx, at).await?);
        waits.extend(unsent(&mut tx, at).await?);
        let regained = regained(&mut tx, &served).await?;
        tx.commit().await?;
        if waits.is_empty() && regained.is_empty() {
            return Ok(Overdue::default());
        }
        let mut tx = self.begin().await?;
        for encounter in regained {
            tx.execute(
                "delete from wait_alert where encounter_id = $1 \
                 and reason in ('nobody-licensed', 'patient-unserved')",
                args![encounter],
            )
            .await?;
        }
        let operators = operators(&mut tx).await?;
        let mut told = Overdue::default();
        for wait in &waits {
            if wait.reason == Reason::NobodyLicensed {
                self.tell_patient(&mut tx, wait, letters.patient, at).await?;
            }
            if operators.is_empty() {
                continue;
            }
            let noted = u64::from(self.note(&mut tx, wait, at).await?);
            match wait.reason {
                Reason::NobodyLicensed => told.nobody_licensed += noted,
                Reason::Overdue => told.past_target += noted,
                Reason::Unheld => told.unheld += noted,
                Reason::Unsent => told.unsent += noted,
                Reason::PatientUnserved => {}
            }
        }
        if told.total() > 0 {
            let letter = (letters.operators)(told);
            for operator in &operators {
                self.post(&mut tx, operator, &letter).await?;
            }
        }
        tx.commit().await?;
        Ok(told)
    }

    /// Notes that operators are told; false where they were before.
    async fn note(&self, tx: &mut Tx, wait: &Wait, at: Timestamp) -> Result<bool, StoreError> {
        let noted = noted(tx, wait, wait.reason, at).await?;
        if noted {
            let (to, why) = (&Actor::System, wait.reason.as_str());
            self.audit(tx, at, Audit::of(to, "alert-operators", wait.encounter, why)).await?;
        }
        Ok(noted)
    }

    /// Writes to a patient who waits where nobody may treat them, once; whoever has a
    /// prescription already waits for its pharmacy.
    async fn tell_patient(
        &self,
        tx: &mut Tx,
        wait: &Wait,
        letter: &Letter,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let row = encounters::load(tx, wait.encounter).await?.ok_or(StoreError::NotFound)?;
        let Some(patient) = row.patient()?.filter(|_| row.is_waiting()) else { return Ok(()) };
        let reason = Reason::PatientUnserved;
        if noted(tx, wait, reason, at).await? {
            self.post_to_patient(tx, patient, letter).await?;
            let line = Audit::of(&Actor::System, "alert-patient", wait.encounter, reason.as_str());
            self.audit(tx, at, line).await?;
        }
        Ok(())
    }
}

/// Notes that somebody is told of a wait; false where they were before.
async fn noted(
    tx: &mut Tx,
    wait: &Wait,
    reason: Reason,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let noted = tx
        .execute(
            "insert into wait_alert (encounter_id, reason, since, alerted_at) \
             values ($1, $2, $3, $4) on conflict (encounter_id, reason, since) do nothing",
            args![wait.encounter, reason.as_str(), wait.since, at],
        )
        .await?;
    Ok(noted > 0)
}

/// What waits for a clinician, or for a pharmacy, in a state that nobody is licensed for today.
async fn stranded(tx: &mut Tx, served: &BTreeSet<UsState>) -> Result<Vec<Wait>, StoreError> {
    let places = places(2, served);
    let visits = format!(
        "select id, waiting_since from encounter \
         where state in ('awaiting-review', 'in-review', 'awaiting-visit') \
         and location not in ({places}) \
         and not exists (select 1 from wait_alert where wait_alert.encounter_id = encounter.id \
         and wait_alert.reason = 'nobody-licensed') order by waiting_since, id limit $1"
    );
    let prescriptions = format!(
        "select prescription.encounter_id, prescription.issued_at from prescription \
         join encounter on encounter.id = prescription.encounter_id \
         where prescription.status = 'to-send' and encounter.location not in ({places}) \
         and not exists (select 1 from wait_alert \
         where wait_alert.encounter_id = prescription.encounter_id \
         and wait_alert.reason = 'nobody-licensed') \
         order by prescription.issued_at, prescription.encounter_id limit $1"
    );
    let mut args = args![AT_ONCE];
    args.extend(served.iter().copied().map(Arg::from));
    let mut found = Vec::new();
    for sql in [visits, prescriptions] {
        let rows = tx.fetch_all(AssertSqlSafe(sql), args.clone()).await?;
        found.extend(waits(rows, Reason::NobodyLicensed)?);
    }
    Ok(found)
}

/// Where nobody was licensed, and somebody is again: should it happen once more, it is told
/// once more.
async fn regained(tx: &mut Tx, served: &BTreeSet<UsState>) -> Result<Vec<EncounterId>, StoreError> {
    let sql = format!(
        "select encounter.id from wait_alert \
         join encounter on encounter.id = wait_alert.encounter_id \
         where wait_alert.reason = 'nobody-licensed' and encounter.location in ({}) limit $1",
        places(2, served),
    );
    let mut args = args![AT_ONCE];
    args.extend(served.iter().copied().map(Arg::from));
    let rows: Vec<(String,)> = tx.fetch_all(AssertSqlSafe(sql), args).await?;
    rows.into_iter().map(|(id,)| cell!("encounter", id, "id").parse(&id)).collect()
}

/// `'', $2, $3, ...`: only the number of placeholders varies, and the list is never empty.
fn places(first: usize, served: &BTreeSet<UsState>) -> String {
    let numbered = (first..first + served.len()).map(|place| format!(", ${place}"));
    std::iter::once("''".to_owned()).chain(numbered).collect()
}

/// What has waited for a clinician longer than patients are told.
async fn late(tx: &mut Tx, at: Timestamp) -> Result<Vec<Wait>, StoreError> {
    let rows = tx
        .fetch_all(
            "select id, waiting_since from encounter \
             where state in ('awaiting-review', 'in-review', 'awaiting-visit') \
             and state <> 'awaiting-visit' and waiting_since <= $1 \
             and not exists (select 1 from wait_alert where wait_alert.encounter_id = encounter.id \
             and wait_alert.reason = 'overdue' and wait_alert.since = encounter.waiting_since) \
             order by waiting_since, id limit $2",
            args![target_before(at), AT_ONCE],
        )
        .await?;
    past_target(rows, Reason::Overdue, at)
}

/// Live visits that were called for as long ago, and not held.
async fn unheld(tx: &mut Tx, at: Timestamp) -> Result<Vec<Wait>, StoreError> {
    // Whoever was called waits since before that.
    let rows = tx
        .fetch_all(
            "select encounter.id, max(determination.decided_at) from encounter \
             join determination on determination.encounter_id = encounter.id \
             where encounter.state in ('awaiting-review', 'in-review', 'awaiting-visit') \
             and encounter.state = 'awaiting-visit' and encounter.waiting_since <= $1 \
             and determination.kind = 'visit-required' \
             and not exists (select 1 from wait_alert where wait_alert.encounter_id = encounter.id \
             and wait_alert.reason = 'unheld' and wait_alert.since >= determination.decided_at) \
             group by encounter.id having max(determination.decided_at) <= $1 \
             order by max(determination.decided_at), encounter.id limit $2",
            args![target_before(at), AT_ONCE],
        )
        .await?;
    past_target(rows, Reason::Unheld, at)
}

/// Prescriptions that have waited as long for a pharmacy.
async fn unsent(tx: &mut Tx, at: Timestamp) -> Result<Vec<Wait>, StoreError> {
    let rows = tx
        .fetch_all(
            "select encounter_id, issued_at from prescription \
             where status = 'to-send' and issued_at <= $1 \
             and not exists (select 1 from wait_alert \
             where wait_alert.encounter_id = prescription.encounter_id \
             and wait_alert.reason = 'unsent' and wait_alert.since = prescription.issued_at) \
             order by issued_at, encounter_id limit $2",
            args![target_before(at), AT_ONCE],
        )
        .await?;
    past_target(rows, Reason::Unsent, at)
}

/// What waits since then may have passed the target; what waits since later has not.
fn target_before(at: Timestamp) -> Timestamp {
    let days = SignedDuration::from_hours(24 * i64::from(TARGET_WORKING_DAYS));
    at.saturating_sub(days).unwrap_or(at)
}

/// The query knows days; only this knows which of them are working days.
fn past_target(
    rows: Vec<(String, i64)>,
    reason: Reason,
    at: Timestamp,
) -> Result<Vec<Wait>, StoreError> {
    let mut waits = waits(rows, reason)?;
    waits.retain(|wait| due(wait.since) <= at);
    Ok(waits)
}

fn waits(rows: Vec<(String, i64)>, reason: Reason) -> Result<Vec<Wait>, StoreError> {
    rows.into_iter()
        .map(|(id, since)| {
            let cell = cell!("encounter", id, "id");
            Ok(Wait { encounter: cell.parse(&id)?, reason, since: cell.moment(since)? })
        })
        .collect()
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
