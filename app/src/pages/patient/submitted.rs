//! After submitting: what happens next, by when, and what to do if it gets worse.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;

use super::{
    intake::Draft,
    notices::Notice,
    outlook,
    visit::{Standing, why::Why},
    visits::soon,
};
use crate::{
    clinic::Clinic,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{ButtonLink, Panel, PanelKind},
};

/// `GET /visits/{visit}/submitted`
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
        return Ok(Redirect::to(&format!("/visits/{encounter}/check")).into_response());
    }
    if draft.has_ended() {
        return Ok(Redirect::to(&format!("/visits/{encounter}")).into_response());
    }
    let standing = Standing::of(&clinic, &session, &draft).await?;
    let local = |state| clinic.local_dates(state);
    let chart = clinic.store().chart(&session.actor(), encounter, &local).await?;
    let (mut notices, mut why, mut is_on_its_way) = (Vec::new(), None, true);
    if let (Some(standing), Some(chart)) = (&standing, &chart) {
        notices = standing.notices(&draft, chart);
        why = standing.why(&clinic, &draft, chart);
        is_on_its_way = standing.is_on_its_way(&draft);
    }
    let done = if notices.is_empty() { "Nothing more to do for now." } else { "Please read on." };
    Ok(Page::new("We have what you sent", move || {
        let notices: Vec<AnyView> = notices.iter().map(Notice::view).collect();
        view! {
            <Panel kind=PanelKind::Done>
                <h1>"We have what you sent"</h1>
                <p>{done}</p>
            </Panel>
            {notices}
            {why.as_ref().map(Why::view)}
            <h2>"What happens next"</h2>
            <ol class="how">
                <li>"A clinician who is licensed in your state reads all of it."</li>
                {is_on_its_way.then(|| view! { <li>{soon()}</li> })}
                <li>
                    "We send you an e-mail when there is news. It does not say what it is about: \
                     sign in to read it."
                </li>
            </ol>
            <h2>"If it gets worse"</h2>
            <p>
                "Do not wait for us. If it is an emergency, call " <a href="tel:911">"911"</a>
                ". If you think about hurting yourself, call or text "
                <a href="tel:988">"988"</a> ". Otherwise call your own doctor."
            </p>
            <div class="actions">
                <ButtonLink href=format!("/visits/{encounter}")>"See your visit"</ButtonLink>
            </div>
        }
    })
    .into_response())
}

/// `GET /visits/{visit}/resume`: goes on where the patient stopped.
///
/// # Errors
/// When it is not the caller's.
pub async fn resume(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Redirect, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if draft.is_submitted() {
        return Ok(Redirect::to(&format!("/visits/{encounter}")));
    }
    Ok(Redirect::to(&outlook::onward(&clinic, &draft, draft.next()?).await?))
}
