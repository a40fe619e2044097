//! Asking the patient: typed questions, and one photo again.

use axum::{extract::State, response::Response};
use domain::{encounter::Question, ids::EncounterId};

use super::attempt::{Attempt, Wrong};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal, review::chart},
    session::Session,
};

/// The fields for questions.
const QUESTIONS: [&str; 3] = ["question-1", "question-2", "question-3"];

/// `POST /review/{visit}/request`
///
/// # Errors
/// When it is not this clinician's.
pub async fn request(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "request", posted);
    let open = match attempt.open().await? {
        Ok(open) => open,
        Err(response) => return Ok(response),
    };
    let views = chart::photo_views(&open)?;
    let questions = match questions(&attempt, &views) {
        Ok(questions) => questions,
        Err(wrong) => return attempt.wrong(wrong).await,
    };
    let held = attempt.held(attempt.news())?;
    let clinic = &attempt.clinic;
    let local = |state| clinic.local_dates(state);
    let actor = attempt.session.actor();
    let done = clinic
        .store()
        .request_information(&actor, &held, questions, &clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}

fn questions(attempt: &Attempt, views: &[(String, String)]) -> Result<Vec<Question>, Wrong> {
    let mut wrong = Wrong::new();
    let mut questions: Vec<Question> = QUESTIONS
        .into_iter()
        .map(|field| attempt.any_words(field, &mut wrong))
        .filter(|text| !text.is_empty())
        .map(|text| Question::Text { text })
        .collect();
    let text = attempt.any_words("photo-text", &mut wrong);
    let view = attempt.posted.get("view").to_owned();
    if views.iter().any(|(known, _)| *known == view) {
        questions.push(Question::Photo { view, text });
    } else if !view.is_empty() {
        wrong.push(("view", "Choose a photo that this protocol has".to_owned()));
    } else if !text.is_empty() {
        wrong.push(("view", "Choose which photo you want again".to_owned()));
    }
    if questions.is_empty() && wrong.is_empty() {
        let sentence = "Write at least one question, or choose a photo";
        wrong.push(("question-1", sentence.to_owned()));
    }
    if wrong.is_empty() { Ok(questions) } else { Err(wrong) }
}
