//! One page of the questionnaire. The island posts the same form to the same address.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    questionnaire::{Page as QuestionnairePage, Response as Answers, form_pairs, parse_page},
    rules::{Effect, Outcome, Stop, Truth},
};
use leptos::prelude::*;
use store::{Change, Letter, PageSave, StoreError};

use super::{
    intake::{Draft, Stage},
    photos,
    step_form::StepForm,
};
use crate::{
    clinic::{Clinic, Settings},
    form::Posted,
    islands::wizard::Wizard,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::EmergencyBanner,
    wizard::{Line, Saved, Step},
};

/// `GET /visits/{visit}/steps/{number}`
///
/// # Errors
/// When it is not the caller's draft, or there is no such page.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if let Some(href) = not_yet(&draft) {
        return Ok(Redirect::to(&href).into_response());
    }
    let mut step = step(&clinic, &draft, number)?;
    if photos::is_photo_page(&step.page) {
        return photos::show(&clinic, &session, draft, step).await;
    }
    if let Some(kept) = session.take_kept(&clinic, &step.href()).await? {
        step.pairs = kept.form;
    }
    Ok(page(step).into_response())
}

/// `POST /visits/{visit}/steps/{number}`
///
/// # Errors
/// When it is not the caller's draft, or there is no such page.
pub async fn post(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let revision = posted.parse("revision").unwrap_or_default();
    Ok(match save(&clinic, &session, encounter, number, revision, &posted).await? {
        Saved::Elsewhere { href } => Redirect::to(&href).into_response(),
        Saved::Refused { step } => {
            let page = page(*step.clone()).refused();
            match step.theirs {
                Some(_) => page.status(StatusCode::CONFLICT).into_response(),
                None => page.into_response(),
            }
        }
    })
}

/// Saves one step of a draft. Only what this reads and decides counts,
/// whatever the browser said.
///
/// # Errors
/// When it is not the caller's draft, or there is no such page.
pub async fn save(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    number: usize,
    revision: i64,
    posted: &Posted,
) -> Result<Saved, Refusal> {
    let mut draft = Draft::load(clinic, session, encounter).await?;
    if let Some(href) = not_yet(&draft) {
        return Ok(Saved::Elsewhere { href });
    }
    let mut shown = step(clinic, &draft, number)?;
    shown.pairs = posted.0.iter().filter(|(name, _)| name != "revision").cloned().collect();
    let answers = match parse_page(&shown.page, &shown.pairs, &draft.response, shown.today) {
        Ok(answers) => answers,
        Err(errors) => {
            shown.errors = errors;
            shown.revision = revision;
            return Ok(Saved::Refused { step: Box::new(shown) });
        }
    };
    draft.response.replace_page(&shown.page, answers.clone());
    let evaluation = draft.assess(clinic)?.evaluation;
    let stops = evaluation.overall() == Outcome::Emergency;
    let mut reasons = evaluation.decisions.iter().flat_map(|decision| &decision.reasons);
    let lifeline = reasons
        .any(|reason| reason.truth == Truth::True && reason.effect == Effect::Stop(Stop::Call988));
    let save = PageSave {
        page: shown.page.link_id.to_string(),
        expected_revision: revision,
        answers: serde_json::to_value(&answers).map_err(|_| Refusal::Unavailable)?,
        red_flag: stops,
        place: None,
        crisis: lifeline.then(|| crisis(clinic)),
    };
    let amending = draft.is_submitted();
    match keep(clinic, session, &draft, &save).await {
        Ok(()) if stops => Ok(Saved::Elsewhere { href: format!("{}/emergency", shown.href()) }),
        Ok(()) if amending => Ok(Saved::Elsewhere { href: format!("/visits/{encounter}") }),
        Ok(()) => next(clinic, session, encounter, number).await,
        Err(StoreError::StalePage { current }) => {
            let draft = Draft::load(clinic, session, encounter).await?;
            shown.theirs = Some(lines(&shown.page, &draft.response));
            shown.revision = current;
            Ok(Saved::Refused { step: Box::new(shown) })
        }
        Err(error) => Err(error.into()),
    }
}

/// The letter to the operators: what it is about stands only behind the sign-in.
fn crisis(clinic: &Clinic) -> Letter {
    let Settings { name, public_url, .. } = clinic.settings();
    Letter {
        subject: format!("{name}: urgent, please look now"),
        body: format!(
            "Somebody needs a call from your clinic now. To see whom, sign in: \
             {public_url}/operator\n\nWe never write in an e-mail what it is about.\n"
        ),
    }
}

/// Saves a page of a draft; of a submitted visit it is an amendment.
///
/// # Errors
/// When another tab or device saved the page, or the visit moved on, in the meantime.
pub async fn keep(
    clinic: &Clinic,
    session: &Session,
    draft: &Draft,
    save: &PageSave,
) -> Result<(), StoreError> {
    let (actor, encounter) = (session.actor(), draft.intake.encounter);
    if !draft.is_submitted() {
        return clinic.store().save_page(&actor, encounter, save).await.map(|_| ());
    }
    let change = Change {
        command: clinic.store().new_command(),
        encounter,
        version: draft.intake.version,
        letter: None,
    };
    clinic.store().amend(&actor, &change, save).await.map(|_| ())
}

async fn next(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    number: usize,
) -> Result<Saved, Refusal> {
    let draft = Draft::load(clinic, session, encounter).await?;
    Ok(Saved::Elsewhere { href: draft.href(draft.after(Stage::Step(number))?) })
}

/// Where a draft must go first, before any question about health.
fn not_yet(draft: &Draft) -> Option<String> {
    if draft.is_submitted() {
        let visit = format!("/visits/{}", draft.intake.encounter);
        return (!draft.intake.state.is_open()).then_some(visit);
    }
    [Stage::Place, Stage::SignIn, Stage::About]
        .into_iter()
        .find(|stage| !draft.is_done(*stage))
        .map(|stage| draft.href(stage))
}

/// The step of this number as it stands.
///
/// # Errors
/// `NotFound` when there is no such page, or the answers skip it.
pub fn step(clinic: &Clinic, draft: &Draft, number: usize) -> Result<Step, Refusal> {
    let page = draft.page(number)?;
    Ok(Step {
        encounter: draft.intake.encounter,
        number,
        progress: draft.progress(Stage::Step(number)),
        back: if draft.is_submitted() {
            format!("/visits/{}", draft.intake.encounter)
        } else {
            draft.back(Stage::Step(number))
        },
        page: page.clone(),
        revision: draft.intake.page(page.link_id.as_str()).map_or(0, |page| page.revision),
        pairs: form_pairs(page, &draft.response),
        earlier: draft.response.clone(),
        today: draft.latest_date(clinic),
        errors: Vec::new(),
        theirs: None,
        amending: draft.is_submitted(),
    })
}

fn page(step: Step) -> Page {
    let title = step.page.heading().to_owned();
    Page::new(title, move || {
        let step = step.clone();
        view! { <Wizard/> <StepForm step/> }
    })
    .interactive()
}

/// The page's questions and answers in words.
pub fn lines(page: &QuestionnairePage, response: &Answers) -> Vec<Line> {
    page.items
        .iter()
        .filter_map(|item| {
            let answers: Vec<String> = response
                .get(item.link_id.as_str())
                .iter()
                .map(|answer| item.in_words(answer))
                .collect();
            (!answers.is_empty()).then(|| Line { question: item.text.clone(), answers })
        })
        .collect()
}

/// `GET /visits/{visit}/steps/{number}/emergency`: what to do now.
///
/// # Errors
/// When it is not the caller's draft.
pub async fn emergency(
    State(clinic): State<Clinic>,
    session: Session,
    At((encounter, number)): At<(EncounterId, usize)>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let assessment = draft.assess(&clinic)?;
    let Some((stop, reason)) = assessment.evaluation.stop() else {
        return Ok(Redirect::to(&format!("/visits/{encounter}/resume")).into_response());
    };
    let urgency = super::outlook::urgency(stop);
    let sentence = reason.patient.clone();
    let change = draft.href(Stage::Step(number));
    let page = Page::new("Get help now", move || {
        let sentence = sentence.clone();
        view! {
            <EmergencyBanner urgency heading=true>
                <p>{sentence}</p>
            </EmergencyBanner>
            <p>
                "We have stopped here, because waiting for an answer from us could harm you. What \
                 you filled in is saved."
            </p>
            <p>
                <a href=change.clone()>"I ticked this by mistake: change my answer"</a>
            </p>
        }
    });
    Ok(page.into_response())
}
