//! Declining, with a reason of the protocol and words to the patient.

use axum::{extract::State, response::Response};
use domain::{encounter::Decline, ids::EncounterId};

use super::attempt::{Attempt, Wrong};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
    session::Session,
};

/// `POST /review/{visit}/decline`
///
/// # Errors
/// When it is not this clinician's.
pub async fn decline(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "decline", posted);
    let open = match attempt.open().await? {
        Ok(open) => open,
        Err(response) => return Ok(response),
    };
    let clinic = &attempt.clinic;
    let pack = &clinic.rulebook().pack;
    let protocol = pack.protocol(&open.chart.encounter.protocol).ok_or(Refusal::NotFound)?;
    let mut wrong = Wrong::new();
    let reason = protocol.decline_reason(attempt.posted.get("reason"));
    if reason.is_none() {
        wrong.push(("reason", "Choose a reason".to_owned()));
    }
    let message = attempt.words("message", "Tell the patient why", &mut wrong);
    let (Some(reason), true) = (reason, wrong.is_empty()) else {
        return attempt.wrong(wrong).await;
    };
    let decline = Decline { code: reason.code.clone(), message };
    let held = attempt.held(attempt.news())?;
    let local = |state| clinic.local_dates(state);
    let done = clinic
        .store()
        .decline(&attempt.session.actor(), &held, decline, clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}
