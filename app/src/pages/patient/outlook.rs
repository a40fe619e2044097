//! Told at once: what the place, the age and the sex at birth alone decide.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::EncounterId,
    place::UsState,
    relationship::Modality,
    rules::{Basis, Effect, EvaluationRecord, Jurisdiction, Requirement, Truth},
};
use leptos::prelude::*;

use super::{
    intake::{Draft, Stage},
    notices::{closed as not_open, is_barred, stands_against, where_to_turn},
    told,
    visit::why::Why,
};
use crate::{
    clinic::Clinic,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{Alert, AlertKind, BackLink, ButtonLink},
};

/// `GET /visits/{visit}/outlook`: goes on at once where there is nothing to tell.
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if !draft.is_done(Stage::Place) {
        return Ok(Redirect::to(&draft.href(Stage::Place)).into_response());
    }
    if draft.is_submitted() {
        return Ok(Redirect::to(&draft.visit()).into_response());
    }
    if let Some(href) = draft.instead_of(Stage::Place) {
        return Ok(Redirect::to(&href).into_response());
    }
    let location = draft.location()?;
    let next = draft.href(draft.next()?);
    let served = is_served(&clinic, location).await?;
    // What is not told leaves no receipt.
    if served && !tells(&draft, &draft.assess(&clinic)?.evaluation) {
        return Ok(Redirect::to(&next).into_response());
    }
    let outlook = told::look(&clinic, &session, &draft).await?;
    let why = told::why(&clinic, &draft, &outlook, None);
    let evaluation = &outlook.evaluation;
    if !outlook.served {
        let name = location.name();
        let sentence = format!(
            "None of our clinicians has a license for {name} at the moment. By law, only a \
             clinician with one may treat you there."
        );
        let title = format!("We cannot help in {name} yet");
        return Ok(closed(&draft, title, kept(&draft, sentence), why).into_response());
    }
    if let Some(sentence) = not_open(evaluation) {
        let title = format!("We cannot help in {} yet", location.name());
        let sentences = kept(&draft, sentence.to_owned());
        return Ok(closed(&draft, title, sentences, why).into_response());
    }
    if is_barred(evaluation) {
        let reasons = evaluation.decisions.iter().flat_map(|decision| &decision.reasons);
        let against = reasons.filter(|reason| stands_against(reason));
        let mut sentences: Vec<String> = against.map(|reason| reason.patient.clone()).collect();
        sentences.sort();
        sentences.dedup();
        let title = "We cannot help with this online".to_owned();
        return Ok(closed(&draft, title, sentences, why).into_response());
    }
    if !tells(&draft, evaluation) {
        return Ok(Redirect::to(&next).into_response());
    }
    let asks = Asks::of(&clinic, evaluation);
    Ok(visit_needed(&draft, (location, asks), evaluation.modality(), next, why).into_response())
}

/// Whoever has begun to answer hears that nothing is lost.
fn kept(draft: &Draft, sentence: String) -> Vec<String> {
    let begun = draft.intake.page("about").is_some();
    let kept = "What you have told us so far is kept.";
    [sentence].into_iter().chain(begun.then(|| kept.to_owned())).collect()
}

/// Whether this page has anything to tell: what bars everything at any time, that a visit comes
/// first before the patient goes on.
fn tells(draft: &Draft, evaluation: &EvaluationRecord) -> bool {
    let first = draft.intake.page("about").is_none();
    is_barred(evaluation) || first && evaluation.modality() > Modality::Asynchronous
}

/// Where a draft goes on: at this stage, or, where the clinic has closed the patient's state
/// meanwhile or has nobody there any more, where that is told. An emergency comes first.
///
/// # Errors
/// When the store is not there.
pub async fn onward(clinic: &Clinic, draft: &Draft, stage: Stage) -> Result<String, Refusal> {
    let Ok(location) = draft.location() else { return Ok(draft.href(stage)) };
    let told = matches!(stage, Stage::Place | Stage::Emergency);
    if told || is_open(clinic, draft, location).await? {
        return Ok(draft.href(stage));
    }
    Ok(format!("/visits/{}/outlook", draft.intake.encounter))
}

/// Whether somebody here is licensed there, and a rule opens it.
async fn is_open(clinic: &Clinic, draft: &Draft, location: UsState) -> Result<bool, Refusal> {
    Ok(is_served(clinic, location).await? && not_open(&draft.assess(clinic)?.evaluation).is_none())
}

/// Who asks for the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asks {
    /// No law: the clinic's own caution, everywhere.
    Clinic,
    /// The same, in this state.
    ClinicHere,
    FederalLaw,
    State,
}

impl Asks {
    /// The one that weighs most of those that ask for the visit that is needed.
    fn of(clinic: &Clinic, evaluation: &EvaluationRecord) -> Self {
        let (pack, needed) = (&clinic.rulebook().pack, evaluation.modality());
        evaluation
            .decisions
            .iter()
            .filter(|decision| decision.modality == needed)
            .flat_map(|decision| &decision.reasons)
            .filter(|reason| {
                let asked = Effect::Require(Requirement::Modality(needed));
                reason.truth == Truth::True && reason.effect == asked
            })
            .filter_map(|reason| pack.rule(&reason.rule))
            .map(|rule| match (rule.jurisdiction, rule.basis) {
                (Jurisdiction::Federal, Basis::Statute | Basis::Regulation) => Self::FederalLaw,
                (Jurisdiction::Federal, Basis::Label | Basis::Guideline | Basis::Policy) => {
                    Self::Clinic
                }
                (Jurisdiction::State(_), Basis::Policy) => Self::ClinicHere,
                // A state's guideline is its board's word.
                (
                    Jurisdiction::State(_),
                    Basis::Statute | Basis::Regulation | Basis::Label | Basis::Guideline,
                ) => Self::State,
            })
            .max()
            .unwrap_or(Self::Clinic)
    }

    fn heading(self, location: UsState, kind: &str) -> String {
        match self {
            Self::State | Self::ClinicHere => {
                format!("In {}, you will need {kind}", location.name())
            }
            Self::FederalLaw | Self::Clinic => format!("For this, you will need {kind}"),
        }
    }

    fn sentence(self, location: UsState, kind: &str) -> String {
        let who = match self {
            Self::State => format!("The rules of {} ask", location.name()),
            Self::FederalLaw => "Federal law asks".to_owned(),
            Self::Clinic | Self::ClinicHere => "To keep you safe, this clinic asks".to_owned(),
        };
        format!(
            "{who} for {kind} before a clinician may prescribe this. You can send us your answers \
             now. A clinician reads them first, and then sets up the visit with you."
        )
    }
}

fn visit_needed(
    draft: &Draft,
    (location, asks): (UsState, Asks),
    modality: Modality,
    next: String,
    why: Option<Why>,
) -> Page {
    let back = draft.href(Stage::Place);
    let kind = kind_of_visit(modality);
    let (heading, sentence) = (asks.heading(location, kind), asks.sentence(location, kind));
    Page::new("You will need a visit", move || {
        view! {
            <BackLink href=back.clone()/>
            <h1>{heading.clone()}</h1>
            <p>{sentence.clone()}</p>
            <Alert kind=AlertKind::Info title="What this means for you">
                <p>"Nothing is prescribed before that visit has taken place."</p>
            </Alert>
            {why.as_ref().map(Why::view)}
            <div class="actions">
                <ButtonLink href=next.clone()>"Continue"</ButtonLink>
                <a class="quiet-link" href="/">"Not now"</a>
            </div>
        }
    })
}

/// Whether a clinician of this clinic is licensed in this state now.
///
/// # Errors
/// When the store is not there.
pub async fn is_served(clinic: &Clinic, location: UsState) -> Result<bool, Refusal> {
    let local = |state| clinic.local_dates(state);
    Ok(clinic.store().states_served(&local).await?.contains(&location))
}

/// "a video visit": what a patient calls the least modality.
#[must_use]
pub const fn kind_of_visit(modality: Modality) -> &'static str {
    match modality {
        Modality::Asynchronous => "no live visit",
        Modality::Audio => "a visit by telephone or video",
        Modality::Video => "a video visit",
        Modality::InPerson => "a visit in person",
    }
}

fn closed(draft: &Draft, title: String, sentences: Vec<String>, why: Option<Why>) -> Page {
    let back = draft.href(Stage::Place);
    let about = draft.is_done(Stage::About).then(|| draft.href(Stage::About));
    let heading = title.clone();
    Page::new(title, move || {
        let sentences: Vec<AnyView> =
            sentences.iter().cloned().map(|text| view! { <p>{text}</p> }.into_any()).collect();
        view! {
            <BackLink href=back.clone()/>
            <h1>{heading.clone()}</h1>
            {sentences}
            {why.as_ref().map(Why::view)}
            <h2>"Where you can turn"</h2>
            {where_to_turn()}
            <p>"Did you choose the wrong state or date? " <a href=back.clone()>"Change it"</a></p>
            {about.clone().map(|about| {
                view! {
                    <p>
                        "Is your sex at birth wrong? "
                        <a href=about>"Change what you told us about you"</a>
                    </p>
                }
            })}
        }
    })
}
