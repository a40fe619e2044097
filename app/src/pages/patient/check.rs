//! Check your answers, and send them.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;
use store::{Change, Letter, StoreError};

use super::{
    answers,
    intake::{Draft, Stage},
    notices::{About, Moment, Notice},
    outlook, told,
    visit::why::Why,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal, rules_since::RulesSince},
    session::Session,
    ui::{Alert, AlertKind, BackLink, Button, Progress, SummaryList},
};

/// `GET /visits/{visit}/check`
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
        return Ok(Redirect::to(&format!("/visits/{encounter}/submitted")).into_response());
    }
    if let Some(href) = draft.instead_of(Stage::Check) {
        return Ok(Redirect::to(&href).into_response());
    }
    let href = outlook::onward(&clinic, &draft, draft.next()?).await?;
    if href != draft.href(Stage::Check) {
        return Ok(Redirect::to(&href).into_response());
    }
    Ok(page(&clinic, &session, &draft, false).await?.into_response())
}

/// `POST /visits/{visit}/check`: submits. Twice is once.
///
/// # Errors
/// When it is not the caller's draft, or the store is not there.
pub async fn submit(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let confirmation = format!("/visits/{encounter}/submitted");
    if draft.is_submitted() {
        return Ok(Redirect::to(&confirmation).into_response());
    }
    if let Some(href) = draft.instead_of(Stage::Check) {
        return Ok(Redirect::to(&href).into_response());
    }
    let href = outlook::onward(&clinic, &draft, draft.next()?).await?;
    if href != draft.href(Stage::Check) {
        return Ok(Redirect::to(&href).into_response());
    }
    let command = posted.parse("command").map_err(|_| Refusal::BadRequest)?;
    let letter = Letter {
        subject: format!("{}: we have what you sent", clinic.settings().name),
        body: format!(
            "Thank you. A clinician will read what you sent, and we will write to you when there \
             is news.\n\nTo see how it stands: {}/visits\n",
            clinic.settings().public_url
        ),
    };
    let change = Change { command, encounter, version: draft.intake.version, letter: Some(letter) };
    match clinic.store().submit(&session.actor(), &change).await {
        Ok(_) => Ok(Redirect::to(&confirmation).into_response()),
        Err(StoreError::Duplicate(_)) => Ok(already_open().into_response()),
        Err(StoreError::Conflict { .. }) => {
            let draft = Draft::load(&clinic, &session, encounter).await?;
            Ok(page(&clinic, &session, &draft, true).await?.conflicting())
        }
        Err(error) => Err(error.into()),
    }
}

fn already_open() -> Page {
    Page::new("You have a visit for this already", || {
        view! {
            <h1>"You have a visit for this already"</h1>
            <p>
                "You sent us one about the same thing before, and we still work on it. This one \
                 was not sent. We keep it as a draft. You can add to the earlier visit. Or take \
                 that one back first, and then send this one."
            </p>
            <p>
                <a href="/visits">"Go to your visits"</a>
            </p>
        }
    })
    .status(StatusCode::CONFLICT)
}

async fn page(
    clinic: &Clinic,
    session: &Session,
    draft: &Draft,
    changed: bool,
) -> Result<Page, Refusal> {
    let groups = answers::sections(draft, true)?;
    let outlook = told::look(clinic, session, draft).await?;
    let place = (draft.location()?, outlook.served);
    let notices = Notice::all(&outlook.evaluation, &About::visit(draft), place, Moment::Draft);
    let why = told::why(clinic, draft, &outlook, None);
    let since = draft.rules_since(clinic).await?;
    let progress = draft.progress(Stage::Check);
    let (action, back) = (draft.href(Stage::Check), draft.back(Stage::Check));
    let command = clinic.store().new_command().to_string();
    Ok(Page::new("Check your answers", move || {
        let groups: Vec<AnyView> = groups
            .iter()
            .cloned()
            .map(|(title, rows)| view! { <h2>{title}</h2> <SummaryList rows/> }.into_any())
            .collect();
        let notices: Vec<AnyView> = notices.iter().map(Notice::view).collect();
        let changed = changed.then(|| {
            view! {
                <Alert kind=AlertKind::Warning title="Your answers have changed">
                    <p>
                        "You changed something in another tab or on another device, so nothing \
                         was sent yet. Check your answers again, and then send them."
                    </p>
                </Alert>
            }
        });
        view! {
            <BackLink href=back.clone()/>
            <Progress step=progress.step of=progress.of section=progress.section.clone()/>
            <h1>"Check your answers"</h1>
            {changed}
            {since.as_ref().and_then(RulesSince::to_patient)}
            {notices}
            {why.as_ref().map(Why::view)}
            {groups}
            <form method="post" action=action.clone()>
                <input type="hidden" name="command" value=command.clone()/>
                <h2>"Send it to the clinic"</h2>
                <p>
                    "Please send this only if it is true, as far as you know. You can still \
                     change it or add to it afterwards."
                </p>
                <div class="actions">
                    <Button>"Send to the clinic"</Button>
                </div>
            </form>
        }
    }))
}
