//! One visit as its patient sees it: how it stands, the clinician's words, the
//! prescription, the questions to answer, and what can still be changed.

mod answer;
mod outcome;
mod respond;
mod verbs;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{encounter::State as EncounterState, ids::EncounterId};
use leptos::prelude::*;
use store::Chart;

pub use respond::respond;
pub use verbs::{relocate, withdraw};

use super::{intake::Draft, steps, visits::status};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{Alert, AlertKind, BackLink, Badge, Details, SummaryList, SummaryRow},
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
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if !draft.is_submitted() {
        return Ok(Redirect::to(&format!("/visits/{encounter}/resume")).into_response());
    }
    let kept = session.take_kept(&clinic, &format!("/visits/{encounter}/respond")).await?;
    let Some(kept) = kept else {
        let page = page(&clinic, &session, encounter, Posted::default(), Vec::new()).await?;
        return Ok(page.into_response());
    };
    respond::show_kept(&clinic, &session, encounter, Posted(kept.form)).await
}

/// The page, with what was typed and what is wrong with it.
async fn page(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
    errors: Vec<(String, String)>,
) -> Result<Page, Refusal> {
    let local = |state| clinic.local_dates(state);
    let chart = clinic
        .store()
        .chart(&session.actor(), encounter, &local)
        .await?
        .ok_or(Refusal::NotFound)?;
    let draft = Draft::load(clinic, session, encounter).await?;
    let protocol = draft.protocol()?;
    let title = protocol.title.clone();
    let zone = words::zone_of(chart.encounter.location);
    let (status, kind) = status(&chart.encounter.state);
    let sent = chart.encounter.state.waiting().map(|waiting| waiting.submitted_at);
    let sent = sent.unwrap_or(chart.created_at);
    let sent = format!("Sent {}", words::moment(sent, &zone));
    let outcome = outcome::view_of(clinic, &chart).await?;
    let question = answer::view_of(clinic, &draft, &chart, posted, errors)?;
    let answers = rows(&draft, &chart)?;
    let change = chart.encounter.state.name().is_open().then(|| verbs::view_of(clinic, &chart));
    let earlier = outcome::requests(&chart, &zone);
    let sends_photos = answer::asks_for_photo(&chart);
    let page = Page::new(title.clone(), move || {
        let answers: Vec<AnyView> = answers
            .iter()
            .cloned()
            .map(|(section, rows)| view! { <h3>{section}</h3> <SummaryList rows/> }.into_any())
            .collect();
        view! {
            <BackLink href="/visits"/>
            <h1>{title.clone()}</h1>
            <p><Badge kind=kind text=status/> " " <span class="quiet">{sent.clone()}</span></p>
            {question.as_ref().map(|view| view())}
            {outcome()}
            {earlier()}
            <h2>"What you told us"</h2>
            <Details summary="Show your answers">{answers}</Details>
            {change.as_ref().map(|view| view())}
        }
    });
    Ok(if sends_photos { page.interactive() } else { page })
}

/// The answers by section; while the visit is open each can be changed.
fn rows(draft: &Draft, chart: &Chart) -> Result<Vec<(String, Vec<SummaryRow>)>, Refusal> {
    let open = chart.encounter.state.name().is_open();
    let encounter = chart.encounter.id;
    let mut groups: Vec<(String, Vec<SummaryRow>)> = Vec::new();
    for (index, page) in draft.questionnaire()?.pages.iter().enumerate() {
        if !draft.asks(page) {
            continue;
        }
        let href = format!("/visits/{encounter}/steps/{}", index + 1);
        let rows: Vec<SummaryRow> = steps::lines(page, &draft.response)
            .into_iter()
            .map(|line| SummaryRow {
                change: open.then(|| (href.clone(), line.question.clone())),
                key: line.question,
                value: line.answers,
            })
            .collect();
        match groups.last_mut() {
            Some((section, group)) if section == page.section_name() => group.extend(rows),
            _ => groups.push((page.section_name().to_owned(), rows)),
        }
    }
    Ok(groups)
}

/// "This changed while you had it open", with the page as it stands now and what was typed.
async fn conflict(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    posted: Posted,
) -> Result<Response, Refusal> {
    let shown = page(clinic, session, encounter, posted, Vec::new()).await?;
    let interactive = shown.interactive;
    let view = std::sync::Arc::new(move || shown.view());
    let page = Page::new("This has changed", move || {
        let view = view.clone();
        view! {
            <Alert kind=AlertKind::Warning title="This has changed since you opened it">
                <p>"Nothing was written. This is how your visit stands now."</p>
            </Alert>
            {view()}
        }
    })
    .status(StatusCode::CONFLICT);
    let page = if interactive { page.interactive() } else { page };
    Ok(page.into_response())
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
