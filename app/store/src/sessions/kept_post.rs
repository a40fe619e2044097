//! Forms that were posted into sessions that had ended.

use super::{KeptPost, by_hash};
use crate::{engine::args, error::StoreError, sealed::seal, store::Store};

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
        tx.commit().await?;
        row.kept_post()
    }
}
