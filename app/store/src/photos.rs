//! Photos and pages of records: what is known of each file. The files
//! themselves lie in the object store.
//!
//! A file is put on record as it arrives, and stands for nothing then. It stands
//! once a page or an answer names it: in the transaction that writes those, and
//! so whole or not at all. A file that is replaced or removed stays on record; one
//! that nothing named in time does not.

mod attach;
mod file;
mod shut;

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Verb, VerbError},
    ids::{EncounterId, PhotoId},
};

pub use file::{NewPhoto, Photo, PhotoKind};
pub use shut::ShutPhoto;

pub(crate) use attach::{answer_view, follow_page};
pub(crate) use file::{current, evidence, of};

use crate::{
    audit::Audit,
    encounters,
    engine::{Tx, args},
    error::StoreError,
    licences::LocalDates,
    review::may_read,
    store::Store,
    writes::owned,
};
use file::{PhotoRow, by_id};

impl Store {
    /// Puts a file on record. It stands once a page or an answer names it: see
    /// [`Store::save_page`], [`Store::amend`] and [`Store::respond`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the encounter is not this actor's,
    /// [`StoreError::Verb`] when it has ended.
    pub async fn add_photo(&self, actor: &Actor, new: &NewPhoto) -> Result<PhotoId, StoreError> {
        let at = self.now();
        let id = PhotoId::new(at, self.entropy());
        let mut tx = self.begin().await?;
        touched(&mut tx, actor, new.encounter, at).await?;
        tx.execute(
            "insert into photo (id, encounter_id, kind, view, object_key, media_type, bytes, \
             width, height, sha256, sent_on, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            args![
                id,
                new.encounter,
                new.kind.as_str(),
                new.view.clone(),
                new.object_key.as_str(),
                new.media_type.as_str(),
                new.bytes,
                new.width,
                new.height,
                new.sha256.as_str(),
                new.on,
                at,
            ],
        )
        .await?;
        self.audit(&mut tx, at, Audit::of(actor, "send-photo", new.encounter, "own record"))
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Shuts a file that nothing named: nothing can name it any more. The caller deletes
    /// the file, and then forgets it: see [`Store::forget_photo`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none in an encounter of this actor,
    /// something names or named it, or it is shut already.
    pub async fn discard_photo(&self, actor: &Actor, photo: PhotoId) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        // The write comes first: what names the file from here on waits.
        let Some(encounter) = shut::shut(&mut tx, photo, at).await? else {
            return Err(StoreError::NotFound);
        };
        let row = encounters::load(&mut tx, encounter).await?;
        owned(actor, &row.ok_or(StoreError::NotFound)?)?;
        self.audit(&mut tx, at, Audit::of(actor, "discard-photo", encounter, "own record")).await?;
        tx.commit().await
    }

    /// A file on record, for somebody who may see its encounter.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for operators.
    pub async fn photo(
        &self,
        actor: &Actor,
        photo: PhotoId,
        local: LocalDates<'_>,
    ) -> Result<Option<Photo>, StoreError> {
        let mut tx = self.read().await?;
        let found = by_id(&mut tx, photo).await?.map(PhotoRow::read).transpose()?;
        let row = match &found {
            Some(found) => encounters::load(&mut tx, found.encounter).await?,
            None => None,
        };
        let (Some(found), Some(row)) = (found, row) else {
            return Ok(None);
        };
        // What stands for nothing was shown to nobody but its sender; once it is shut, its
        // file may be gone.
        let standing = found.attached_at.is_some();
        if !standing && (found.replaced_at.is_some() || owned(actor, &row).is_err()) {
            return Ok(None);
        }
        let why = match may_read(&mut tx, actor, &row, local).await {
            Ok(reader) => reader.why,
            Err(StoreError::NotFound) => return Ok(None),
            Err(refusal @ StoreError::NoLicence(_)) => {
                tx.commit().await?;
                let encounter = found.encounter;
                let line = Audit::of(actor, "read-photo-refused", encounter, "no licence there");
                self.audit_read(line).await?;
                return Err(refusal);
            }
            Err(error) => return Err(error),
        };
        tx.commit().await?;
        self.audit_read(Audit::of(actor, "read-photo", found.encounter, why)).await?;
        Ok(Some(found))
    }
}

/// Locks the actor's own, open encounter.
async fn touched(
    tx: &mut Tx,
    actor: &Actor,
    encounter: EncounterId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute("update encounter set touched_at = $2 where id = $1", args![encounter, at]).await?;
    let row = encounters::load(tx, encounter).await?.ok_or(StoreError::NotFound)?;
    owned(actor, &row)?;
    let from = row.state_name()?;
    if from.is_open() {
        Ok(())
    } else {
        Err(VerbError::WrongState { from, attempted: Verb::Amend }.into())
    }
}
