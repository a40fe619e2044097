//! Events: every step of an encounter, appended and never changed.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Encounter, State},
    ids::{AccountId, EncounterId},
};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::{cell, seal},
};

/// One step of an encounter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The version that it led to.
    pub version: i64,
    /// What was done: a verb of the encounter, or `resolve-medicine`,
    /// `confirm-location`, `send-photo`.
    pub verb: String,
    /// What kind of actor.
    pub actor_kind: String,
    /// Who, where they have an account.
    pub actor: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// Where the encounter stood afterwards.
    pub state: State,
}

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    verb: String,
    actor_kind: String,
    actor_id: Option<String>,
    occurred_at: i64,
    facts: String,
}

/// Appends a step: the encounter as it stands after it.
pub(crate) async fn append(
    tx: &mut Tx,
    actor: &Actor,
    verb: &str,
    next: &Encounter,
    at: Timestamp,
) -> Result<(), StoreError> {
    append_state(tx, actor, verb, (next.id, next.version, &next.state), at).await
}

/// The same, where there may be no patient yet: which encounter, which version, which state.
pub(crate) async fn append_state(
    tx: &mut Tx,
    actor: &Actor,
    verb: &str,
    (encounter, version, state): (EncounterId, i64, &State),
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into event (encounter_id, version, verb, actor_kind, actor_id, occurred_at, facts) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        args![encounter, version, verb, actor.kind(), actor.account_id(), at, seal(state)?],
    )
    .await?;
    Ok(())
}

/// The steps of an encounter, oldest first.
pub(crate) async fn of(tx: &mut Tx, encounter: EncounterId) -> Result<Vec<EventRow>, StoreError> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "select version, verb, actor_kind, actor_id, occurred_at, facts from event \
             where encounter_id = $1 order by version",
            args![encounter],
        )
        .await?;
    let id = encounter.to_string();
    rows.into_iter()
        .map(|row| {
            Ok(EventRow {
                version: row.version,
                verb: row.verb,
                actor_kind: row.actor_kind,
                actor: cell!("event", id, "actor_id").parse_optional(row.actor_id.as_deref())?,
                at: cell!("event", id, "occurred_at").moment(row.occurred_at)?,
                state: cell!("event", id, "facts").open(&row.facts)?,
            })
        })
        .collect()
}
