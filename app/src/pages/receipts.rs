//! Receipts as files, and what somebody needs to check one: the clinic's public key, and the
//! pack that was in force.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{actor::Actor, ids::EncounterId, pack::PackFile, rules::Digest};

use super::{At, Refusal};
use crate::{clinic::Clinic, session::Session};

/// `GET /visits/{visit}/receipts/{receipt}`: the receipt with this number, as its reader may
/// hold it.
///
/// # Errors
/// When it is not the caller's to read, or there is none.
pub async fn file(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, i64)>,
) -> Result<Response, Refusal> {
    let local = |state| clinic.local_dates(state);
    let receipt = clinic.store().receipt(&session.actor(), encounter, number, &local).await?;
    let receipt = receipt.ok_or(Refusal::NotFound)?;
    let text = serde_json::to_string_pretty(&receipt).map_err(|_| Refusal::Unavailable)?;
    let name = format!("attachment; filename=\"receipt-{number}.json\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Refusal::Unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, text).into_response())
}

/// `GET /receipts/key`: the public key that the clinic signs with, base64url.
///
/// # Errors
/// When the store is not there.
pub async fn key(State(clinic): State<Clinic>) -> Result<Response, Refusal> {
    let key = clinic.store().receipt_key().await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], key).into_response())
}

/// `GET /packs/{pack}`: the files of the pack with this digest, once it was in force;
/// for an operator a draft, too.
///
/// # Errors
/// When the clinic never worked by it.
pub async fn pack(
    State(clinic): State<Clinic>,
    session: Session,
    At(digest): At<Digest>,
) -> Result<Json<Vec<PackFile>>, Refusal> {
    let store = clinic.store();
    let files = match session.actor() {
        Actor::Operator(_) => store.pack_files(digest).await?,
        Actor::Visitor(_) | Actor::Patient(_) | Actor::Clinician(_) | Actor::System => {
            store.published_files(digest).await?
        }
    };
    files.map(Json).ok_or(Refusal::NotFound)
}
