//! The claim that a clinician holds.
#![expect(missing_docs, reason = "the server function macro makes items without documentation")]

use domain::ids::{EncounterId, LeaseToken};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use super::ApiError;

/// A claim that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Until when, as people read it where the patient is.
    pub until: String,
    /// How many seconds that is from now.
    pub seconds: i64,
}

/// Keeps the caller's claim for another while. It is the open tab that asks, and
/// not somebody who works: the session does not live longer by it.
///
/// # Errors
/// When it has ended, or is not the caller's.
#[server(prefix = "/api", endpoint = "renew-lease", input = Json)]
pub async fn renew_lease(encounter: EncounterId, lease: LeaseToken) -> Result<Kept, ApiError> {
    use store::StoreError;

    use crate::{clinic::Clinic, pages::review::lease, session::Session};

    let clinic = expect_context::<Clinic>();
    let session = leptos_axum::extract::<axum::Extension<Session>>().await;
    let Ok(axum::Extension(session)) = session else {
        return Err(ApiError::Unreachable.answered());
    };
    let local = |state| clinic.local_dates(state);
    match clinic.store().renew(&session.actor(), encounter, lease, &local).await {
        Ok(kept) => Ok(lease::kept(&clinic, &kept)),
        Err(StoreError::Forbidden) => Err(ApiError::SignIn.answered()),
        Err(StoreError::Unavailable(_)) => Err(ApiError::Unreachable.answered()),
        Err(_) => Err(ApiError::NotFound.answered()),
    }
}
