//! Saying what a medicine is that nobody recognised.

use std::collections::BTreeSet;

use axum::{extract::State, response::Response};
use domain::ids::EncounterId;

use super::attempt::Attempt;
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal, review::chart::NONE},
    session::Session,
};

/// `POST /review/{visit}/medicine`: says what a typed medicine is.
///
/// # Errors
/// When it is not this clinician's.
pub async fn medicine(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "medicine", posted);
    let clinic = &attempt.clinic;
    let rulebook = clinic.rulebook();
    let known = rulebook.pack.lexicon().classes();
    let ticked: BTreeSet<&str> = attempt.posted.all("classes").collect();
    let none = ticked.contains(NONE);
    // Nothing ticked is a slip, not a finding: that it has no class must be said.
    let sentence = if ticked.is_empty() {
        Some("Tick what it is, or that no class of it matters here")
    } else if none && ticked.len() > 1 {
        Some("Tick its classes, or that none matters here, not both")
    } else if ticked.iter().any(|class| *class != NONE && !known.contains(class)) {
        Some("Tick only what stands here")
    } else {
        None
    };
    if let Some(sentence) = sentence {
        return attempt.wrong(vec![("classes", sentence.to_owned())]).await;
    }
    let classes = ticked.into_iter().filter(|class| *class != NONE).map(str::to_owned).collect();
    let held = attempt.held(None)?;
    let medicine = attempt.posted.get("typed").to_owned();
    let local = |state| clinic.local_dates(state);
    let actor = attempt.session.actor();
    let done = clinic
        .store()
        .resolve_medicine(&actor, &held, &medicine, classes, &clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}
