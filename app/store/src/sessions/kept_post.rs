//! Forms that were posted into sessions that had ended. They may hold health data.

use domain::actor::Actor;

use super::{KeptPost, by_hash};
use crate::{audit::Audit, engine::args, error::StoreError, sealed::seal, store::Store};

/// The audit row of a kept form: it is about the account it is kept for.
fn line(action: &'static str, post: &KeptPost) -> Audit<'static> {
    let why = "posted as the session had ended";
    Audit { actor: &Actor::System, action, encounter: None, subject: post.of, why }
}

impl Store {
    /// Keeps a form that was posted into a session that had ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_post(&self, hash: &str, post: &KeptPost) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let kept = tx
            .execute(
                "update session set kept_post = $2 where id_hash = $1",
                args![hash, seal(post)?],
            )
            .await?;
        // An address to lead back to is no form.
        if kept == 1 && !post.form.is_empty() {
            self.audit(&mut tx, self.now(), line("keep-form", post)).await?;
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
        let post = row.kept_post()?;
        tx.execute("update session set kept_post = null where id_hash = $1", args![hash]).await?;
        if let Some(post) = post.as_ref().filter(|post| !post.form.is_empty()) {
            self.audit(&mut tx, self.now(), line("read-kept-form", post)).await?;
        }
        tx.commit().await?;
        Ok(post)
    }
}
