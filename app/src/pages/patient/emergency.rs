//! A stop holds: what to do now, and the way back to the answer that raised it.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;

use super::intake::{Draft, Emergency, Stage};
use crate::{
    clinic::Clinic,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::EmergencyBanner,
};

/// `GET /visits/{visit}/steps/{number}/now`: what to do now. The address
/// says nothing of why: it stays in the browser's history.
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let Some(emergency) = draft.emergency.clone() else {
        return Ok(Redirect::to(&format!("/visits/{encounter}/resume")).into_response());
    };
    if emergency.raised_at.number() != number {
        return Ok(Redirect::to(&draft.href(Stage::Emergency)).into_response());
    }
    let change = draft.href(emergency.raised_at);
    let submitted = draft.is_submitted();
    let page = Page::new("Get help now", move || {
        let stopped = if submitted {
            "Do not wait for an answer from us: that could harm you. What you told us is saved, \
             and the clinic sees it."
        } else {
            "We have stopped here. Waiting for an answer from us could harm you. What you told \
             us is saved."
        };
        view! { {banner(&emergency, true)} <p>{stopped}</p> {mistaken(&change)} }
    });
    Ok(page.into_response())
}

/// What to do now, and why.
pub fn banner(emergency: &Emergency, heading: bool) -> AnyView {
    let sentence = emergency.sentence.clone();
    view! {
        <EmergencyBanner urgency=emergency.stop.into() heading>
            <p>{sentence}</p>
        </EmergencyBanner>
    }
    .into_any()
}

/// The way back to the answer that raised it.
pub fn mistaken(change: &str) -> AnyView {
    view! {
        <p>
            <a href=change.to_owned()>"I chose this by mistake: change my answer"</a>
        </p>
    }
    .into_any()
}

impl Draft {
    /// Where the reader of this stage is sent while a stop holds: to what to do
    /// now, except at the stage that raised it, where the answer can be changed.
    #[must_use]
    pub fn instead_of(&self, stage: Stage) -> Option<String> {
        let emergency = self.emergency.as_ref()?;
        (emergency.raised_at != stage).then(|| self.href(Stage::Emergency))
    }
}
