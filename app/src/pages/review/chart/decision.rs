//! The decision: prescribe, ask, decline, call for a visit; or claim and release.

mod forms;
mod missing;
mod outcome;
mod prescribe;
mod visit;

use domain::{encounter::State as EncounterState, pack::Protocol, rules::Outcome};
use leptos::prelude::*;

use super::{Open, Tried, has_ended};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        patient::visit_view::View,
        review::{lease, typed},
    },
    ui::{Alert, AlertKind, Button},
};

/// What the clinician can do now.
pub fn view_of(clinic: &Clinic, open: &Open, protocol: &Protocol, tried: &Tried) -> View {
    if open.held(clinic).is_some() {
        return held(clinic, open, protocol, tried);
    }
    if has_ended(&open.chart.encounter.state) {
        return outcome::view_of(clinic, open, protocol, tried);
    }
    waiting(clinic, open, tried)
}

/// Every decision, where the claim is the reader's.
fn held(clinic: &Clinic, open: &Open, protocol: &Protocol, tried: &Tried) -> View {
    let Some(claim) = open.held(clinic) else { return Box::new(|| ().into_any()) };
    let hidden = forms::Hidden::new(open, claim);
    let prescribe = prescribe::view_of(clinic, open, protocol, &hidden, tried);
    let others = forms::view_of(clinic, open, protocol, &hidden, tried);
    let homeless = (!has_form(open, &tried.posted)).then(|| tried.posted.clone());
    let (clinic, encounter) = (clinic.clone(), open.chart.encounter.clone());
    Box::new(move || {
        view! {
            <section class="decision" aria-labelledby="decision">
                <h2 id="decision">"Decide"</h2>
                {lease::view_of(&clinic, &encounter, &claim)}
                {homeless.as_ref().and_then(typed::shown)}
                {prescribe()}
                {others()}
            </section>
        }
        .into_any()
    })
}

/// Whether a form on the page of a claimed encounter holds what was posted.
fn has_form(open: &Open, posted: &Posted) -> bool {
    match typed::verb(posted) {
        "request" | "visit" | "decline" => true,
        "prescribe" => open.assessment.evaluation.decisions.iter().any(|decision| {
            decision.medication.as_str() == posted.get("medication")
                && decision.outcome == Outcome::Permitted
        }),
        "medicine" => open.assessment.gathered.medicines.iter().any(|medicine| {
            medicine.typed == posted.get("typed") && !medicine.recognition.complete
        }),
        _ => false,
    }
}

enum Form {
    None,
    Claim,
    Visit,
}

/// Where the claim is not the reader's: why, and what can be done about it.
fn waiting(clinic: &Clinic, open: &Open, tried: &Tried) -> View {
    let encounter = open.chart.encounter.id;
    let command = clinic.store().new_command();
    let (text, form) = match &open.chart.encounter.state {
        EncounterState::InReview { .. } | EncounterState::AwaitingReview { .. }
            if open.has_lapsed(clinic) =>
        {
            ("Your claim ran out. Claim it again to go on.", Form::Claim)
        }
        EncounterState::InReview { lease, .. } if lease.holds(clinic.now()) => {
            ("Somebody else is working on it.", Form::None)
        }
        EncounterState::InReview { .. } | EncounterState::AwaitingReview { .. } => {
            ("Nobody works on it yet.", Form::Claim)
        }
        EncounterState::AwaitingPatient { .. } => {
            ("The patient has been asked and has not answered yet.", Form::None)
        }
        EncounterState::AwaitingVisit { .. } => {
            ("A visit is needed. Record it once it has taken place.", Form::Visit)
        }
        EncounterState::Draft
        | EncounterState::Prescribed { .. }
        | EncounterState::Declined { .. }
        | EncounterState::Withdrawn { .. }
        | EncounterState::Expired { .. } => ("It has ended.", Form::None),
    };
    let visit = matches!(form, Form::Visit).then(|| visit::view_of(clinic, open, tried));
    let claim = matches!(form, Form::Claim);
    let shown = !(visit.is_some() && typed::verb(&tried.posted) == "visit-held");
    let posted = tried.posted.clone();
    Box::new(move || {
        let typed = shown.then(|| typed::shown(&posted)).flatten();
        let again = (claim && typed.is_some()).then(|| {
            view! { <p>"Once you have claimed it, this is filled in again."</p> }
        });
        let claim = claim.then(|| {
            view! {
                <form method="post" action=format!("/review/{encounter}/claim")>
                    <input type="hidden" name="command" value=command.to_string()/>
                    {typed::hidden(&posted)}
                    <Button key="c">"Claim"</Button>
                </form>
            }
        });
        view! {
            <section class="decision" aria-labelledby="decision">
                <h2 id="decision">"Decide"</h2>
                <Alert kind=AlertKind::Info title=text/>
                {typed}
                {again}
                {claim}
                {visit.as_ref().map(|view| view())}
            </section>
        }
        .into_any()
    })
}
