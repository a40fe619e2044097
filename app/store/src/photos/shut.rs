//! Files that nothing named in time: shut first, so that nothing names them from then
//! on; then the file is deleted; then the row. Whoever stops in between leaves what the
//! next call goes on with.

use domain::{
    Timestamp,
    actor::Actor,
    ids::{EncounterId, PhotoId},
};
use jiff::SignedDuration;

use super::file::by_id;
use crate::{
    audit::Audit,
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
    store::Store,
};

/// How long a file may wait for a page or an answer that names it.
const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many files one call looks at.
const AT_ONCE: i64 = 500;

/// A file that nothing names and nothing can name any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShutPhoto {
    /// Its id.
    pub id: PhotoId,
    /// Where the file lies.
    pub object_key: String,
}

impl Store {
    /// Shuts files that nothing named for 7 days, and gives every one that is shut. The
    /// caller deletes each file, and then forgets it: see [`Store::forget_photo`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shut_photos(&self) -> Result<Vec<ShutPhoto>, StoreError> {
        let at = self.now();
        let before = at.saturating_sub(WAITS).unwrap_or(Timestamp::MIN);
        let mut tx = self.read().await?;
        let due: Vec<(String,)> = tx
            .fetch_all(
                "select id from photo \
                 where attached_at is null and replaced_at is null and created_at <= $1 \
                 order by created_at, id limit $2",
                args![before, AT_ONCE],
            )
            .await?;
        tx.commit().await?;
        for (id,) in due {
            let mut tx = self.begin().await?;
            // A page, an answer or another server may have been faster.
            if let Some(encounter) = shut(&mut tx, cell!("photo", id, "id").parse(&id)?, at).await?
            {
                let why = "named by nothing";
                let line = Audit::of(&Actor::System, "discard-photo", encounter, why);
                self.audit(&mut tx, at, line).await?;
            }
            tx.commit().await?;
        }
        let mut tx = self.read().await?;
        let shut: Vec<(String, String)> = tx
            .fetch_all(
                "select id, object_key from photo \
                 where attached_at is null and replaced_at is not null \
                 order by created_at, id limit $1",
                args![AT_ONCE],
            )
            .await?;
        tx.commit().await?;
        shut.into_iter()
            .map(|(id, object_key)| {
                Ok(ShutPhoto { id: cell!("photo", id, "id").parse(&id)?, object_key })
            })
            .collect()
    }

    /// Takes a shut file off the record, once the file itself is deleted; false when it
    /// is not there, or not shut.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_photo(&self, photo: PhotoId) -> Result<bool, StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let Some(found) = by_id(&mut tx, photo).await? else { return Ok(false) };
        let encounter = found.read()?.encounter;
        let gone = tx
            .execute(
                "delete from photo \
                 where id = $1 and attached_at is null and replaced_at is not null",
                args![photo],
            )
            .await?;
        if gone > 0 {
            let line = Audit::of(&Actor::System, "forget-photo", encounter, "its file is deleted");
            self.audit(&mut tx, at, line).await?;
        }
        tx.commit().await?;
        Ok(gone > 0)
    }
}

/// Shuts a file that nothing names or named; of which encounter it was.
pub(super) async fn shut(
    tx: &mut Tx,
    photo: PhotoId,
    at: Timestamp,
) -> Result<Option<EncounterId>, StoreError> {
    let shut = tx
        .execute(
            "update photo set replaced_at = $2 \
             where id = $1 and attached_at is null and replaced_at is null",
            args![photo, at],
        )
        .await?;
    if shut == 0 {
        return Ok(None);
    }
    let found = by_id(tx, photo).await?.ok_or(StoreError::NotFound)?;
    Ok(Some(found.read()?.encounter))
}
