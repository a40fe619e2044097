//! The rules for one draft, so that the browser can say at once what cannot wait.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::ids::EncounterId;

use super::intake::Draft;
use crate::{
    clinic::Clinic,
    pages::{At, Refusal},
    session::Session,
};

/// `GET /visits/{visit}/rules`: the slice of the pack for where the patient is and what the
/// visit is about, with what is on record, as borsh. The address says neither.
///
/// # Errors
/// When it is not the caller's draft, or the place is not known yet.
pub async fn rules(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let bytes = draft.at_once(&clinic)?.to_bytes().ok_or(Refusal::Unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
