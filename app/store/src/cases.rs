//! What the rules look at in each encounter, compact: for replaying all of them under another
//! pack.

mod compact;
mod gathering;

use domain::{
    Date, actor::Actor, encounter::Encounter, ids::EncounterId, medication::ProtocolId,
    place::UsState, receipt::Grounds, rules::Digest,
};

use self::compact::{Compact, Numbers};
pub(crate) use self::gathering::changed;
use crate::{
    accounts::managing,
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    intake::questionnaires::learn,
    review::record::record,
    rulebook::Rulebook,
    sealed::cell,
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

/// Cases of one protocol in one state, as they lie on record: reading them is work that no
/// database has to wait for.
#[derive(Debug)]
pub struct SealedCases {
    place: (ProtocolId, UsState),
    numbers: Numbers,
    cases: Vec<SealedCase>,
}

/// A case whose content nobody has read yet.
#[derive(Debug)]
pub struct SealedCase {
    /// The encounter.
    pub encounter: EncounterId,
    /// The day of the decision; none while nobody has decided.
    pub decided_on: Option<Date>,
    /// The patient typed medicines, which another pack may read otherwise.
    pub has_typed_medicines: bool,
    content: String,
}

impl SealedCases {
    /// The cases, by encounter.
    pub fn iter(&self) -> impl Iterator<Item = &SealedCase> {
        self.cases.iter()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cases.len()
    }

    /// There are no more.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// The cases as the rules look at them.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for one that cannot be read.
    pub fn open(self) -> impl Iterator<Item = Result<CaseOnRecord, StoreError>> {
        let Self { place: (protocol, state), numbers, cases } = self;
        cases.into_iter().map(move |case| {
            let row = case.encounter.to_string();
            let compact: Compact = cell!("case_on_record", row, "content").open(&case.content)?;
            Ok(CaseOnRecord {
                encounter: case.encounter,
                decided_on: case.decided_on,
                has_typed_medicines: case.has_typed_medicines,
                grounds: compact.grounds(&protocol, state, &numbers),
            })
        })
    }
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

    /// How many cases something has changed in, and that are to be gathered before they can be
    /// replayed; the chores do that in the background.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn cases_to_gather(&self) -> Result<u64, StoreError> {
        let mut tx = self.read().await?;
        let waiting: Option<(i64,)> = tx
            .fetch_optional("select count(*) from case_on_record where content is null", args![])
            .await?;
        tx.commit().await?;
        Ok(waiting.and_then(|(count,)| u64::try_from(count).ok()).unwrap_or_default())
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
    ) -> Result<SealedCases, StoreError> {
        managing(actor)?;
        let mut tx = self.read().await?;
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        // The bound stands twice: where PostgreSQL merges the two tables, it would otherwise read
        // all encounters up to there each time.
        let rows: Vec<Row> = tx
            .fetch_all(
                "select case_on_record.encounter_id, case_on_record.decided_on, \
                 case_on_record.has_typed_medicines, case_on_record.content from case_on_record \
                 join encounter on encounter.id = case_on_record.encounter_id \
                 where case_on_record.protocol = $1 and case_on_record.location = $2 \
                 and case_on_record.encounter_id > $3 and encounter.id > $3 \
                 and case_on_record.content <> '' \
                 and encounter.state not in ('withdrawn', 'expired') \
                 order by case_on_record.encounter_id limit $4",
                args![protocol.as_str(), state, after, most],
            )
            .await?;
        let numbers = Numbers::read(&mut tx).await?;
        tx.commit().await?;
        let sealed = |row: Row| {
            let cell = |name| cell!("case_on_record", row.encounter_id, name);
            Ok(SealedCase {
                encounter: cell("encounter_id").parse(&row.encounter_id)?,
                decided_on: cell("decided_on").parse_optional(row.decided_on.as_deref())?,
                has_typed_medicines: row.has_typed_medicines == 1,
                content: row.content,
            })
        };
        let cases = rows.into_iter().map(sealed).collect::<Result<_, StoreError>>()?;
        Ok(SealedCases { place: (protocol.clone(), state), numbers, cases })
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
