//! What a patient is told of their own accord: that a visit is needed, that
//! nobody here may treat them where they are, that something stands against it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    pack::Protocol,
    place::UsState,
    relationship::Modality,
    rules::{Effect, EvaluationRecord, EvidenceKind, Outcome, Reason, Requirement, Truth},
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

    /// The rules ask for something that the patient can still send.
    pub fn wanted(evaluation: &EvaluationRecord) -> Option<Self> {
        let mut sentences = wanted(evaluation);
        (!sentences.is_empty()).then(|| {
            sentences.push("You can go back and add it, or send now and add it later.".to_owned());
            let title = "Something more will be needed".to_owned();
            Self { title, sentences, elsewhere: false }
        })
    }

    /// The answers stand against a prescription.
    pub fn barred(
        evaluation: &EvaluationRecord,
        protocol: &Protocol,
        and_now: &str,
    ) -> Option<Self> {
        if !matches!(evaluation.overall(), Outcome::Prohibited | Outcome::Refer) {
            return None;
        }
        let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for decision in &evaluation.decisions {
            let Some(medication) = protocol.medication(&decision.medication) else { continue };
            let bars = |reason: &&Reason| reason.truth == Truth::True && reason.effect.bars();
            for reason in decision.reasons.iter().filter(bars) {
                said.entry(&reason.patient).or_default().insert(&medication.plain_name);
            }
        }
        let all = protocol.formulary.iter().map(|medication| medication.plain_name.as_str());
        let all: BTreeSet<&str> = all.collect();
        let mut sentences: Vec<String> = said
            .into_iter()
            .map(|(sentence, medicines)| {
                // What stands against some medicines only says which.
                if medicines == all {
                    return sentence.to_owned();
                }
                let names = medicines.into_iter().collect::<Vec<_>>().join(", ");
                format!("{names}: {sentence}")
            })
            .collect();
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
                    "None of our clinicians has a license for {name}. By law, only a clinician \
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

/// What the rules ask the patient to send, whichever medicine it will be, in
/// the words of the rules: not what the clinician brings about.
fn wanted(evaluation: &EvaluationRecord) -> Vec<String> {
    let mut sentences: BTreeMap<String, usize> = BTreeMap::new();
    for decision in &evaluation.decisions {
        for reason in decision.reasons.iter().filter(|reason| reason.truth == Truth::True) {
            let Effect::Require(Requirement::Evidence(demand)) = &reason.effect else { continue };
            let own = demand.kinds.iter().any(|kind| *kind != EvidenceKind::ClinicianDialogue);
            if own && decision.missing.contains(&demand.name()) {
                *sentences.entry(reason.patient.clone()).or_default() += 1;
            }
        }
    }
    let all = evaluation.decisions.len();
    sentences.into_iter().filter(|(_, count)| *count == all).map(|(sentence, _)| sentence).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        evidence::Evidence,
        pack::Pack,
        place::UsState,
        relationship::Relationship,
        rules::{Case, Facts, Ledger, Opening, evaluate},
    };

    use super::*;

    #[test]
    fn a_patient_in_texas_hears_before_sending_that_a_record_is_needed() {
        let pack = Pack::read(&crate::packs::starter_files()).unwrap();
        let on = "2026-11-23".parse().unwrap();
        let sent = [Evidence::Record { on }];
        let wanted = |location: UsState, protocol: &str, evidence: &[Evidence]| {
            let protocol = protocol.parse().unwrap();
            let case = Case {
                on,
                birth_date: None,
                sex_at_birth: None,
                location,
                relationship: Relationship::New,
                protocol: &protocol,
                medications: None,
                facts: &Facts::new(),
                evidence,
                unanswered: &[],
                consents: &BTreeSet::new(),
                fulfilled: &BTreeSet::new(),
                visit: None,
                licences: None,
            };
            let opening = Opening::Demonstration;
            let evaluation = evaluate(&pack, &Ledger::new(), opening, &case).unwrap();
            wanted(&evaluation).into_iter().any(|sentence| sentence.contains("In Texas"))
        };
        for protocol in pack.protocols() {
            let id = protocol.id.as_str();
            assert!(wanted(UsState::Tx, id, &[]), "{id}");
            assert!(!wanted(UsState::Tx, id, &sent), "{id}");
            assert!(!wanted(UsState::Ca, id, &[]), "{id}");
        }
    }
}
