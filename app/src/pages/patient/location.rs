//! Where the patient is now, once more, just before sending.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;
use store::{Attestation, PageSave};

use super::intake::{Draft, Stage};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, Button, ErrorSummary, OptionItem, Progress, RadioGroup},
};

/// `GET /visits/{visit}/location`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if !draft.is_done(Stage::Place) || draft.is_submitted() {
        return Ok(Redirect::to(&draft.href(draft.next()?)).into_response());
    }
    Ok(page(&draft, false)?.into_response())
}

/// `POST /visits/{visit}/location`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn confirm(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let location = draft.location()?;
    match posted.get("here") {
        "yes" => {}
        "no" => return Ok(Redirect::to(&draft.href(Stage::Place)).into_response()),
        _ => return Ok(page(&draft, true)?.refused().into_response()),
    }
    let actor = session.actor();
    let attestation = Attestation { location, on: clinic.today(location) };
    clinic.store().confirm_draft_location(&actor, encounter, &attestation).await?;
    let save = PageSave {
        page: "location".to_owned(),
        expected_revision: draft.intake.page("location").map_or(0, |page| page.revision),
        answers: serde_json::json!({ "state": location.code() }),
        red_flag: false,
        place: None,
        crisis: None,
    };
    clinic.store().save_page(&actor, encounter, &save).await?;
    let draft = Draft::load(&clinic, &session, encounter).await?;
    Ok(Redirect::to(&draft.href(draft.after(Stage::Location)?)).into_response())
}

fn page(draft: &Draft, missing: bool) -> Result<Page, Refusal> {
    let name = draft.location()?.name();
    let progress = draft.progress(Stage::Location);
    let (action, back) = (draft.href(Stage::Location), draft.back(Stage::Location));
    let question = format!("Are you in {name} right now?");
    Ok(Page::new(question.clone(), move || {
        let sentence = format!("Choose whether you are in {name} now");
        let errors = if missing { vec![("here".to_owned(), sentence.clone())] } else { Vec::new() };
        let options = vec![
            OptionItem::new("yes", format!("Yes, I am in {name}")),
            OptionItem::new("no", "No, I am somewhere else"),
        ];
        view! {
            <BackLink href=back.clone()/>
            <Progress step=progress.step of=progress.of section=progress.section.clone()/>
            <ErrorSummary errors/>
            <form method="post" action=action.clone() novalidate>
                <RadioGroup
                    name="here"
                    legend=question.clone()
                    hint="The law asks where you are, not where you live"
                    options
                    error=missing.then_some(sentence)
                    heading=true
                />
                <div class="actions">
                    <Button>"Continue"</Button>
                </div>
            </form>
        }
    }))
}
