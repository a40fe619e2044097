//! The consent to telehealth: a versioned text, signed by typing the name.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    consent::{Consent, ConsentText},
    ids::EncounterId,
};
use leptos::prelude::*;

use super::{
    frame::{Frame, Tried},
    intake::{Draft, Stage},
    outlook,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, ErrorSummary, TextField},
};

/// The code of the consent that every protocol asks for.
pub const TELEHEALTH: &str = "telehealth";

/// `GET /visits/{visit}/consent`
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
    if !draft.is_done(Stage::About) || draft.emergency.is_some() {
        return Ok(Redirect::to(&draft.href(draft.next()?)).into_response());
    }
    let kept = session.take_kept(&clinic, &draft.href(Stage::Consent)).await?;
    let posted = kept.map(|post| Posted(post.form)).unwrap_or_default();
    Ok(page(&clinic, &draft, posted, Tried::default())?.into_response())
}

/// `POST /visits/{visit}/consent`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn sign(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let profile = draft.profile.as_ref().ok_or(Refusal::NotFound)?;
    let text = text(&clinic)?;
    if draft.is_submitted() {
        return Ok(page(&clinic, &draft, posted, Tried::moved_on())?.conflicting());
    }
    // Nobody signs a wording that they have not seen.
    if posted.get("version") != text.version {
        return Ok(page(&clinic, &draft, posted, Tried::reworded())?.conflicting());
    }
    let signed = Consent::sign(&text, posted.get("name"), &profile.legal_name, clinic.now());
    let Ok(consent) = signed else {
        let sentence = format!("Type your name as you gave it: {}", profile.legal_name);
        let tried = Tried::wrong(vec![("name".to_owned(), sentence)]);
        return Ok(page(&clinic, &draft, posted, tried)?.refused().into_response());
    };
    clinic.store().sign_consent(&session.actor(), encounter, &consent).await?;
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let href = outlook::onward(&clinic, &draft, draft.after(Stage::Consent)?).await?;
    Ok(Redirect::to(&href).into_response())
}

fn text(clinic: &Clinic) -> Result<ConsentText, Refusal> {
    clinic.rulebook().pack.consent(TELEHEALTH).cloned().ok_or(Refusal::Unavailable)
}

fn page(clinic: &Clinic, draft: &Draft, posted: Posted, tried: Tried) -> Result<Page, Refusal> {
    let text = text(clinic)?;
    let frame = Frame::of(draft, Stage::Consent).button("Agree and continue");
    let (action, back) = (draft.href(Stage::Consent), draft.back(Stage::Consent));
    Ok(Page::new(text.title.clone(), move || {
        let error = tried.errors.first().map(|(_, sentence)| sentence.clone());
        let body: Vec<AnyView> =
            text.body.iter().cloned().map(|text| view! { <p>{text}</p> }.into_any()).collect();
        view! {
            <BackLink href=back.clone()/>
            {frame.progress()}
            <ErrorSummary errors=tried.errors.clone()/>
            {tried.notice()}
            <form method="post" action=action.clone() novalidate>
                <input type="hidden" name="version" value=text.version.clone()/>
                <h1>{text.title.clone()}</h1>
                {body}
                <TextField
                    name="name"
                    label="Type your full legal name to sign"
                    hint=format!("Signing means that you agree. Version {}", text.version)
                    value=posted.get("name").to_owned()
                    error
                    autocomplete="name"
                />
                {frame.actions()}
            </form>
        }
    }))
}
