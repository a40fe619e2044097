//! What a patient is told of their own accord: that a visit is needed, that
//! nobody here may treat them where they are, that something stands against it.

use domain::{
    place::UsState,
    relationship::Modality,
    rules::{EvaluationRecord, Outcome, Truth},
};
use leptos::prelude::*;

use super::outlook::kind_of_visit;
use crate::ui::{Alert, AlertKind};

/// Something to know, with where to turn where this clinic cannot help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    title: String,
    sentences: Vec<String>,
    elsewhere: bool,
}

impl Notice {
    /// The rules ask for a live visit.
    pub fn visit_needed(evaluation: &EvaluationRecord, location: UsState) -> Option<Self> {
        let modality = evaluation.modality();
        (modality > Modality::Asynchronous).then(|| Self {
            title: "You will need a visit".to_owned(),
            sentences: vec![format!(
                "In {}, you need {} before you can get a prescription for this. The clinic will \
                 set it up with you.",
                location.name(),
                kind_of_visit(modality)
            )],
            elsewhere: false,
        })
    }

    /// The answers stand against a prescription.
    pub fn barred(evaluation: &EvaluationRecord, and_now: &str) -> Option<Self> {
        if !matches!(evaluation.overall(), Outcome::Prohibited | Outcome::Refer) {
            return None;
        }
        let mut sentences: Vec<String> = evaluation
            .decisions
            .iter()
            .flat_map(|decision| &decision.reasons)
            .filter(|reason| reason.truth == Truth::True && reason.effect.bars())
            .map(|reason| reason.patient.clone())
            .collect();
        sentences.sort();
        sentences.dedup();
        sentences.push(and_now.to_owned());
        let title = "From your answers, we may not be able to prescribe this".to_owned();
        Some(Self { title, sentences, elsewhere: false })
    }

    /// No clinician here is licensed where the patient is.
    pub fn unserved(location: UsState) -> Self {
        let name = location.name();
        Self {
            title: format!("We cannot help in {name} right now"),
            sentences: vec![
                format!(
                    "None of our clinicians has a licence for {name}. By law, only a clinician \
                     who has one may treat you while you are there."
                ),
                "If you go back to another state, tell us here, and we go on. If you cannot \
                 wait, turn to somebody else:"
                    .to_owned(),
            ],
            elsewhere: true,
        }
    }

    /// As it stands on a page.
    pub fn view(&self) -> AnyView {
        let kind = if self.elsewhere { AlertKind::Warning } else { AlertKind::Info };
        let sentences: Vec<AnyView> =
            self.sentences.iter().cloned().map(|text| view! { <p>{text}</p> }.into_any()).collect();
        let elsewhere = self.elsewhere.then(where_to_turn);
        view! { <Alert kind title=self.title.clone()>{sentences} {elsewhere}</Alert> }.into_any()
    }
}

/// Who else can help.
pub fn where_to_turn() -> AnyView {
    view! {
        <ul>
            <li>"Your own doctor, or a walk-in clinic near you"</li>
            <li>
                "A community health center: they see everybody, and you pay what you can. Find \
                 one by calling " <a href="tel:211">"211"</a>
            </li>
            <li>
                "In an emergency, call " <a href="tel:911">"911"</a>
            </li>
        </ul>
    }
    .into_any()
}
