//! The queue: what waits for a clinician, where their licences cover.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Record, StateName},
    ids::{ClinicianId, EncounterId},
    licence::Licence,
    medication::ProtocolId,
    place::UsState,
};
use sqlx::AssertSqlSafe;

use super::record::record;
use crate::{
    audit::Audit,
    encounters,
    engine::{Arg, Tx, args},
    error::StoreError,
    licences::{self, LocalDates},
    sealed::cell,
    store::Store,
    writes::clinician,
};

/// One encounter that waits.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Its id.
    pub encounter: EncounterId,
    /// Its version.
    pub version: i64,
    /// The protocol.
    pub protocol: ProtocolId,
    /// Where the patient is.
    pub location: UsState,
    /// Waiting, or claimed: by this clinician, or under a lease that ended.
    pub state: StateName,
    /// When the patient submitted it.
    pub submitted_at: Timestamp,
    /// When it was submitted or last answered.
    pub waiting_since: Timestamp,
    /// The patient has answered a request.
    pub answered: bool,
    /// It goes before all others.
    pub urgent: bool,
    /// This clinician holds it.
    pub mine: bool,
    /// What the rules look at, so that the row can say why it is flagged.
    pub record: Record,
}

/// One page of the queue.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The page, in order.
    pub rows: Vec<QueueRow>,
    /// How many there are on all pages.
    pub total: i64,
    /// The licences of the clinician who reads.
    pub licences: Vec<Licence>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    version: i64,
    protocol: String,
    location: String,
    state: String,
    submitted_at: i64,
    waiting_since: i64,
    answered: i64,
    urgent: i64,
    lease_clinician: Option<String>,
    lease_until: Option<i64>,
}

impl Row {
    async fn read(
        self,
        tx: &mut Tx,
        reader: ClinicianId,
        now: Timestamp,
    ) -> Result<QueueRow, StoreError> {
        let id = cell!("encounter", self.id, "id").parse(&self.id)?;
        let full = encounters::load(tx, id).await?.ok_or(StoreError::NotFound)?;
        let encounter = full.read()?.ok_or_else(|| full.cell("patient_id").corrupt())?;
        let holds = self.lease_until.is_some_and(|until| now.as_microsecond() < until);
        Ok(QueueRow {
            record: record(tx, &full, &encounter, Some(reader)).await?,
            encounter: id,
            version: self.version,
            protocol: cell!("encounter", self.id, "protocol").parse(&self.protocol)?,
            location: cell!("encounter", self.id, "location").parse(&self.location)?,
            state: cell!("encounter", self.id, "state").parse(&self.state)?,
            submitted_at: cell!("encounter", self.id, "submitted_at").moment(self.submitted_at)?,
            waiting_since: cell!("encounter", self.id, "waiting_since")
                .moment(self.waiting_since)?,
            answered: self.answered != 0,
            urgent: self.urgent != 0,
            mine: holds && self.lease_clinician == Some(reader.to_string()),
        })
    }
}

/// What waits: unclaimed, claimed by `$2`, or under a lease that ended by `$1`.
const WAITING: &str = "state in ('awaiting-review', 'in-review') \
     and (lease_until is null or lease_until <= $1 or lease_clinician = $2)";

impl Store {
    /// A page of the queue of this clinician: only encounters from states where
    /// a licence of theirs covers today. Urgent ones first, then answered
    /// requests, then the longest wait.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a clinician.
    pub async fn queue(
        &self,
        actor: &Actor,
        limit: i64,
        offset: i64,
        local: LocalDates<'_>,
    ) -> Result<Queue, StoreError> {
        let reader = clinician(actor)?;
        let now = self.now();
        let mut tx = self.read().await?;
        let licences = licences::of(&mut tx, reader).await?;
        let covered = licences::covered_states(&licences, local);
        if covered.is_empty() {
            return Ok(Queue { rows: Vec::new(), total: 0, licences });
        }
        // Only the number of placeholders varies: `$3, $4, ...`.
        let places: Vec<String> = (3..covered.len() + 3).map(|place| format!("${place}")).collect();
        let places = places.join(", ");
        let mut args = args![now, reader];
        args.extend(covered.into_iter().map(Arg::from));
        let count =
            format!("select count(*) from encounter where {WAITING} and location in ({places})");
        let total: Option<(i64,)> = tx.fetch_optional(AssertSqlSafe(count), args.clone()).await?;
        let total = total.map_or(0, |(count,)| count);
        // An expression keeps the planner on the index that has the order.
        let page = format!(
            "select id, version, protocol, location, state, submitted_at, waiting_since, \
             answered, urgent, lease_clinician, lease_until from encounter \
             where {WAITING} and location || '' in ({places}) \
             order by urgent desc, answered desc, waiting_since, id limit ${} offset ${}",
            args.len() + 1,
            args.len() + 2,
        );
        args.extend(args![limit, offset]);
        let found: Vec<Row> = if offset < total {
            tx.fetch_all(AssertSqlSafe(page), args).await?
        } else {
            Vec::new()
        };
        // Only the rows that are shown are loaded further, however many wait.
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            rows.push(row.read(&mut tx, reader, now).await?);
        }
        tx.commit().await?;
        let mut lines = vec![Audit::about(actor, "read-queue", reader.into(), "licensed there")];
        lines.extend(
            rows.iter()
                .map(|row| Audit::of(actor, "list-in-queue", row.encounter, "licensed there")),
        );
        self.audit_reads(lines).await?;
        Ok(Queue { rows, total, licences })
    }
}
