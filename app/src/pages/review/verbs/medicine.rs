//! Saying what a medicine is that nobody recognised.

use axum::{extract::State, response::Response};
use domain::ids::EncounterId;

use super::attempt::Attempt;
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
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
    let known = clinic.rulebook().pack.lexicon().classes();
    let typed: Vec<String> = attempt
        .posted
        .get("classes")
        .split(',')
        .map(|class| class.trim().to_lowercase())
        .filter(|class| !class.is_empty())
        .collect();
    // Nothing typed is a slip, not a finding: "none" must be said.
    let sentence =
        match typed.iter().find(|class| *class != "none" && !known.contains(class.as_str())) {
            Some(unknown) => {
                Some(format!("`{unknown}` is not a class; write `none` for no class that matters"))
            }
            None if typed.is_empty() => {
                Some("Write its classes, or `none` for no class that matters".to_owned())
            }
            None => None,
        };
    if let Some(sentence) = sentence {
        return attempt.wrong(vec![("classes", sentence)]).await;
    }
    let classes = typed.into_iter().filter(|class| class != "none").collect();
    let held = attempt.held(None)?;
    let medicine = attempt.posted.get("typed").to_owned();
    let local = |state| clinic.local_dates(state);
    let actor = attempt.session.actor();
    let done = clinic
        .store()
        .resolve_medicine(&actor, &held, &medicine, classes, clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}
