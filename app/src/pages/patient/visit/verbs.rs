//! What a patient can still do after submitting: answer, move, take it back.

use std::str::FromStr;

use axum::{
    extract::{FromRequest, Multipart, Request, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    encounter::{Answer, Question, request::words},
    ids::EncounterId,
    place::UsState,
};
use leptos::prelude::*;
use store::{Attestation, Change, Chart, PhotoKind, StoreError};

use super::{asked, conflict, page};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        At, Refusal,
        patient::{intake::Draft, photos, visit_view::View},
    },
    session::Session,
    ui::{Button, ButtonKind, Details, Select, state_options},
};

/// Marks the form that takes a visit back, so that it stands open again after a new code.
const WITHDRAW: &str = "withdraw";

fn change(encounter: EncounterId, posted: &Posted) -> Result<Change, Refusal> {
    let command = posted.parse("command").map_err(|_| Refusal::BadRequest)?;
    let version = posted.parse("version").map_err(|_| Refusal::BadRequest)?;
    Ok(Change { command, encounter, version, letter: None })
}

/// `POST /visits/{visit}/respond`
///
/// # Errors
/// When it is not the caller's, or nothing was asked.
pub async fn respond(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    request: Request,
) -> Result<Response, Refusal> {
    let actor = session.actor();
    let posted = match answered(&clinic, &session, encounter, request).await? {
        Ok(posted) => posted,
        Err((posted, errors)) => {
            let page = page(&clinic, &session, encounter, posted, errors).await?;
            return Ok(page.refused().into_response());
        }
    };
    let local = |state| clinic.local_dates(state);
    let chart = clinic.store().chart(&actor, encounter, &local).await?;
    let chart = chart.ok_or(Refusal::NotFound)?;
    let Some(asked) = asked(&chart.encounter.state) else {
        if was_answered(&chart, &posted) {
            return Ok(Redirect::to(&format!("/visits/{encounter}")).into_response());
        }
        return conflict(&clinic, &session, encounter, posted).await;
    };
    let (answers, mut errors) = answers(&asked.questions, &posted);
    let here = match posted.get("here") {
        "yes" => Some(chart.encounter.location),
        "no" => UsState::from_str(posted.get("state")).ok(),
        _ => None,
    };
    if here.is_none() {
        let field = if posted.get("here") == "no" { "state" } else { "here" };
        errors.push((field.to_owned(), "Choose where you are now".to_owned()));
    }
    let (Some(location), true) = (here, errors.is_empty()) else {
        let page = page(&clinic, &session, encounter, posted, errors).await?;
        return Ok(page.refused().into_response());
    };
    let attested = Attestation { location, on: clinic.today(location) };
    let change = change(encounter, &posted)?;
    match clinic.store().respond(&actor, &change, answers, &attested).await {
        Ok(_) => Ok(Redirect::to(&format!("/visits/{encounter}")).into_response()),
        Err(error) => refused(&clinic, &session, encounter, posted, error).await,
    }
}

/// Whether these very answers are on record: the form came twice.
fn was_answered(chart: &Chart, posted: &Posted) -> bool {
    chart.requests.iter().any(|request| {
        let (answers, errors) = answers(&request.asked.questions, posted);
        errors.is_empty() && request.answers.as_ref() == Some(&answers)
    })
}

/// What stands in the answer's form, with the id of the photo in the place of its file.
async fn answered(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    request: Request,
) -> Result<Result<Posted, (Posted, Vec<(String, String)>)>, Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let multipart = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    if !multipart {
        return Posted::from_request(request, &()).await.map(Ok).map_err(|_| Refusal::BadRequest);
    }
    let mut multipart =
        Multipart::from_request(request, &()).await.map_err(|_| Refusal::BadRequest)?;
    let (mut pairs, mut pictures, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(|_| Refusal::TooLarge)? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() {
            pairs.push((name, field.text().await.map_err(|_| Refusal::BadRequest)?));
            continue;
        }
        match photos::read(field).await {
            Ok(picture) => pictures.push((name, picture)),
            Err(error) => errors.push((name, error.to_string())),
        }
    }
    if !errors.is_empty() {
        return Ok(Err((Posted(pairs), errors)));
    }
    let draft = Draft::load(clinic, session, encounter).await?;
    let local = |state| clinic.local_dates(state);
    let chart = clinic.store().chart(&session.actor(), encounter, &local).await?;
    let chart = chart.ok_or(Refusal::NotFound)?;
    let asked = asked(&chart.encounter.state).ok_or(Refusal::ChangedElsewhere)?;
    for (name, picture) in pictures {
        let view = asked.questions.iter().zip(1..).find_map(|(question, number)| match question {
            Question::Photo { view, .. } if name == format!("answer-{number}") => {
                Some(view.clone())
            }
            Question::Photo { .. } | Question::Text { .. } => None,
        });
        let Some(view) = view else { continue };
        let on = draft.today(clinic);
        let kind = PhotoKind::Photo;
        let photo = photos::keep(clinic, session, encounter, kind, Some(view), picture, on).await?;
        pairs.push((name, photo.to_string()));
    }
    Ok(Ok(Posted(pairs)))
}

fn answers(questions: &[Question], posted: &Posted) -> (Vec<Answer>, Vec<(String, String)>) {
    let mut answers = Vec::new();
    let mut errors = Vec::new();
    for (index, question) in questions.iter().enumerate() {
        let name = format!("answer-{}", index + 1);
        match question {
            Question::Text { .. } => match words(posted.get(&name)) {
                Ok(text) => answers.push(Answer::Text { text }),
                Err(_) => {
                    let sentence = "Write an answer. It can have up to 2000 characters";
                    errors.push((name, sentence.to_owned()));
                }
            },
            Question::Photo { .. } => match posted.parse(&name) {
                Ok(photo) => answers.push(Answer::Photo { photo }),
                Err(_) => errors.push((name, "Choose a photo to send".to_owned())),
            },
        }
    }
    (answers, errors)
}

/// `POST /visits/{visit}/withdraw`
///
/// # Errors
/// When it is not the caller's.
pub async fn withdraw(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let change = change(encounter, &posted)?;
    match clinic.store().withdraw(&session.actor(), &change).await {
        Ok(_) => Ok(Redirect::to(&format!("/visits/{encounter}")).into_response()),
        Err(error) => refused(&clinic, &session, encounter, posted, error).await,
    }
}

/// `POST /visits/{visit}/relocate`
///
/// # Errors
/// When it is not the caller's, or no state was chosen.
pub async fn relocate(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let change = change(encounter, &posted)?;
    let Ok(location) = UsState::from_str(posted.get("new-state")) else {
        let errors = vec![("new-state".to_owned(), "Choose the state you are in now".to_owned())];
        let page = page(&clinic, &session, encounter, posted, errors).await?;
        return Ok(page.refused().into_response());
    };
    let attested = Attestation { location, on: clinic.today(location) };
    match clinic.store().relocate(&session.actor(), &change, &attested).await {
        Ok(_) => Ok(Redirect::to(&format!("/visits/{encounter}")).into_response()),
        Err(error) => refused(&clinic, &session, encounter, posted, error).await,
    }
}

/// `POST /visits/{visit}/confirm`: the patient is still where they said.
///
/// # Errors
/// When it is not the caller's.
pub async fn confirm(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let change = change(encounter, &posted)?;
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let location = draft.location()?;
    let attested = Attestation { location, on: clinic.today(location) };
    match clinic.store().confirm_location(&session.actor(), &change, &attested).await {
        Ok(_) => Ok(Redirect::to(&format!("/visits/{encounter}")).into_response()),
        Err(error) => refused(&clinic, &session, encounter, posted, error).await,
    }
}

async fn refused(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
    error: StoreError,
) -> Result<Response, Refusal> {
    match error {
        StoreError::Conflict { .. } | StoreError::Verb(_) => {
            conflict(clinic, session, encounter, posted).await
        }
        other => Err(other.into()),
    }
}

/// The forms of a visit that is still open.
#[must_use]
pub fn view_of(
    clinic: &Clinic,
    chart: &Chart,
    posted: &Posted,
    errors: &[(String, String)],
) -> View {
    let id = chart.encounter.id;
    let version = chart.encounter.version.to_string();
    let (moving, withdrawing) = (clinic.store().new_command(), clinic.store().new_command());
    let here = chart.encounter.location.name();
    let chosen = Some(posted.get("new-state").to_owned());
    let error = errors.iter().find(|(name, _)| name == "new-state");
    let error = error.map(|(_, sentence)| sentence.clone());
    let withdrawing_again = posted.get("what") == WITHDRAW;
    let open = error.is_some() || !posted.get("new-state").is_empty();
    Box::new(move || {
        let (chosen, error) = (chosen.clone(), error.clone());
        let (relocating, taking_back) = (version.clone(), version.clone());
        view! {
            <h2>"If something has changed"</h2>
            <Details summary="I am in another state now" open>
                <form method="post" action=format!("/visits/{id}/relocate") novalidate>
                    <input type="hidden" name="command" value=moving.to_string()/>
                    <input type="hidden" name="version" value=relocating/>
                    <p>{format!("You told us that you are in {here}.")}</p>
                    <Select
                        name="new-state"
                        label="The state you are in now"
                        options=state_options()
                        selected=chosen
                        error
                    />
                    <Button kind=ButtonKind::Secondary>"Tell the clinic"</Button>
                </form>
            </Details>
            <Details summary="I want to take this back" open=withdrawing_again>
                <form method="post" action=format!("/visits/{id}/withdraw")>
                    <input type="hidden" name="command" value=withdrawing.to_string()/>
                    <input type="hidden" name="what" value=WITHDRAW/>
                    <input type="hidden" name="version" value=taking_back/>
                    <p>"The clinic stops working on it. This cannot be undone."</p>
                    <Button kind=ButtonKind::Warning>"Take this visit back"</Button>
                </form>
            </Details>
        }
        .into_any()
    })
}
