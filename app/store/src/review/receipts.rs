//! Receipts: each determination signed, and chained to the one before it.

use domain::{
    ids::EncounterId,
    receipt::{Grounds, Heading, Receipt, SecretKey},
    rules::{Digest, Opening},
};

use super::determinations::Determination;
use crate::{
    engine::{Tx, args},
    error::StoreError,
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

/// Signs a determination and adds it to the chain. The end of the chain is locked until the
/// transaction ends, so that no two receipts name the same one before them.
pub(crate) async fn add(
    (store, tx): (&Store, &mut Tx),
    encounter: EncounterId,
    determination: &Determination,
    medication: Option<String>,
    (grounds, opening): (&Grounds, Opening),
) -> Result<(), StoreError> {
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
    let heading = Heading {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        clinic,
        sequence,
        previous,
        at: determination.at,
        encounter,
        determination: determination.id,
        kind: determination.kind.as_str().to_owned(),
        clinician: determination.clinician,
        medication,
        opening,
    };
    let receipt =
        Receipt::sign(heading, &determination.evaluation, grounds, &key, &store.fresh_secret());
    let digest = receipt.body.digest().to_string();
    tx.execute(
        "insert into receipt \
         (sequence, determination_id, encounter_id, digest, content, created_at) \
         values ($1, $2, $3, $4, $5, $6)",
        args![
            sequence,
            determination.id,
            encounter,
            digest.as_str(),
            seal(&receipt)?,
            determination.at,
        ],
    )
    .await?;
    tx.execute("update receipt_chain set head = $2 where name = $1", args![CHAIN, digest]).await?;
    Ok(())
}

/// The receipts of an encounter, oldest first.
pub(crate) async fn of(tx: &mut Tx, encounter: EncounterId) -> Result<Vec<Receipt>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select sequence, content from receipt where encounter_id = $1 order by sequence",
            args![encounter],
        )
        .await?;
    rows.iter()
        .map(|row| cell!("receipt", row.sequence.to_string(), "content").open(&row.content))
        .collect()
}

/// The clinic's secret key; the one of these random bytes where it has none yet.
pub(crate) async fn key(tx: &mut Tx, fresh: &[u8; 32]) -> Result<SecretKey, StoreError> {
    let fresh = SecretKey::from_bytes(fresh).reveal();
    let kept = meta::settled(tx, meta::SIGNING_KEY, &fresh).await?;
    cell!("meta", meta::SIGNING_KEY, "content").parse(&kept)
}
