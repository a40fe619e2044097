//! Where the patient is now, once more, just before sending.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::EncounterId, place::UsState};
use leptos::prelude::*;
use store::{PageSave, Place, StoreError};

use super::{
    frame::{Frame, Tried},
    intake::{Draft, Stage},
    keep::keep,
    outlook,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, ErrorSummary, OptionItem, RadioGroup},
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
    if draft.is_submitted() {
        return Ok(Redirect::to(&draft.visit()).into_response());
    }
    if !draft.is_done(Stage::Place) || draft.emergency.is_some() {
        return Ok(Redirect::to(&draft.href(draft.next()?)).into_response());
    }
    let kept = session.take_kept(&clinic, &draft.href(Stage::Location)).await?;
    let posted = kept.map(|post| Posted(post.form)).unwrap_or_default();
    Ok(page(&draft, &posted, Tried::default())?.into_response())
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
    let birth_date = draft.intake.birth_date.ok_or(Refusal::NotFound)?;
    if draft.is_submitted() {
        return Ok(page(&draft, &posted, Tried::moved_on())?.conflicting());
    }
    let stale = |draft: &Draft| {
        let here = draft.location()?.name().to_owned();
        let theirs = vec![("The state you are in".to_owned(), vec![here])];
        // "Yes" was said of another state.
        let blank = Posted::default();
        Ok(page(draft, &blank, Tried::elsewhere(theirs))?.conflicting())
    };
    if posted.get("shown") != location.code() {
        return stale(&draft);
    }
    match posted.get("here") {
        "yes" => {}
        "no" => return Ok(Redirect::to(&draft.href(Stage::Place)).into_response()),
        _ => {
            let sentence = format!("Choose whether you are in {} now", location.name());
            let errors = vec![("here".to_owned(), sentence)];
            let tried = Tried::wrong(errors);
            return Ok(page(&draft, &posted, tried)?.refused().into_response());
        }
    }
    let save = PageSave {
        page: "location".to_owned(),
        expected_revision: posted.parse("revision").unwrap_or_default(),
        answers: serde_json::json!({ "state": location.code(), "on": clinic.today(location) }),
        red_flag: false,
        place: Some(Place { location, birth_date, on: clinic.today(location) }),
        crisis: None,
    };
    match keep(&clinic, &session, &draft, &save).await {
        Ok(()) => {
            let draft = Draft::load(&clinic, &session, encounter).await?;
            let href = outlook::onward(&clinic, &draft, draft.after(Stage::Location)?).await?;
            Ok(Redirect::to(&href).into_response())
        }
        Err(StoreError::StalePage { .. }) => {
            stale(&Draft::load(&clinic, &session, encounter).await?)
        }
        Err(error) => Err(error.into()),
    }
}

fn page(draft: &Draft, posted: &Posted, tried: Tried) -> Result<Page, Refusal> {
    let state = draft.location()?;
    let name = state.name();
    let (action, back) = (draft.href(Stage::Location), draft.back(Stage::Location));
    let frame = Frame::of(draft, Stage::Location).button("Continue");
    let revision = draft.intake.page("location").map_or(0, |page| page.revision);
    let shown = UsState::code(state);
    let chosen = posted.get("here").to_owned();
    let question = format!("Are you in {name} right now?");
    Ok(Page::new(question.clone(), move || {
        let sentence = tried.errors.first().map(|(_, sentence)| sentence.clone());
        let options = vec![
            OptionItem::new("yes", format!("Yes, I am in {name}")),
            OptionItem::new("no", "No, I am somewhere else"),
        ];
        view! {
            <BackLink href=back.clone()/>
            {frame.progress()}
            <ErrorSummary errors=tried.errors.clone()/>
            {tried.notice()}
            <form method="post" action=action.clone() novalidate>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <input type="hidden" name="shown" value=shown/>
                <RadioGroup
                    name="here"
                    legend=question.clone()
                    hint="The law asks where you are, not where you live"
                    options
                    selected=Some(chosen.clone())
                    error=sentence
                    heading=true
                />
                {frame.actions()}
            </form>
        }
    }))
}
