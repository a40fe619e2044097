//! The steps of the intake.
#![expect(missing_docs, reason = "the server function macro makes items without documentation")]

use domain::{ids::EncounterId, packed::Packed};
use leptos::{prelude::*, server_fn::codec::Json};

use super::ApiError;
use crate::wizard::Saved;

/// Saves one step of the caller's own draft, exactly as posting its form does.
///
/// `revision` is the one the caller saw; a later one is answered with both versions.
///
/// # Errors
/// When it is not the caller's draft, or the server cannot answer.
#[server(prefix = "/api", endpoint = "save-step", input = Json)]
pub async fn save_step(
    encounter: EncounterId,
    number: usize,
    revision: i64,
    pairs: Vec<(String, String)>,
) -> Result<Packed<Saved>, ApiError> {
    use crate::{clinic::Clinic, form::Posted, pages::patient::steps, session::Session};

    let clinic = expect_context::<Clinic>();
    let session = leptos_axum::extract::<axum::Extension<Session>>().await;
    let Ok(axum::Extension(session)) = session else {
        return Err(ApiError::Unreachable.answered());
    };
    if matches!(session.actor(), domain::actor::Actor::Visitor(_)) {
        return Err(ApiError::SignIn.answered());
    }
    steps::save(&clinic, &session, encounter, number, revision, &Posted(pairs))
        .await
        .map(Packed)
        .map_err(|refusal| ApiError::from(refusal).answered())
}

#[cfg(feature = "ssr")]
impl From<crate::pages::Refusal> for ApiError {
    fn from(refusal: crate::pages::Refusal) -> Self {
        match refusal {
            crate::pages::Refusal::NotFound | crate::pages::Refusal::NoLicence => Self::NotFound,
            crate::pages::Refusal::BadRequest
            | crate::pages::Refusal::Unfit
            | crate::pages::Refusal::TooLarge
            | crate::pages::Refusal::ChangedElsewhere
            | crate::pages::Refusal::Limited { .. }
            | crate::pages::Refusal::Unavailable => Self::Unreachable,
        }
    }
}
