//! Told at once: what the place, the age and the sex at birth alone decide.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    place::UsState,
    relationship::Modality,
    rules::{Effect, EvaluationRecord, Outcome, Stop, Truth},
};
use leptos::prelude::*;

use super::{
    intake::{Draft, Stage},
    notices::where_to_turn,
    told,
    visit::why::Why,
};
use crate::{
    clinic::Clinic,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{Alert, AlertKind, BackLink, ButtonLink, Urgency},
};

/// `GET /visits/{visit}/outlook`: goes on at once where there is nothing to tell.
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if !draft.is_done(Stage::Place) {
        return Ok(Redirect::to(&draft.href(Stage::Place)).into_response());
    }
    if draft.is_submitted() {
        return Ok(Redirect::to(&draft.visit()).into_response());
    }
    if let Some(href) = draft.instead_of(Stage::Place) {
        return Ok(Redirect::to(&href).into_response());
    }
    let location = draft.location()?;
    let next = draft.href(draft.next()?);
    let served = is_served(&clinic, location).await?;
    // What is not told leaves no receipt.
    if served && !tells(&draft, &draft.assess(&clinic)?.evaluation) {
        return Ok(Redirect::to(&next).into_response());
    }
    let outlook = told::look(&clinic, &session, &draft).await?;
    let why = told::why(&clinic, &draft, &outlook);
    let evaluation = &outlook.evaluation;
    if !outlook.served {
        let name = location.name();
        let sentence = format!(
            "None of our clinicians has a license for {name} at the moment. By law, only a \
             clinician with one may treat you there."
        );
        let title = format!("We cannot help in {name} yet");
        return Ok(closed(&draft, title, vec![sentence], why).into_response());
    }
    if is_barred(evaluation) {
        let mut sentences: Vec<String> = evaluation
            .decisions
            .iter()
            .flat_map(|decision| &decision.reasons)
            .filter(|reason| {
                reason.truth == Truth::True
                    && matches!(reason.effect, Effect::Prohibit | Effect::Refer)
            })
            .map(|reason| reason.patient.clone())
            .collect();
        sentences.sort();
        sentences.dedup();
        let title = "We cannot help with this online".to_owned();
        return Ok(closed(&draft, title, sentences, why).into_response());
    }
    if !tells(&draft, evaluation) {
        return Ok(Redirect::to(&next).into_response());
    }
    Ok(visit_needed(&draft, location, evaluation.modality(), next, why).into_response())
}

/// Whether this page has anything to tell: what bars everything at any time, that a visit comes
/// first before the patient goes on.
fn tells(draft: &Draft, evaluation: &EvaluationRecord) -> bool {
    let first = draft.intake.page("about").is_none();
    is_barred(evaluation) || first && evaluation.modality() > Modality::Asynchronous
}

fn is_barred(evaluation: &EvaluationRecord) -> bool {
    matches!(evaluation.overall(), Outcome::Prohibited | Outcome::Refer)
}

fn visit_needed(
    draft: &Draft,
    location: UsState,
    modality: Modality,
    next: String,
    why: Option<Why>,
) -> Page {
    let back = draft.href(Stage::Place);
    let kind = kind_of_visit(modality);
    let name = location.name();
    Page::new("You will need a visit", move || {
        view! {
            <BackLink href=back.clone()/>
            <h1>{format!("In {name}, you will need {kind}")}</h1>
            <p>
                {format!(
                    "The rules of {name} ask for {kind} before a clinician may prescribe this. \
                     You can send us your answers now. A clinician reads them first, and then \
                     sets up the visit with you.",
                )}
            </p>
            <Alert kind=AlertKind::Info title="What this means for you">
                <p>"Nothing is prescribed before that visit has taken place."</p>
            </Alert>
            {why.as_ref().map(Why::view)}
            <div class="actions">
                <ButtonLink href=next.clone()>"Continue"</ButtonLink>
                <a class="quiet-link" href="/">"Not now"</a>
            </div>
        }
    })
}

/// Whether a clinician of this clinic is licensed in this state now.
///
/// # Errors
/// When the store is not there.
pub async fn is_served(clinic: &Clinic, location: UsState) -> Result<bool, Refusal> {
    let local = |state| clinic.local_dates(state);
    Ok(clinic.store().states_served(&local).await?.contains(&location))
}

/// "a video visit": what a patient calls the least modality.
#[must_use]
pub const fn kind_of_visit(modality: Modality) -> &'static str {
    match modality {
        Modality::Asynchronous => "no live visit",
        Modality::Audio => "a visit by telephone or video",
        Modality::Video => "a video visit",
        Modality::InPerson => "a visit in person",
    }
}

/// Which help a stop calls for.
#[must_use]
pub const fn urgency(stop: Stop) -> Urgency {
    match stop {
        Stop::Call911 => Urgency::Call911,
        Stop::Call988 => Urgency::Call988,
        Stop::EmergencyDepartment => Urgency::EmergencyDepartment,
        Stop::SameDay => Urgency::SameDay,
    }
}

fn closed(draft: &Draft, title: String, sentences: Vec<String>, why: Option<Why>) -> Page {
    let back = draft.href(Stage::Place);
    let about = draft.is_done(Stage::About).then(|| draft.href(Stage::About));
    let heading = title.clone();
    Page::new(title, move || {
        let sentences: Vec<AnyView> =
            sentences.iter().cloned().map(|text| view! { <p>{text}</p> }.into_any()).collect();
        view! {
            <BackLink href=back.clone()/>
            <h1>{heading.clone()}</h1>
            {sentences}
            {why.as_ref().map(Why::view)}
            <h2>"Where you can turn"</h2>
            {where_to_turn()}
            <p>"Did you choose the wrong state or date? " <a href=back.clone()>"Change it"</a></p>
            {about.clone().map(|about| {
                view! {
                    <p>
                        "Is your sex at birth wrong? "
                        <a href=about>"Change what you told us about you"</a>
                    </p>
                }
            })}
        }
    })
}
