//! Forms that were posted into sessions that had ended.

use domain::actor::Actor;

use super::{KeptPost, by_hash};
use crate::{
    accounts::{self, AccountRow},
    audit::Audit,
    engine::args,
    error::StoreError,
    sealed::seal,
    store::Store,
};

impl Store {
    /// Keeps a form that was posted into a session that had ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_post(&self, hash: &str, post: &KeptPost) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute(
            "update session set kept_post = $2 where id_hash = $1",
            args![hash, seal(post)?],
        )
        .await?;
        // Where only an address was asked for, there is nothing about anybody's health.
        if !post.form.is_empty() {
            let line = Audit {
                actor: &Actor::Visitor(None),
                action: "keep-post",
                encounter: None,
                subject: post.of,
                why: "posted after the session ended",
            };
            self.audit(&mut tx, self.now(), line).await?;
        }
        tx.commit().await
    }

    /// The form that was kept; it is no longer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take_kept_post(&self, hash: &str) -> Result<Option<KeptPost>, StoreError> {
        let mut tx = self.begin().await?;
        // Locks the row, so that of two readers one gets it.
        tx.execute("update session set seen_at = seen_at where id_hash = $1", args![hash]).await?;
        let Some(row) = by_hash(&mut tx, hash).await? else {
            return Ok(None);
        };
        tx.execute("update session set kept_post = null where id_hash = $1", args![hash]).await?;
        let kept = row.kept_post()?;
        if kept.as_ref().is_some_and(|post| !post.form.is_empty()) {
            let account = match row.account()? {
                Some(id) => {
                    accounts::by_id(&mut tx, id).await?.map(AccountRow::read).transpose()?
                }
                None => None,
            };
            let line = Audit {
                actor: &account.as_ref().map_or(Actor::Visitor(None), accounts::Account::actor),
                action: "take-kept-post",
                encounter: None,
                subject: row.account()?,
                why: "own post",
            };
            self.audit(&mut tx, self.now(), line).await?;
        }
        tx.commit().await?;
        Ok(kept)
    }
}
