//! The claim that a clinician holds.
#![expect(missing_docs, reason = "the server function macro makes items without documentation")]

use domain::ids::{EncounterId, LeaseToken};
use leptos::{prelude::*, server_fn::codec::Json};

use super::ApiError;

/// Keeps the caller's claim for another while.
///
/// # Errors
/// When it has ended, or is not the caller's.
#[server(prefix = "/api", endpoint = "renew-lease", input = Json)]
pub async fn renew_lease(encounter: EncounterId, lease: LeaseToken) -> Result<(), ApiError> {
    use crate::{clinic::Clinic, session::Session};

    let clinic = expect_context::<Clinic>();
    let session = leptos_axum::extract::<axum::Extension<Session>>().await;
    let Ok(axum::Extension(session)) = session else {
        return Err(ApiError::Unreachable.answered());
    };
    let local = |state| clinic.local_dates(state);
    clinic
        .store()
        .renew(&session.actor(), encounter, lease, &local)
        .await
        .map(|_| ())
        .map_err(|_| ApiError::NotFound.answered())
}
