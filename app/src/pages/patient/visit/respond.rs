//! Answering a request for information, with the photos that it asks for.
//!
//! Everything is looked at before anything is written. Good photos of a form
//! that is refused are on record by then and stand for nothing: the page that
//! comes back names them, so that nobody has to send them again.

use std::str::FromStr;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    encounter::{
        Answer, Question, QuestionError,
        request::{MAX_LENGTH, words},
    },
    ids::EncounterId,
    place::UsState,
};
use store::{Attestation, Chart, StoreError};

use super::{
    answer::{field, kept_field},
    asked, conflict, page,
    verbs::change,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    images::{ImageError, Picture},
    pages::{
        At, Refusal,
        patient::photos::receive::{self, Kept, Received, Shows},
    },
    session::Session,
};

type Errors = Vec<(String, String)>;

/// What answers one question.
enum Reply {
    Text(String),
    /// A picture that has just arrived, in the place of one that did before.
    New {
        picture: Picture,
        view: String,
        earlier: Option<Kept>,
    },
    /// A picture that arrived with a form that was refused.
    Kept(Kept),
    /// Nothing that can be taken.
    Missing,
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
    // Whose visit it is comes before what is sent to it.
    chart(&clinic, &session, encounter).await?;
    let received = receive::form(request).await?;
    // Carried through even when the sender is gone by now: a lost answer is no lost photo.
    let answer = async move { answer(&clinic, &session, encounter, received).await };
    tokio::spawn(answer).await.map_err(|_| Refusal::Unavailable)?
}

/// The page with what was typed before the session ended; a file is not among it.
///
/// # Errors
/// When it is not the caller's.
pub(super) async fn show_kept(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
) -> Result<Response, Refusal> {
    let chart = chart(clinic, session, encounter).await?;
    let questions = asked(&chart.encounter.state).map(|asked| asked.questions.as_slice());
    let errors = questions
        .unwrap_or_default()
        .iter()
        .zip(1..)
        .filter(|(question, _)| matches!(question, Question::Photo { .. }))
        .map(|(_, number)| field(number))
        .filter(|name| posted.get(&kept_field(name)).is_empty())
        .map(|name| {
            let sentence = "Choose the photo again. You were signed out before it arrived, so we \
                            do not have it";
            (name, sentence.to_owned())
        })
        .collect();
    Ok(page(clinic, session, encounter, posted, errors).await?.into_response())
}

async fn chart(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
) -> Result<Chart, Refusal> {
    let local = |state| clinic.local_dates(state);
    let chart = clinic.store().chart(&session.actor(), encounter, &local).await?;
    chart.ok_or(Refusal::NotFound)
}

async fn answer(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    mut received: Received,
) -> Result<Response, Refusal> {
    let there = format!("/visits/{encounter}");
    let chart = chart(clinic, session, encounter).await?;
    let Some(asked) = asked(&chart.encounter.state) else {
        return Ok(Redirect::to(&there).into_response());
    };
    let (mut replies, mut errors) = (Vec::new(), Vec::new());
    for (question, number) in asked.questions.iter().zip(1..) {
        let at = (encounter, field(number));
        match reply(clinic, session, at, question, &mut received).await? {
            Ok(reply) => replies.push(reply),
            Err((reply, error)) => {
                replies.push(reply);
                errors.push(error);
            }
        }
    }
    let mut posted = received.posted;
    let here = whereabouts(&chart, &posted, &mut errors);
    let change = change(encounter, &posted)?;
    let (answers, new) = keep(clinic, session, &chart, replies, &mut posted).await?;
    let (Some(location), true) = (here, errors.is_empty()) else {
        let page = page(clinic, session, encounter, posted, errors).await?;
        return Ok(page.refused().into_response());
    };
    let attested = Attestation { location, on: clinic.today(location) };
    match clinic.store().respond(&session.actor(), &change, answers, &attested).await {
        Ok(_) => Ok(Redirect::to(&there).into_response()),
        Err(
            StoreError::Conflict { .. }
            | StoreError::Verb(_)
            | StoreError::CommandReused
            | StoreError::Incomplete(_),
        ) => {
            let chart = self::chart(clinic, session, encounter).await?;
            if super::asked(&chart.encounter.state).is_none() {
                discard(clinic, session, new).await;
            }
            conflict(clinic, session, encounter, posted).await
        }
        Err(error) => {
            discard(clinic, session, new).await;
            Err(error.into())
        }
    }
}

async fn discard(clinic: &Clinic, session: &Session, new: Vec<Kept>) {
    for kept in new {
        kept.discard(clinic, session).await;
    }
}

/// What answers a question, or what is wrong with that and which photo it leaves standing.
async fn reply(
    clinic: &Clinic,
    session: &Session,
    (encounter, name): (EncounterId, String),
    question: &Question,
    received: &mut Received,
) -> Result<Result<Reply, (Reply, (String, String))>, Refusal> {
    let view = match question {
        Question::Text { .. } => {
            return Ok(match words(received.posted.get(&name)) {
                Ok(text) => Ok(Reply::Text(text)),
                Err(error) => {
                    let sentence = match error {
                        QuestionError::TooLong => {
                            format!("Shorten your answer to {MAX_LENGTH} characters or fewer")
                        }
                        QuestionError::Blank
                        | QuestionError::NothingAsked
                        | QuestionError::TooMany
                        | QuestionError::Unanswered
                        | QuestionError::OtherKind => "Write an answer".to_owned(),
                    };
                    Err((Reply::Missing, (name, sentence)))
                }
            });
        }
        Question::Photo { view, .. } => view.clone(),
    };
    let earlier = match received.posted.parse(&kept_field(&name)) {
        Ok(photo) => Kept::earlier(clinic, session, encounter, (photo, &view)).await?,
        Err(_) => None,
    };
    Ok(match (received.take(&name), earlier) {
        (Ok(picture), earlier) => Ok(Reply::New { picture, view, earlier }),
        (Err(ImageError::Empty), Some(kept)) => Ok(Reply::Kept(kept)),
        (Err(ImageError::Empty), None) => {
            Err((Reply::Missing, (name, "Choose a photo to send".to_owned())))
        }
        (Err(error), earlier) => {
            let reply = earlier.map_or(Reply::Missing, Reply::Kept);
            Err((reply, (name, error.to_string())))
        }
    })
}

/// Where the patient is now, or what is wrong with what they said of it.
fn whereabouts(chart: &Chart, posted: &Posted, errors: &mut Errors) -> Option<UsState> {
    let here = match posted.get("here") {
        "yes" => Some(chart.encounter.location),
        "no" => UsState::from_str(posted.get("state")).ok(),
        _ => None,
    };
    if here.is_none() {
        let field = if posted.get("here") == "no" { "state" } else { "here" };
        errors.push((field.to_owned(), "Choose where you are now".to_owned()));
    }
    here
}

/// Puts the new pictures on record, and their ids among what was posted: the answers, and
/// what was new.
async fn keep(
    clinic: &Clinic,
    session: &Session,
    chart: &Chart,
    replies: Vec<Reply>,
    posted: &mut Posted,
) -> Result<(Vec<Answer>, Vec<Kept>), Refusal> {
    let on = clinic.today(chart.encounter.location);
    let (mut answers, mut new) = (Vec::new(), Vec::new());
    for (reply, number) in replies.into_iter().zip(1..) {
        let name = kept_field(&field(number));
        posted.0.retain(|(field, _)| *field != name);
        let kept = match reply {
            Reply::Missing => continue,
            Reply::Text(text) => {
                answers.push(Answer::Text { text });
                continue;
            }
            Reply::Kept(kept) => kept,
            Reply::New { picture, view, earlier } => {
                let shown = (picture, Shows::View(view));
                let kept = Kept::keep(clinic, session, chart.encounter.id, shown, on).await?;
                if let Some(earlier) = earlier {
                    earlier.discard(clinic, session).await;
                }
                new.push(kept);
                kept
            }
        };
        posted.0.push((name, kept.photo.to_string()));
        answers.push(Answer::Photo { photo: kept.photo });
    }
    Ok((answers, new))
}
