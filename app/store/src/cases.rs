//! What the rules look at in each encounter, compact: for replaying all of them under another
//! pack.

mod compact;

use domain::{
    Date,
    actor::Actor,
    encounter::{Encounter, State},
    ids::{EncounterId, PatientId},
    medication::ProtocolId,
    place::UsState,
    receipt::Grounds,
    rules::Digest,
};

use self::compact::{Compact, Numbers};
use crate::{
    accounts::managing,
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    intake::questionnaires::learn,
    licences::LocalDates,
    review::{receipts, record::record},
    rulebook::Rulebook,
    sealed::{cell, seal},
    store::Store,
};

/// An encounter as the rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseOnRecord {
    /// The encounter.
    pub encounter: EncounterId,
    /// The day of the decision; none while nobody has decided.
    pub decided_on: Option<Date>,
    /// The patient typed medicines, which another pack may read otherwise.
    pub has_typed_medicines: bool,
    /// What the rules look at.
    pub grounds: Grounds,
}

/// How many encounters of a protocol in a state are on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasesIn {
    /// The protocol.
    pub protocol: ProtocolId,
    /// The state.
    pub state: UsState,
    /// How many.
    pub count: u64,
}

#[derive(sqlx::FromRow)]
struct Row {
    encounter_id: String,
    decided_on: Option<String>,
    has_typed_medicines: i64,
    content: String,
}

impl Store {
    /// Leaves the line in the trail that everybody's case is replayed under this pack; the
    /// methods below read them.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator or the command line.
    pub async fn begin_replay(&self, actor: &Actor, pack: Digest) -> Result<(), StoreError> {
        managing(actor)?;
        let mut tx = self.begin().await?;
        let why = format!("under the pack {pack}");
        let subject = actor.account_id();
        let line = Audit { actor, action: "replay-cases", encounter: None, subject, why: &why };
        self.audit(&mut tx, self.now(), line).await?;
        tx.commit().await
    }

    /// How many cases there are, open and decided, by protocol and state.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case_counts(&self) -> Result<Vec<CasesIn>, StoreError> {
        let mut tx = self.read().await?;
        let rows: Vec<(String, String, i64)> = tx
            .fetch_all(
                "select case_on_record.protocol, case_on_record.location, count(*) \
                 from case_on_record \
                 join encounter on encounter.id = case_on_record.encounter_id \
                 where encounter.state not in ('withdrawn', 'expired') \
                 group by case_on_record.protocol, case_on_record.location \
                 order by case_on_record.protocol, case_on_record.location",
                args![],
            )
            .await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|(protocol, location, count)| {
                Ok(CasesIn {
                    protocol: cell!("case_on_record", protocol, "protocol").parse(&protocol)?,
                    state: cell!("case_on_record", location, "location").parse(&location)?,
                    count: u64::try_from(count).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// The next cases of a protocol in a state, by encounter, from behind `after` on: open
    /// ones and decided ones; what was withdrawn or has ended is passed over.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator or the command line.
    pub async fn cases(
        &self,
        actor: &Actor,
        (protocol, state): (&ProtocolId, UsState),
        after: Option<EncounterId>,
        most: i64,
    ) -> Result<Vec<CaseOnRecord>, StoreError> {
        managing(actor)?;
        let mut tx = self.read().await?;
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let rows: Vec<Row> = tx
            .fetch_all(
                "select case_on_record.encounter_id, case_on_record.decided_on, \
                 case_on_record.has_typed_medicines, case_on_record.content from case_on_record \
                 join encounter on encounter.id = case_on_record.encounter_id \
                 where case_on_record.protocol = $1 and case_on_record.location = $2 \
                 and case_on_record.encounter_id > $3 and case_on_record.content <> '' \
                 and encounter.state not in ('withdrawn', 'expired') \
                 order by case_on_record.encounter_id limit $4",
                args![protocol.as_str(), state, after, most],
            )
            .await?;
        let numbers = Numbers::read(&mut tx).await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|row| {
                let cell = |name| cell!("case_on_record", row.encounter_id, name);
                let compact: Compact = cell("content").open(&row.content)?;
                Ok(CaseOnRecord {
                    encounter: cell("encounter_id").parse(&row.encounter_id)?,
                    decided_on: cell("decided_on").parse_optional(row.decided_on.as_deref())?,
                    has_typed_medicines: row.has_typed_medicines == 1,
                    grounds: compact.grounds(protocol, state, &numbers),
                })
            })
            .collect()
    }

    /// What the rules look at in an encounter where the medicines that were typed are read
    /// by this rulebook.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but an operator or the command line.
    pub async fn case_under(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        rulebook: &Rulebook,
        on: Date,
    ) -> Result<Grounds, StoreError> {
        managing(actor)?;
        let mut tx = self.read().await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        let known = row.read()?.ok_or(StoreError::NotFound)?;
        let gathered = gather(&mut tx, (&row, &known), rulebook, &[on]).await?;
        tx.commit().await?;
        Ok(gathered.0)
    }

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
        // Another pack may read what patients typed otherwise.
        let pack = rulebook.pack.digest().to_string();
        tx.execute(
            "update case_on_record set content = null where pack_digest <> $1 \
             and has_typed_medicines = 1 and decided_on is null and content is not null",
            args![pack.as_str()],
        )
        .await?;
        let rows: Vec<(String,)> = tx
            .fetch_all(
                "select encounter_id from case_on_record where content is null \
                 order by encounter_id limit $1",
                args![most],
            )
            .await?;
        let mut numbers = Numbers::read(&mut tx).await?;
        let mut looked_at = 0;
        for (id,) in rows {
            let id: EncounterId = cell!("case_on_record", id, "encounter_id").parse(&id)?;
            looked_at += 1;
            // The write comes first: it locks the row, so that no change is overwritten.
            let ours = tx
                .execute(
                    "update case_on_record set content = null \
                     where encounter_id = $1 and content is null",
                    args![id],
                )
                .await?;
            if ours == 0 {
                continue;
            }
            match put_together(&mut tx, id, rulebook, local).await {
                Ok(case) => write(&mut tx, &case, &mut numbers, &pack).await?,
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

/// Something that the rules look at has changed in an encounter that was handed in, or for
/// its patient: what they look at in all of theirs is to be gathered again.
pub(crate) async fn changed(tx: &mut Tx, encounter: &Encounter) -> Result<(), StoreError> {
    tx.execute(
        "insert into case_on_record (encounter_id, protocol, location) values ($1, $2, $3) \
         on conflict (encounter_id) do update set location = excluded.location",
        args![encounter.id, encounter.protocol.as_str(), encounter.location],
    )
    .await?;
    changed_for(tx, encounter.patient).await
}

/// The same for everything of a patient.
pub(crate) async fn changed_for(tx: &mut Tx, patient: PatientId) -> Result<(), StoreError> {
    tx.execute(
        "update case_on_record set content = null where encounter_id in \
         (select id from encounter where patient_id = $1)",
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
    if is_decided(&encounter)
        && let Some(receipt) = receipts::of(tx, id).await?.pop()
    {
        case.decided_on = Some(receipt.body.on);
        case.grounds = receipt.grounds().unwrap_or(case.grounds);
    }
    Ok(case)
}

async fn write(
    tx: &mut Tx,
    case: &CaseOnRecord,
    numbers: &mut Numbers,
    pack: &str,
) -> Result<(), StoreError> {
    numbers.learn(tx, &case.grounds).await?;
    let content = seal(&Compact::of(&case.grounds, numbers))?;
    tx.execute(
        "update case_on_record set location = $2, decided_on = $3, has_typed_medicines = $4, \
         content = $5, pack_digest = $6 where encounter_id = $1",
        args![
            case.encounter,
            case.grounds.location,
            case.decided_on,
            i64::from(case.has_typed_medicines),
            content,
            pack
        ],
    )
    .await?;
    Ok(())
}

/// The grounds of an encounter as it stands, and whether the patient typed medicines.
async fn gather(
    tx: &mut Tx,
    (row, encounter): (&encounters::EncounterRow, &Encounter),
    rulebook: &Rulebook,
    dates: &[Date],
) -> Result<(Grounds, bool), StoreError> {
    let record = record(tx, row, encounter, None).await?;
    learn(tx, rulebook, &record.protocol, &record.questionnaire_version).await?;
    let (Some(on), Some(last)) = (dates.iter().min(), dates.iter().max()) else {
        return Err(StoreError::Incomplete("local date"));
    };
    let gathered = rulebook.gather(&record, *on, *last)?;
    let grounds = Grounds::of(&record.case(&gathered, None, *on, *last));
    Ok((grounds, !gathered.medicines.is_empty()))
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
