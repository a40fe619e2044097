//! A prescription on its way to the pharmacy, or back.

use axum::{extract::State, response::Response};
use domain::ids::EncounterId;

use super::attempt::{Attempt, Wrong};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
    session::Session,
};

/// `POST /review/{visit}/cancel`: takes the prescription back.
///
/// # Errors
/// When it is not this clinician's.
pub async fn cancel(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "cancel", posted);
    let mut wrong = Wrong::new();
    let reason = attempt.words("reason", "Tell the patient why", &mut wrong);
    if !wrong.is_empty() {
        return attempt.wrong(wrong).await;
    }
    let change = attempt.change(attempt.news())?;
    let clinic = &attempt.clinic;
    let local = |state| clinic.local_dates(state);
    let actor = attempt.session.actor();
    let done = clinic.store().cancel_prescription(&actor, &change, &reason, &local).await;
    attempt.answer(done).await
}

/// `POST /review/{visit}/sent`: the prescription has reached the pharmacy.
///
/// # Errors
/// When it is not this clinician's.
pub async fn sent(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "sent", posted);
    let change = attempt.change(None)?;
    let clinic = &attempt.clinic;
    let local = |state| clinic.local_dates(state);
    let done = clinic.store().send_prescription(&attempt.session.actor(), &change, &local).await;
    attempt.lead_to("/review/prescriptions", done).await
}
