//! The file of a photo, for those who may see its encounter.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::ids::{EncounterId, PhotoId};
use object_store::{ObjectStoreExt, path::Path};

use crate::{
    clinic::Clinic,
    pages::{At, Refusal},
    session::Session,
};

/// `GET /visits/{visit}/photos/{photo}`, also for clinicians.
///
/// # Errors
/// When it is not the caller's to see.
pub async fn file(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, photo)): At<(EncounterId, PhotoId)>,
) -> Result<Response, Refusal> {
    let local = |state| clinic.local_dates(state);
    let photo = clinic
        .store()
        .photo(&session.actor(), photo, &local)
        .await?
        .filter(|photo| photo.encounter == encounter)
        .ok_or(Refusal::NotFound)?;
    let key = Path::from(photo.object_key.as_str());
    let file = clinic.photos().get(&key).await.map_err(|error| {
        tracing::error!(%error, "a photo could not be read");
        Refusal::Unavailable
    })?;
    let bytes = file.bytes().await.map_err(|_| Refusal::Unavailable)?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok(response)
}
