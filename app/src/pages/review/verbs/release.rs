//! Giving an encounter back to the queue.

use axum::{extract::State, response::Response};
use domain::ids::EncounterId;

use super::attempt::Attempt;
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
    session::Session,
};

/// `POST /review/{visit}/release`
///
/// # Errors
/// When it is not this clinician's.
pub async fn release(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "release", posted);
    let held = attempt.held(None)?;
    let done = attempt.clinic.store().release(&attempt.session.actor(), &held).await;
    attempt.lead_to("/review", done).await
}
