//! What is known of one file, and its row.

use domain::{
    Date, Timestamp,
    evidence::Evidence,
    ids::{EncounterId, PhotoId},
};

use crate::{
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
};

/// What a file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoKind {
    /// A photo of one view.
    Photo,
    /// A laboratory result or a record of earlier care.
    Record,
}

impl PhotoKind {
    /// The word kept in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Record => "record",
        }
    }
}

/// A file that was put into the object store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPhoto {
    /// The encounter.
    pub encounter: EncounterId,
    /// What it shows.
    pub kind: PhotoKind,
    /// The view of a photo, as the protocol names it; none for a record.
    pub view: Option<String>,
    /// Where the file lies; unique.
    pub object_key: String,
    /// The media type, such as `image/jpeg`.
    pub media_type: String,
    /// The size in bytes.
    pub bytes: i64,
    /// The width in pixels.
    pub width: i64,
    /// The height in pixels.
    pub height: i64,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The day it was sent, by the patient's calendar.
    pub on: Date,
}

/// A photo or a page of a record on file (FHIR Media).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// The encounter.
    pub encounter: EncounterId,
    /// What it shows.
    pub kind: PhotoKind,
    /// The view of a photo; none for a record.
    pub view: Option<String>,
    /// Where the file lies.
    pub object_key: String,
    /// The media type.
    pub media_type: String,
    /// The size in bytes.
    pub bytes: i64,
    /// The width in pixels.
    pub width: i64,
    /// The height in pixels.
    pub height: i64,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The day it was sent, by the patient's calendar.
    pub on: Date,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When a page or an answer first named it; until then it stands for nothing.
    pub attached_at: Option<Timestamp>,
    /// When a later one took its place, or the patient removed it; of one that nothing
    /// named, since when nothing can name it any more.
    pub replaced_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
pub(super) struct PhotoRow {
    id: String,
    encounter_id: String,
    kind: String,
    view: Option<String>,
    object_key: String,
    media_type: String,
    bytes: i64,
    width: i64,
    height: i64,
    sha256: String,
    sent_on: String,
    created_at: i64,
    attached_at: Option<i64>,
    replaced_at: Option<i64>,
}

impl PhotoRow {
    pub(super) fn read(self) -> Result<Photo, StoreError> {
        Ok(Photo {
            id: cell!("photo", self.id, "id").parse(&self.id)?,
            encounter: cell!("photo", self.id, "encounter_id").parse(&self.encounter_id)?,
            kind: [PhotoKind::Photo, PhotoKind::Record]
                .into_iter()
                .find(|kind| kind.as_str() == self.kind)
                .ok_or_else(|| cell!("photo", self.id, "kind").corrupt())?,
            view: self.view,
            object_key: self.object_key,
            media_type: self.media_type,
            bytes: self.bytes,
            width: self.width,
            height: self.height,
            sha256: self.sha256,
            on: cell!("photo", self.id, "sent_on").date(&self.sent_on)?,
            created_at: cell!("photo", self.id, "created_at").moment(self.created_at)?,
            attached_at: cell!("photo", self.id, "attached_at")
                .moment_optional(self.attached_at)?,
            replaced_at: cell!("photo", self.id, "replaced_at")
                .moment_optional(self.replaced_at)?,
        })
    }
}

pub(super) async fn by_id(tx: &mut Tx, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
    tx.fetch_optional(
        "select id, encounter_id, kind, view, object_key, media_type, bytes, width, height, \
         sha256, sent_on, created_at, attached_at, replaced_at from photo where id = $1",
        args![id],
    )
    .await
}

/// Every file that stands or stood for something in an encounter, oldest first.
pub(crate) async fn of(tx: &mut Tx, encounter: EncounterId) -> Result<Vec<Photo>, StoreError> {
    let rows: Vec<PhotoRow> = tx
        .fetch_all(
            "select id, encounter_id, kind, view, object_key, media_type, bytes, width, height, \
             sha256, sent_on, created_at, attached_at, replaced_at from photo \
             where encounter_id = $1 and attached_at is not null order by created_at, id",
            args![encounter],
        )
        .await?;
    rows.into_iter().map(PhotoRow::read).collect()
}

/// Those that were not replaced.
pub(crate) fn current(photos: Vec<Photo>) -> Vec<Photo> {
    photos.into_iter().filter(|photo| photo.replaced_at.is_none()).collect()
}

/// What the files are evidence of.
pub(crate) fn evidence(photos: &[Photo]) -> impl Iterator<Item = Evidence> {
    photos.iter().filter(|photo| photo.replaced_at.is_none()).map(|photo| {
        let on = photo.on;
        match &photo.view {
            Some(view) => Evidence::Photo { on, view: view.clone() },
            None => Evidence::Record { on },
        }
    })
}
