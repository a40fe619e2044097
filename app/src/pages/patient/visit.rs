//! One visit as its patient sees it: how it stands, the clinician's words, the
//! prescription, the questions to answer, and what can still be changed.

mod answer;
mod kept;
mod outcome;
mod pending;
mod respond;
mod unsent;
mod verbs;
pub mod why;

use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    encounter::{State as EncounterState, StateName, Verb},
    ids::{EncounterId, PhotoId},
};
use leptos::prelude::*;
pub use pending::Standing;
pub use respond::respond;
pub use verbs::{confirm, relocate, withdraw};
pub use why::receipt;

use super::{
    answers,
    intake::Draft,
    visits::{soon, status, until},
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{Alert, AlertKind, BackLink, Badge, Details, ErrorSummary, SummaryList},
    words,
};

/// `GET /visits/{visit}`
///
/// # Errors
/// When it is not the caller's.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if !draft.is_submitted() {
        return Ok(Redirect::to(&format!("/visits/{encounter}/resume")).into_response());
    }
    let saved = query.as_deref() == Some(SAVED);
    let kept = session.take_kept(&clinic, &format!("/visits/{encounter}/respond")).await?;
    if let Some(kept) = kept {
        return respond::show_kept(&clinic, &session, encounter, Posted(kept.form)).await;
    }
    let mut posted = Posted::default();
    for verb in ["relocate", "confirm", "withdraw"] {
        let path = format!("/visits/{encounter}/{verb}");
        if let Some(kept) = session.take_kept(&clinic, &path).await? {
            posted = Posted(kept.form);
        }
    }
    let page = page(&clinic, &session, encounter, posted, Vec::new()).await?;
    Ok(if saved { after_a_change(page) } else { page }.into_response())
}

/// The query of a visit's address that says: a change was saved.
pub const SAVED: &str = "saved";

/// The visit, after something of it was changed.
fn after_a_change(shown: Page) -> Page {
    shown.below(|| {
        view! {
            <Alert kind=AlertKind::Success title="Your change is saved">
                <p>"The clinician sees it."</p>
            </Alert>
        }
    })
}

/// The page, with what was typed and what is wrong with it.
async fn page(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
    errors: Vec<(String, String)>,
) -> Result<Page, Refusal> {
    let draft = Draft::load(clinic, session, encounter).await?;
    let standing = Standing::of(clinic, session, &draft).await?;
    let local = |state| clinic.local_dates(state);
    let chart = clinic.store().chart(&session.actor(), encounter, &local).await?;
    let Some(chart) = chart else {
        return if draft.has_ended() { Ok(unsent::page(&draft)) } else { Err(Refusal::NotFound) };
    };
    let protocol = draft.protocol();
    let title = protocol.title.clone();
    let zone = words::zone_of(chart.encounter.location);
    let (status, kind) = status(&chart.encounter.state);
    let submitted = chart.events.iter().find(|event| event.verb == Verb::Submit.as_str());
    let sent = submitted.map(|event| format!("Sent {}", words::moment(event.at, &zone)));
    let expiry = &clinic.settings().expiry;
    let state = chart.encounter.state.name();
    let until = match (&standing, state) {
        (Some(standing), StateName::AwaitingReview | StateName::InReview) => {
            standing.is_on_its_way(&draft).then(soon)
        }
        _ => until(state, chart.touched_at, expiry, &zone),
    };
    let alarm = open_emergency(&draft);
    let outcome = outcome::view_of(clinic, &chart).await?;
    let why = why::view_of(clinic, &chart);
    let kept = kept::view_of(&chart);
    let open = chart.encounter.state.name().is_open();
    let answers = answers::sections(&draft, open)?;
    let pending = match standing.filter(|_| open) {
        Some(standing) => Some(pending::view_of(clinic, &draft, &chart, &standing).await?),
        None => None,
    };
    let change = open.then(|| verbs::view_of(clinic, &chart, &posted, &errors));
    let question = answer::view_of(clinic, &draft, &chart, posted, errors.clone())?;
    let earlier = outcome::requests(&chart, &zone);
    let more = open.then_some("You can still change your answers, and add to them.");
    let sends_photos = answer::asks_for_photo(&chart);
    let page = Page::new(title.clone(), move || {
        let answers: Vec<AnyView> = answers
            .iter()
            .cloned()
            .map(|(section, rows)| view! { <h3>{section}</h3> <SummaryList rows/> }.into_any())
            .collect();
        view! {
            <BackLink href="/visits"/>
            <ErrorSummary errors=errors.clone()/>
            <h1>{title.clone()}</h1>
            {alarm.then(|| pending.as_ref().map(|view| view()))}
            <p><Badge kind=kind text=status/> " " <span class="quiet">{sent.clone()}</span></p>
            {until.clone().map(|until| view! { <p>{until}</p> })}
            {(!alarm).then(|| pending.as_ref().map(|view| view()))}
            {question.as_ref().map(|view| view())}
            {outcome()}
            {why()}
            {kept()}
            {earlier()}
            <h2>"What you told us"</h2>
            {more.map(|text| view! { <p>{text}</p> })}
            <Details summary="Show your answers">{answers}</Details>
            {change.as_ref().map(|view| view())}
        }
    });
    Ok(if sends_photos { page.interactive() } else { page })
}

/// An emergency in a visit that goes on stands above everything else.
const fn open_emergency(draft: &Draft) -> bool {
    draft.emergency.is_some() && draft.intake.state.is_open()
}

/// "This changed while you had it open", with the page as it stands now and what was typed.
async fn conflict(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
) -> Result<Response, Refusal> {
    let typed = typed(&posted);
    let shown = page(clinic, session, encounter, posted, Vec::new()).await?;
    let page = shown.below(move || {
        let typed: Vec<AnyView> = typed
            .iter()
            .cloned()
            .map(|text| view! { <blockquote class="words">{text}</blockquote> }.into_any())
            .collect();
        let yours = (!typed.is_empty()).then(|| view! { <p>"This is what you wrote:"</p> {typed} });
        view! {
            <Alert kind=AlertKind::Warning title="This has changed since you opened it">
                <p>"What you sent was not saved. Below is how your visit stands now."</p>
                {yours}
            </Alert>
        }
    });
    Ok(page.titled("This has changed").status(StatusCode::CONFLICT).into_response())
}

/// The words that somebody typed into the answer's form.
fn typed(posted: &Posted) -> Vec<String> {
    let answers = posted.0.iter().filter(|(name, _)| name.starts_with("answer-"));
    let words = answers.map(|(_, text)| text.trim()).filter(|text| {
        // A photo stands there by its id.
        !text.is_empty() && text.parse::<PhotoId>().is_err()
    });
    words.map(ToOwned::to_owned).collect()
}

/// Whether the patient owes an answer.
const fn asked(state: &EncounterState) -> Option<&domain::encounter::Asked> {
    match state {
        EncounterState::AwaitingPatient { asked, .. } => Some(asked),
        EncounterState::Draft
        | EncounterState::AwaitingReview { .. }
        | EncounterState::InReview { .. }
        | EncounterState::AwaitingVisit { .. }
        | EncounterState::Prescribed { .. }
        | EncounterState::Declined { .. }
        | EncounterState::Withdrawn { .. }
        | EncounterState::Expired { .. } => None,
    }
}
