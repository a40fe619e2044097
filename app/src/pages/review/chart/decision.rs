//! The decision: prescribe, ask, decline, call for a visit; or claim and release.

mod forms;
mod prescribe;

use domain::{encounter::State as EncounterState, pack::Protocol};
use leptos::prelude::*;

use super::{Open, Tried, has_ended};
use crate::{
    clinic::Clinic,
    islands::keys::Keys,
    pages::patient::visit_view::View,
    ui::{Alert, AlertKind, Button, ButtonKind},
    words,
};

/// What the clinician can do now.
pub fn view_of(clinic: &Clinic, open: &Open, protocol: &Protocol, tried: &Tried) -> View {
    let encounter = open.chart.encounter.id;
    let version = open.chart.encounter.version;
    if let Some(lease) = open.held(clinic) {
        let zone = words::zone_of(open.chart.encounter.location);
        let until = words::moment(lease.until, &zone);
        let hidden = forms::Hidden::new(open, lease);
        let prescribe = prescribe::view_of(clinic, open, protocol, &hidden, tried);
        let others = forms::view_of(clinic, open, protocol, &hidden, tried);
        return Box::new(move || {
            view! {
                <section class="decision" aria-labelledby="decision">
                    <h2 id="decision">"Decide"</h2>
                    <p class="quiet">{format!("Yours until {until}")}</p>
                    {prescribe()} {others()}
                    <Keys encounter lease=lease.token/>
                </section>
            }
            .into_any()
        });
    }
    if has_ended(&open.chart.encounter.state) {
        return prescribe::outcome(clinic, open);
    }
    let command = clinic.store().new_command();
    let (text, form) = match &open.chart.encounter.state {
        EncounterState::InReview { lease, .. } if lease.clinician == open.reader => (
            "Your claim ran out. What you typed is kept on this page; claim again to go on.",
            Form::Claim,
        ),
        EncounterState::InReview { lease, .. } if lease.holds(clinic.now()) => {
            ("Somebody else is working on it.", Form::None)
        }
        EncounterState::AwaitingPatient { .. } => {
            ("The patient has been asked and has not answered yet.", Form::None)
        }
        EncounterState::AwaitingVisit { .. } => {
            ("A visit is needed. Record it once it has taken place.", Form::Visit)
        }
        EncounterState::InReview { .. } | EncounterState::AwaitingReview { .. } => {
            ("Nobody works on it yet.", Form::Claim)
        }
        EncounterState::Draft
        | EncounterState::Prescribed { .. }
        | EncounterState::Declined { .. }
        | EncounterState::Withdrawn { .. }
        | EncounterState::Expired { .. } => ("It has ended.", Form::None),
    };
    let visit =
        matches!(form, Form::Visit).then(|| forms::complete_visit(clinic, open, version, tried));
    let claim = matches!(form, Form::Claim);
    Box::new(move || {
        let claim = claim.then(|| {
            view! {
                <form method="post" action=format!("/review/{encounter}/claim")>
                    <input type="hidden" name="command" value=command.to_string()/>
                    <Button>"Claim"</Button>
                </form>
            }
        });
        view! {
            <section class="decision" aria-labelledby="decision">
                <h2 id="decision">"Decide"</h2>
                <Alert kind=AlertKind::Info title=text/>
                {claim}
                {visit.as_ref().map(|view| view())}
            </section>
        }
        .into_any()
    })
}

enum Form {
    None,
    Claim,
    Visit,
}

/// A quiet button that gives the claim back.
pub(super) fn release(hidden: &forms::Hidden, command: &str) -> AnyView {
    view! {
        <form method="post" action=hidden.action("release")>
            {hidden.fields(command)}
            <Button kind=ButtonKind::Quiet>"Give it back"</Button>
        </form>
    }
    .into_any()
}
