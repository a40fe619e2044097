//! What a patient can still do after submitting: move, take it back.

use std::str::FromStr;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::EncounterId, place::UsState};
use leptos::prelude::*;
use store::{Attestation, Change, Chart, StoreError};

use super::{conflict, page};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        At, Refusal,
        patient::{intake::Draft, visit_view::View},
    },
    session::Session,
    ui::{Button, ButtonKind, Details, Select, state_options},
};

/// Marks the form that takes a visit back, so that it stands open again after a new code.
const WITHDRAW: &str = "withdraw";

/// What the form's hidden fields say of the visit that was shown.
pub(super) fn change(encounter: EncounterId, posted: &Posted) -> Result<Change, Refusal> {
    let command = posted.parse("command").map_err(|_| Refusal::BadRequest)?;
    let version = posted.parse("version").map_err(|_| Refusal::BadRequest)?;
    Ok(Change { command, encounter, version, letter: None })
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
    let mut change = change(encounter, &posted)?;
    let location = Draft::load(&clinic, &session, encounter).await?.location()?;
    let (actor, attested) = (session.actor(), Attestation { location, on: clinic.today(location) });
    let mut done = clinic.store().confirm_location(&actor, &change, &attested).await;
    // Whatever a clinician did meanwhile, the answer is still to what was asked.
    if let Err(StoreError::Conflict { current }) = done
        && posted.get("asked") == location.code()
    {
        change.version = current;
        done = clinic.store().confirm_location(&actor, &change, &attested).await;
    }
    match done {
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
