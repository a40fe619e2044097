//! Told at once: what the place, the age and the sex at birth alone decide.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    place::UsState,
    relationship::Modality,
    rules::{Effect, Outcome, Stop, Truth},
};
use leptos::prelude::*;

use super::{
    intake::{Draft, Stage},
    notices::where_to_turn,
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
    if !is_served(&clinic, location).await? {
        return Ok(closed(
            &draft,
            format!("We cannot help in {} yet", location.name()),
            vec![format!(
                "None of our clinicians has a license for {} at the moment. By law, only a \
                 clinician with one may treat you there.",
                location.name()
            )],
        )
        .into_response());
    }
    let assessment = draft.assess(&clinic)?;
    let evaluation = &assessment.evaluation;
    if matches!(evaluation.overall(), Outcome::Prohibited | Outcome::Refer) {
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
        return Ok(
            closed(&draft, "We cannot help with this online".to_owned(), sentences).into_response()
        );
    }
    let modality = evaluation.modality();
    let next = draft.href(draft.next()?);
    if modality == Modality::Asynchronous || draft.intake.page("about").is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let kind = kind_of_visit(modality);
    let name = location.name();
    Ok(Page::new("You will need a visit", move || {
        view! {
            <BackLink href=format!("/visits/{encounter}/place")/>
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
            <div class="actions">
                <ButtonLink href=next.clone()>"Continue"</ButtonLink>
                <a class="quiet-link" href="/">"Not now"</a>
            </div>
        }
    })
    .into_response())
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

fn closed(draft: &Draft, title: String, sentences: Vec<String>) -> Page {
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
