//! Photos and pages of records: what is known of each file. The files
//! themselves lie in the object store.
//!
//! A file is put on record as it arrives, and stands for nothing then. It stands
//! once a page or an answer names it: in the transaction that writes those, and
//! so whole or not at all. A file that is replaced or removed stays on record.

mod attach;
mod file;

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Verb, VerbError},
    ids::{EncounterId, PhotoId},
};

pub use file::{NewPhoto, Photo, PhotoKind};

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

    /// Forgets a file that nothing named. The file itself is the caller's to delete.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none in an encounter of this actor,
    /// or something names or named it.
    pub async fn discard_photo(&self, actor: &Actor, photo: PhotoId) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        // The write comes first: what names the file from here on waits.
        tx.execute(
            "update photo set attached_at = attached_at where id = $1 and attached_at is null",
            args![photo],
        )
        .await?;
        let found = by_id(&mut tx, photo).await?.ok_or(StoreError::NotFound)?.read()?;
        let row = encounters::load(&mut tx, found.encounter).await?;
        owned(actor, &row.ok_or(StoreError::NotFound)?)?;
        let gone = tx
            .execute("delete from photo where id = $1 and attached_at is null", args![photo])
            .await?;
        if gone == 0 {
            return Err(StoreError::NotFound);
        }
        self.audit(&mut tx, at, Audit::of(actor, "discard-photo", found.encounter, "own record"))
            .await?;
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
        // What stands for nothing was shown to nobody but its sender.
        if found.attached_at.is_none() && owned(actor, &row).is_err() {
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
