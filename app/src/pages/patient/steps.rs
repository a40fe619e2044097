//! One page of the questionnaire. The island posts the same form to the same address.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    questionnaire::{
        FieldError, Page as QuestionnairePage, PageRead, Response as Answers, form_pairs,
    },
    rules::{Effect, EvaluationRecord, Outcome, RuleId, Stop, Truth},
};
use leptos::prelude::*;
use store::{Alarm, Letter, PageSave, StoreError};

pub use super::keep::keep;
use super::{
    intake::{Draft, Stage},
    outlook, photos,
    step_form::StepForm,
};
use crate::{
    clinic::{Clinic, Settings},
    form::Posted,
    islands::wizard::Wizard,
    page::Page,
    pages::{At, Refusal},
    session::Session,
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
    if let Some(href) = not_yet(&draft).or_else(|| draft.instead_of(Stage::Step(number))) {
        return Ok(Redirect::to(&href).into_response());
    }
    let mut step = step(&clinic, &draft, number)?;
    if photos::is_photo_page(&step.page) {
        return photos::show(&clinic, &session, draft, step).await;
    }
    if let Some(kept) = session.take_kept(&clinic, &step.href()).await? {
        let kept = Posted(kept.form);
        if kept.parse::<i64>("revision") != Ok(step.revision) {
            step.theirs = Some(lines(&step.page, &draft.response));
        }
        step.pairs = kept.0;
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
            if step.theirs.is_some() || step.ended {
                page.status(StatusCode::CONFLICT).into_response()
            } else {
                page.into_response()
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
    if let Some(href) = not_yet(&draft).filter(|_| !draft.has_ended()) {
        return Ok(Saved::Elsewhere { href });
    }
    let mut shown = step(clinic, &draft, number)?;
    shown.pairs = posted.0.iter().filter(|(name, _)| name != "revision").cloned().collect();
    shown.revision = revision;
    if draft.has_ended() {
        shown.ended = true;
        return Ok(Saved::Refused { step: Box::new(shown) });
    }
    let PageRead { heard: mut answers, errors, .. } = shown.read();
    draft.response.replace_page(&shown.page, answers.clone());
    let evaluation = draft.assess(clinic)?.evaluation;
    let red_flag = evaluation.overall() == Outcome::Emergency;
    if !errors.is_empty() {
        if !red_flag {
            shown.errors = errors;
            return Ok(Saved::Refused { step: Box::new(shown) });
        }
        // An emergency is kept and told at once; what else is wrong with the page can wait.
        for FieldError { link_id, .. } in errors {
            if answers.get(link_id.as_str()).is_empty() {
                let before = shown.earlier.get(link_id.as_str()).to_vec();
                answers.set(link_id, before);
            }
        }
    }
    let dangers = dangers(&evaluation, draft.is_submitted());
    let save = PageSave {
        page: shown.page.link_id.to_string(),
        expected_revision: revision,
        answers: serde_json::to_value(&answers).map_err(|_| Refusal::Unavailable)?,
        red_flag,
        place: None,
        crisis: (!dangers.is_empty()).then(|| Alarm { dangers, letter: crisis(clinic) }),
    };
    match keep(clinic, session, &draft, &save).await {
        Ok(()) => next(clinic, session, encounter, number).await,
        Err(StoreError::StalePage { current }) => {
            let draft = Draft::load(clinic, session, encounter).await?;
            shown.theirs = Some(lines(&shown.page, &draft.response));
            shown.revision = current;
            Ok(Saved::Refused { step: Box::new(shown) })
        }
        Err(StoreError::Verb(_)) => {
            shown.ended = true;
            Ok(Saved::Refused { step: Box::new(shown) })
        }
        Err(error) => Err(error.into()),
    }
}

/// The rules that call for a call from the clinic: while it is a draft, those that send
/// somebody to the lifeline; once it is sent, all that stop, since no clinician may be
/// looking at it.
fn dangers(evaluation: &EvaluationRecord, sent: bool) -> BTreeSet<RuleId> {
    let reasons = evaluation.decisions.iter().flat_map(|decision| &decision.reasons);
    let stops = reasons.filter(|reason| reason.truth == Truth::True).filter(
        |reason| matches!(&reason.effect, Effect::Stop(stop) if sent || *stop == Stop::Call988),
    );
    stops.map(|reason| reason.rule.clone()).collect()
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

async fn next(
    clinic: &Clinic,
    session: &Session,
    encounter: EncounterId,
    number: usize,
) -> Result<Saved, Refusal> {
    let draft = Draft::load(clinic, session, encounter).await?;
    Ok(Saved::Elsewhere {
        href: match draft.is_submitted() {
            true => draft.after_amending(),
            false => outlook::onward(clinic, &draft, draft.after(Stage::Step(number))?).await?,
        },
    })
}

/// Where a draft must go first, before any question about health.
fn not_yet(draft: &Draft) -> Option<String> {
    if draft.is_submitted() {
        return draft.has_ended().then(|| draft.visit());
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
        back: draft.back(Stage::Step(number)),
        page: page.clone(),
        revision: draft.intake.page(page.link_id.as_str()).map_or(0, |page| page.revision),
        pairs: form_pairs(page, &draft.response),
        earlier: draft.response.clone(),
        today: draft.latest_date(clinic),
        urgent: draft.can_stop_on(page),
        errors: Vec::new(),
        theirs: None,
        amending: draft.is_submitted(),
        ended: false,
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
