//! Throwing a draft away, after one more question.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{actor::Actor, ids::EncounterId};
use leptos::prelude::*;

use super::intake::Draft;
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, Button, ButtonKind},
};

/// `GET /visits/{visit}/discard`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if draft.is_submitted() {
        return Ok(Redirect::to(&draft.visit()).into_response());
    }
    let title = draft.protocol().title.clone();
    let action = format!("/visits/{encounter}/discard");
    let resume = format!("/visits/{encounter}/resume");
    Ok(Page::new("Delete this draft?", move || {
        view! {
            <BackLink href=resume.clone()/>
            <h1>"Delete this draft?"</h1>
            <p>{format!("This is your draft about: {title}.")}</p>
            <p>
                "It was never sent. If you delete it, you cannot open it or send it any more. \
                 To see a clinician about this later, you start again."
            </p>
            <form method="post" action=action.clone()>
                <input type="hidden" name="draft" value=encounter.to_string()/>
                <div class="actions">
                    <Button kind=ButtonKind::Warning>"Delete it"</Button>
                    <a class="quiet-link" href=resume.clone()>"Keep it and go on"</a>
                </div>
            </form>
        }
    })
    .into_response())
}

/// `POST /visits/{visit}/discard`. Twice is once.
///
/// # Errors
/// When it is not the caller's draft, or the form does not name it.
pub async fn discard(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Redirect, Refusal> {
    let actor = session.actor();
    let intake = clinic.store().intake(&actor, encounter).await?.ok_or(Refusal::NotFound)?;
    if posted.parse::<EncounterId>("draft") != Ok(encounter) {
        return Err(Refusal::BadRequest);
    }
    if intake.state == domain::encounter::StateName::Draft {
        clinic.store().discard_draft(&actor, encounter).await?;
    }
    let list = match actor {
        Actor::Patient(_) => "/visits",
        Actor::Visitor(_) | Actor::Clinician(_) | Actor::Operator(_) | Actor::System => "/",
    };
    Ok(Redirect::to(list))
}
