//! Taking in what a form with files posts, and keeping its pictures.

use axum::{
    body::Bytes,
    extract::{
        DefaultBodyLimit, FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header},
};
use domain::{
    Date,
    ids::{EncounterId, PhotoId},
};
use object_store::{ObjectStoreExt, path::Path};
use store::{NewPhoto, PhotoKind};

use crate::{
    clinic::Clinic,
    form::Posted,
    images::{self, ImageError, Picture},
    pages::Refusal,
    session::{Session, digest_of, new_token},
    upload::MAX_BYTES,
};

/// The most bytes that all text fields together may have: as many as in a form without files.
const MAX_TEXT: usize = 256 * 1024;
/// The most bytes of a whole form: one file, and what a form adds to it.
const MAX_FORM: usize = MAX_BYTES + 1024 * 1024;

/// A form, with what its file fields held.
#[derive(Debug, Default)]
pub struct Received {
    /// The text fields.
    pub posted: Posted,
    /// The pictures by field, made anew, or why they are not taken.
    pub pictures: Vec<(String, Result<Picture, ImageError>)>,
}

impl Received {
    /// The picture of this field; [`ImageError::Empty`] where none was chosen.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn take(&mut self, name: &str) -> Result<Picture, ImageError> {
        match self.pictures.iter().position(|(field, _)| field == name) {
            Some(index) => self.pictures.swap_remove(index).1,
            None => Err(ImageError::Empty),
        }
    }
}

/// Reads a form, with files or without.
///
/// # Errors
/// When it cannot be read, or is too large.
pub async fn form(request: Request) -> Result<Received, Refusal> {
    if !is_multipart(&request) {
        let posted = Posted::from_request(request, &()).await.map_err(|_| Refusal::BadRequest)?;
        return Ok(Received { posted, pictures: Vec::new() });
    }
    let mut received = Received::default();
    let mut form = open(request).await?;
    let mut left = MAX_TEXT;
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() {
            let text = text(field, &mut left).await?;
            received.posted.0.push((name, text));
        } else {
            let bytes: Bytes = field.bytes().await.map_err(|error| unread(&error))?;
            received.pictures.push((name, images::make_anew(bytes).await));
        }
    }
    Ok(received)
}

/// The text fields of a form whose sender must sign in first. Files are read and
/// thrown away: nothing of somebody unknown is looked at or kept.
///
/// # Errors
/// When it cannot be read, or is too large.
pub async fn text_of(mut request: Request) -> Result<Posted, Refusal> {
    if !is_multipart(&request) {
        return Posted::from_request(request, &()).await.map_err(|_| Refusal::BadRequest);
    }
    DefaultBodyLimit::max(MAX_FORM).apply(&mut request);
    let mut posted = Posted::default();
    let mut form = open(request).await?;
    let mut left = MAX_TEXT;
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() {
            let text = text(field, &mut left).await?;
            posted.0.push((name, text));
        }
    }
    Ok(posted)
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

async fn open(request: Request) -> Result<Multipart, Refusal> {
    Multipart::from_request(request, &()).await.map_err(|_| Refusal::BadRequest)
}

async fn text(field: Field<'_>, left: &mut usize) -> Result<String, Refusal> {
    let text = field.text().await.map_err(|error| unread(&error))?;
    *left = left.checked_sub(text.len()).ok_or(Refusal::TooLarge)?;
    Ok(text)
}

fn unread(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::TooLarge
    } else {
        Refusal::BadRequest
    }
}

/// A picture in the object store and on record, that nothing names yet.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Its id.
    pub photo: PhotoId,
}

/// What a picture is to show.
#[derive(Clone, Debug)]
pub enum Shows {
    /// This view, as the protocol names it.
    View(String),
    /// A page of a record.
    Record,
}

impl Kept {
    /// Puts a picture into the object store, and on record.
    ///
    /// # Errors
    /// When one of the stores is not there, or refuses; nothing is left then.
    pub async fn keep(
        clinic: &Clinic,
        session: &Session,
        encounter: EncounterId,
        (picture, shows): (Picture, Shows),
        on: Date,
    ) -> Result<Self, Refusal> {
        let (object_key, _) = new_token(clinic);
        let (kind, view) = match shows {
            Shows::View(view) => (PhotoKind::Photo, Some(view)),
            Shows::Record => (PhotoKind::Record, None),
        };
        let photo = NewPhoto {
            encounter,
            kind,
            view,
            object_key: object_key.clone(),
            media_type: "image/jpeg".to_owned(),
            bytes: i64::try_from(picture.jpeg.len()).map_err(|_| Refusal::TooLarge)?,
            width: picture.width.into(),
            height: picture.height.into(),
            sha256: digest_of(&picture.jpeg),
            on,
        };
        let path = Path::from(object_key.as_str());
        clinic.photos().put(&path, picture.jpeg.into()).await.map_err(|error| {
            tracing::error!(%error, "a photo could not be kept");
            Refusal::Unavailable
        })?;
        match clinic.store().add_photo(&session.actor(), &photo).await {
            Ok(photo) => Ok(Self { photo }),
            Err(error) => {
                delete(clinic, &object_key).await;
                Err(error.into())
            }
        }
    }

    /// One that was kept for this view before, where the caller owns it and nothing names it.
    ///
    /// # Errors
    /// When the store is not there.
    pub async fn earlier(
        clinic: &Clinic,
        session: &Session,
        encounter: EncounterId,
        (photo, view): (PhotoId, &str),
    ) -> Result<Option<Self>, Refusal> {
        let local = |state| clinic.local_dates(state);
        let found = clinic.store().photo(&session.actor(), photo, &local).await?;
        Ok(found
            .filter(|found| found.encounter == encounter && found.attached_at.is_none())
            .filter(|found| found.view.as_deref() == Some(view))
            .map(|_| Self { photo }))
    }

    /// Shuts it; the server's chores delete the file and forget it.
    pub async fn discard(self, clinic: &Clinic, session: &Session) {
        if let Err(error) = clinic.store().discard_photo(&session.actor(), self.photo).await {
            tracing::error!(%error, "a photo could not be discarded");
        }
    }
}

async fn delete(clinic: &Clinic, object_key: &str) {
    if let Err(error) = clinic.photos().delete(&Path::from(object_key)).await {
        tracing::error!(%error, "the file of a photo could not be deleted");
    }
}

#[cfg(test)]
mod tests;
