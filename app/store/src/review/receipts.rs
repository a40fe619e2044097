//! Receipts: each determination, and what the product itself told, signed and chained to the
//! one before it.

use domain::{
    Timestamp,
    actor::Actor,
    ids::{ClinicianId, DeterminationId, EncounterId},
    receipt::{Grounds, Heading, Receipt, SecretKey},
    rules::{Digest, EvaluationRecord, Opening},
};

use super::access::may_read;
use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    meta,
    sealed::{cell, seal},
    store::Store,
};

/// The name of the one chain.
const CHAIN: &str = "clinic";

#[derive(sqlx::FromRow)]
struct Row {
    sequence: i64,
    content: String,
}

impl Row {
    fn read(&self) -> Result<Receipt, StoreError> {
        cell!("receipt", self.sequence.to_string(), "content").open(&self.content)
    }
}

/// What a receipt is to say besides what the rules and the grounds say.
pub(crate) struct Entry {
    /// About which encounter.
    pub(crate) encounter: EncounterId,
    /// When it was decided or told.
    pub(crate) at: Timestamp,
    /// What was.
    pub(crate) kind: String,
    /// Whose it is.
    pub(crate) of: Origin,
    /// Which opening rules opened.
    pub(crate) opening: Opening,
}

/// What a receipt is of.
pub(crate) enum Origin {
    /// A clinician's determination, with the medicine where one was prescribed.
    Determination {
        /// Which.
        id: DeterminationId,
        /// By whom.
        clinician: ClinicianId,
        /// Of what.
        medication: Option<String>,
    },
    /// What the product itself told, under the digest that keeps it from being signed twice.
    Told(Digest),
}

/// Signs a receipt and adds it to the chain. The end of the chain is locked until the
/// transaction ends, so that no two receipts name the same one before them.
pub(crate) async fn add(
    (store, tx): (&Store, &mut Tx),
    entry: Entry,
    evaluation: &EvaluationRecord,
    grounds: &Grounds,
) -> Result<Receipt, StoreError> {
    tx.execute("update receipt_chain set sequence = sequence + 1 where name = $1", args![CHAIN])
        .await?;
    let end: Option<(i64, Option<String>)> = tx
        .fetch_optional("select sequence, head from receipt_chain where name = $1", args![CHAIN])
        .await?;
    let (sequence, head) = end.ok_or(StoreError::NotFound)?;
    let previous: Option<Digest> =
        cell!("receipt_chain", CHAIN, "head").parse_optional(head.as_deref())?;
    let key = key(tx, &store.fresh_secret()).await?;
    let clinic = meta::settled(tx, meta::INSTANCE, &store.fresh_name()).await?;
    let Entry { encounter, at, kind, of, opening } = entry;
    let (determination, clinician, medication, told) = match of {
        Origin::Determination { id, clinician, medication } => {
            (Some(id), Some(clinician), medication, None)
        }
        Origin::Told(told) => (None, None, None, Some(told.to_string())),
    };
    let heading = Heading {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        clinic,
        sequence,
        previous,
        at,
        encounter,
        determination,
        kind,
        clinician,
        medication,
        opening,
    };
    let receipt = Receipt::sign(heading, evaluation, grounds, &key, &store.fresh_secret());
    let digest = receipt.body.digest().to_string();
    tx.execute(
        "insert into receipt \
         (sequence, determination_id, told, encounter_id, digest, content, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        args![sequence, determination, told, encounter, digest.as_str(), seal(&receipt)?, at,],
    )
    .await?;
    tx.execute("update receipt_chain set head = $2 where name = $1", args![CHAIN, digest]).await?;
    Ok(receipt)
}

/// What was told before under this digest.
pub(crate) async fn told(tx: &mut Tx, told: Digest) -> Result<Option<Receipt>, StoreError> {
    let row: Option<Row> = tx
        .fetch_optional(
            "select sequence, content from receipt where told = $1",
            args![told.to_string()],
        )
        .await?;
    row.as_ref().map(Row::read).transpose()
}

impl Store {
    /// The receipt of an encounter with this number, as its reader may hold it: whoever may
    /// read the chart, and the patient also of a draft.
    ///
    /// # Errors
    /// As [`Store::chart`].
    pub async fn receipt(
        &self,
        actor: &Actor,
        encounter: EncounterId,
        number: i64,
        local: LocalDates<'_>,
    ) -> Result<Option<Receipt>, StoreError> {
        let mut tx = self.read().await?;
        let Some(row) = encounters::load(&mut tx, encounter).await? else {
            return match actor {
                Actor::Operator(_) | Actor::System => Err(StoreError::Forbidden),
                Actor::Visitor(_) | Actor::Patient(_) | Actor::Clinician(_) => Ok(None),
            };
        };
        let reader = match may_read(&mut tx, actor, &row, local).await {
            Ok(reader) => reader,
            Err(StoreError::NotFound) => return Ok(None),
            Err(refusal @ StoreError::NoLicence(_)) => {
                tx.commit().await?;
                let line = Audit::of(actor, "read-receipt-refused", encounter, "no licence there");
                self.audit_read(line).await?;
                return Err(refusal);
            }
            Err(error) => return Err(error),
        };
        let found: Option<Row> = tx
            .fetch_optional(
                "select sequence, content from receipt where encounter_id = $1 and sequence = $2",
                args![encounter, number],
            )
            .await?;
        tx.commit().await?;
        let Some(found) = found else { return Ok(None) };
        let receipt = reader.receipt(found.read()?);
        self.audit_read(Audit::of(actor, "read-receipt", encounter, reader.why)).await?;
        Ok(Some(receipt))
    }
}

/// The receipts of an encounter, oldest first.
pub(crate) async fn of(tx: &mut Tx, encounter: EncounterId) -> Result<Vec<Receipt>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select sequence, content from receipt where encounter_id = $1 order by sequence",
            args![encounter],
        )
        .await?;
    rows.iter().map(Row::read).collect()
}

/// The clinic's secret key; the one of these random bytes where it has none yet.
pub(crate) async fn key(tx: &mut Tx, fresh: &[u8; 32]) -> Result<SecretKey, StoreError> {
    let fresh = SecretKey::from_bytes(fresh).reveal();
    let kept = meta::settled(tx, meta::SIGNING_KEY, &fresh).await?;
    cell!("meta", meta::SIGNING_KEY, "content").parse(&kept)
}
