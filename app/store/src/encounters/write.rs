//! Writing the next version of an encounter.

use domain::{
    Timestamp,
    encounter::{Encounter, State},
    ids::EncounterId,
};

use super::load;
use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::seal,
};

/// What of a state stands in columns of its own.
pub(super) struct Columns {
    pub(super) waiting_since: Option<Timestamp>,
    pub(super) submitted_at: Option<Timestamp>,
    pub(super) answered: bool,
    pub(super) urgent: bool,
    pub(super) lease_clinician: Option<String>,
    pub(super) lease_token: Option<String>,
    pub(super) lease_until: Option<Timestamp>,
}

impl Columns {
    pub(super) fn of(state: &State) -> Self {
        let waiting = state.waiting();
        let lease = state.lease();
        Self {
            waiting_since: waiting.map(|waiting| waiting.since),
            submitted_at: waiting.map(|waiting| waiting.submitted_at),
            answered: waiting.is_some_and(|waiting| waiting.answered),
            urgent: waiting.is_some_and(|waiting| waiting.urgent),
            lease_clinician: lease.map(|lease| lease.clinician.to_string()),
            lease_token: lease.map(|lease| lease.token.to_string()),
            lease_until: lease.map(|lease| lease.until),
        }
    }
}

/// Writes what a verb made of the version `from`.
///
/// # Errors
/// [`StoreError::Conflict`] when the row is no longer at that version.
pub(crate) async fn store(
    tx: &mut Tx,
    from: i64,
    next: &Encounter,
    at: Timestamp,
) -> Result<(), StoreError> {
    let written = tx
        .execute(
            "update encounter set location = $3, version = $4 where id = $1 and version = $2",
            args![next.id, from, next.location, next.version],
        )
        .await?;
    if written == 0 {
        return Err(conflict(tx, next.id).await?);
    }
    write_state(tx, (next.id, next.version), &next.state, at).await
}

/// Writes the next version of the row at version `from`, where there may be no patient yet.
pub(crate) async fn store_state(
    tx: &mut Tx,
    id: EncounterId,
    from: i64,
    next: &State,
    touched_at: Timestamp,
) -> Result<(), StoreError> {
    let written = tx
        .execute(
            "update encounter set version = version + 1 where id = $1 and version = $2",
            args![id, from],
        )
        .await?;
    if written == 0 {
        return Err(conflict(tx, id).await?);
    }
    write_state(tx, (id, from + 1), next, touched_at).await
}

async fn write_state(
    tx: &mut Tx,
    (id, version): (EncounterId, i64),
    state: &State,
    touched_at: Timestamp,
) -> Result<(), StoreError> {
    let columns = Columns::of(state);
    let written = tx
        .execute(
            "update encounter set state = $3, facts = $4, \
             submitted_at = coalesce(submitted_at, $5), waiting_since = $6, answered = $7, \
             urgent = $8, lease_clinician = $9, lease_token = $10, lease_until = $11, \
             touched_at = $12 where id = $1 and version = $2",
            args![
                id,
                version,
                state.name().as_str(),
                seal(state)?,
                columns.submitted_at,
                columns.waiting_since,
                columns.answered,
                columns.urgent,
                columns.lease_clinician,
                columns.lease_token,
                columns.lease_until,
                touched_at,
            ],
        )
        .await?;
    if written == 1 { Ok(()) } else { Err(conflict(tx, id).await?) }
}

/// What to say when an encounter is no longer at the version that was read.
pub(crate) async fn conflict(tx: &mut Tx, id: EncounterId) -> Result<StoreError, StoreError> {
    Ok(load(tx, id)
        .await?
        .map_or(StoreError::NotFound, |row| StoreError::Conflict { current: row.version }))
}
