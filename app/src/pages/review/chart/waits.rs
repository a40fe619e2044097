//! What only the patient can give, and without which nothing can be signed.

use domain::{pack::Protocol, rules::EvidenceKind};
use leptos::prelude::*;

use super::Open;
use crate::{
    pages::patient::visit_view::View,
    ui::{Alert, AlertKind},
};

/// Required questions without an answer, and an attestation of the place that is too old.
pub fn view_of(open: &Open, protocol: &Protocol) -> View {
    let unanswered: Vec<String> = open
        .assessment
        .gathered
        .unanswered
        .iter()
        .filter_map(|asked| protocol.questionnaire.item(asked.as_str()))
        .map(|item| item.text.clone())
        .collect();
    let attestation = EvidenceKind::LocationAttestation.as_str();
    let decisions = &open.assessment.evaluation.decisions;
    let old =
        decisions.iter().any(|decision| decision.missing.iter().any(|name| name == attestation));
    let is_open = open.chart.encounter.state.name().is_open();
    let state = open.chart.encounter.location.name();
    Box::new(move || {
        if !is_open {
            return ().into_any();
        }
        let lines: Vec<AnyView> =
            unanswered.iter().cloned().map(|text| view! { <li>{text}</li> }.into_any()).collect();
        let questions = (!unanswered.is_empty()).then(|| {
            view! {
                <Alert kind=AlertKind::Warning title="The patient has not answered everything">
                    <p>"Nothing can be signed until the patient answers:"</p>
                    <ul>{lines}</ul>
                </Alert>
            }
        });
        let place = old.then(|| {
            let title = format!("The patient must confirm that they are still in {state}");
            view! {
                <Alert kind=AlertKind::Warning title>
                    <p>
                        "Their last word on it is too old, and nothing can be signed before. They \
                         are asked for it on their page; a question to them asks for it as well."
                    </p>
                </Alert>
            }
        });
        view! { {questions} {place} }.into_any()
    })
}
