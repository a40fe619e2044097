//! Photos and pages of records: what is known of each file. The files
//! themselves lie in the object store.

mod file;

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{StateName, Verb, VerbError},
    ids::{EncounterId, PhotoId},
};

pub use file::{NewPhoto, Photo, PhotoKind};

pub(crate) use file::{current, evidence, of};

use crate::{
    audit::Audit,
    encounters::{self, EncounterRow},
    engine::{Tx, args},
    error::StoreError,
    events,
    licences::LocalDates,
    review::may_read,
    store::Store,
    writes::owned,
};
use file::{PhotoRow, by_id};

impl Store {
    /// Puts a file on record; a photo replaces the earlier one of its view.
    ///
    /// While the encounter waits for a clinician, its version moves: what the
    /// clinician has seen is no longer all there is.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the encounter is not this actor's,
    /// [`StoreError::Verb`] when it has ended.
    pub async fn add_photo(&self, actor: &Actor, new: &NewPhoto) -> Result<PhotoId, StoreError> {
        let at = self.now();
        let id = PhotoId::new(at, self.entropy());
        let mut tx = self.begin().await?;
        let row = self.touched(&mut tx, actor, new.encounter, at).await?;
        if let Some(view) = &new.view {
            tx.execute(
                "update photo set replaced_at = $3 \
                 where encounter_id = $1 and view = $2 and replaced_at is null",
                args![new.encounter, view.as_str(), at],
            )
            .await?;
        }
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
        seen_no_more(&mut tx, actor, &row, "send-photo", at).await?;
        self.audit(&mut tx, at, Audit::of(actor, "send-photo", new.encounter, "own record"))
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Takes a file out of a draft. It stays on record as replaced.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none in a draft of this actor.
    pub async fn remove_photo(&self, actor: &Actor, photo: PhotoId) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let removed = tx
            .execute(
                "update photo set replaced_at = $2 where id = $1 and replaced_at is null \
                 and encounter_id in (select id from encounter where state = 'draft')",
                args![photo, at],
            )
            .await?;
        let found = by_id(&mut tx, photo).await?.ok_or(StoreError::NotFound)?.read()?;
        let row = encounters::load(&mut tx, found.encounter).await?;
        owned(actor, &row.ok_or(StoreError::NotFound)?)?;
        if removed == 0 {
            return Err(StoreError::NotFound);
        }
        self.audit(&mut tx, at, Audit::of(actor, "remove-photo", found.encounter, "own record"))
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

    /// Locks the actor's own, open encounter.
    async fn touched(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        encounter: EncounterId,
        at: Timestamp,
    ) -> Result<EncounterRow, StoreError> {
        tx.execute("update encounter set touched_at = $2 where id = $1", args![encounter, at])
            .await?;
        let row = encounters::load(tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        let from = row.state_name()?;
        if from.is_open() {
            Ok(row)
        } else {
            Err(VerbError::WrongState { from, attempted: Verb::Amend }.into())
        }
    }
}

/// Moves the version of an encounter that waits for a clinician.
async fn seen_no_more(
    tx: &mut Tx,
    actor: &Actor,
    row: &EncounterRow,
    verb: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    match row.state_name()? {
        // The submission and the answer will move it.
        StateName::Draft | StateName::AwaitingPatient => return Ok(()),
        StateName::AwaitingReview
        | StateName::InReview
        | StateName::AwaitingVisit
        | StateName::Prescribed
        | StateName::Declined
        | StateName::Withdrawn
        | StateName::Expired => {}
    }
    let encounter = row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?;
    let from = encounter.version;
    let next = encounter.amend()?;
    encounters::store(tx, from, &next, at).await?;
    events::append(tx, actor, verb, &next, at).await
}
