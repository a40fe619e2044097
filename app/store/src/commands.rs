//! Commands: what was done under which id, so that a retry does nothing twice.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::Encounter,
    ids::{CommandId, EncounterId},
    rules::Digest,
};
use serde::Serialize;

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::{cell, seal},
};

/// Who asks for what, under which id.
pub(crate) struct Command<'a> {
    pub(crate) id: CommandId,
    pub(crate) actor: &'a Actor,
    pub(crate) encounter: EncounterId,
    digest: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    actor_id: String,
    encounter_id: String,
    body_digest: String,
    result: String,
}

impl<'a> Command<'a> {
    /// A command with the digest of everything that it asks for.
    pub(crate) fn new(
        id: CommandId,
        actor: &'a Actor,
        encounter: EncounterId,
        body: &impl Serialize,
    ) -> Result<Self, StoreError> {
        let body = serde_json::to_value(body)
            .map_err(|_| StoreError::Unsupported("a value without JSON"))?;
        Ok(Self { id, actor, encounter, digest: Digest::of_json(&body).to_string() })
    }

    fn actor_id(&self) -> Result<String, StoreError> {
        self.actor.account_id().map(|id| id.to_string()).ok_or(StoreError::Forbidden)
    }

    /// What it did, if it was done before.
    ///
    /// # Errors
    /// [`StoreError::CommandReused`] when its id stands for something else.
    pub(crate) async fn earlier(&self, tx: &mut Tx) -> Result<Option<Encounter>, StoreError> {
        let row: Option<Row> = tx
            .fetch_optional(
                "select actor_id, encounter_id, body_digest, result from command where id = $1",
                args![self.id],
            )
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let same = row.actor_id == self.actor_id()?
            && row.encounter_id == self.encounter.to_string()
            && row.body_digest == self.digest;
        if !same {
            return Err(StoreError::CommandReused);
        }
        cell!("command", self.id.to_string(), "result").open(&row.result).map(Some)
    }

    /// Puts on record what it did.
    ///
    /// # Errors
    /// [`StoreError::CommandReused`] when its id was used meanwhile.
    pub(crate) async fn done(
        &self,
        tx: &mut Tx,
        result: &Encounter,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let written = tx
            .execute(
                "insert into command (id, actor_id, encounter_id, body_digest, result, \
                 performed_at) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
                args![
                    self.id,
                    self.actor_id()?,
                    self.encounter,
                    self.digest.as_str(),
                    seal(result)?,
                    at,
                ],
            )
            .await?;
        if written == 1 { Ok(()) } else { Err(StoreError::CommandReused) }
    }
}
