//! What a patient is told of their own accord, most severe first: what to do today, that
//! nobody here may treat them where they are, that something stands against it, that a visit
//! is needed, that something is still wanted.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    pack::Protocol,
    place::UsState,
    questionnaire::Response,
    relationship::Modality,
    rules::{DecisionRecord, Effect, EngineRule, EvaluationRecord, Outcome, Reason, Stop, Truth},
};
use leptos::prelude::*;

use super::{
    intake::Draft,
    outlook::kind_of_visit,
    wanted::{Place, Wanted},
};
use crate::ui::{Alert, AlertKind};

/// When somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before sending.
    Draft,
    /// While a clinician is to read it.
    Sent,
    /// While a live visit of this kind is to be held, which stands on the page already.
    AwaitingVisit(Modality),
}

/// What somebody is told about.
pub struct About<'a> {
    protocol: &'a Protocol,
    response: &'a Response,
    /// The address of the visit.
    visit: String,
}

impl<'a> About<'a> {
    /// A draft, or a visit that was sent.
    pub fn visit(draft: &'a Draft) -> Self {
        Self { protocol: draft.protocol(), response: &draft.response, visit: draft.visit() }
    }
}

/// Something to know, with where to turn where this clinic cannot help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    title: String,
    sentences: Vec<String>,
    /// Where something can be added: addresses with their questions.
    places: Vec<(String, String)>,
    closing: Option<String>,
    elsewhere: bool,
    urgent: bool,
}

impl Notice {
    /// All that the rules have this patient told, most severe first. What cannot be had is
    /// not asked for: where something stands against it, no visit is set up and nothing more
    /// is wanted.
    pub fn all(
        evaluation: &EvaluationRecord,
        about: &About<'_>,
        (location, served): (UsState, bool),
        moment: Moment,
    ) -> Vec<Self> {
        let mut notices: Vec<Self> = Self::for_today(evaluation, moment).into_iter().collect();
        if evaluation.overall() == Outcome::Emergency {
            // Help comes first, and is told in its own way.
            return notices;
        }
        if !served {
            notices.push(Self::unserved(location));
        } else if let Some(sentence) = closed(evaluation) {
            notices.push(Self::not_open(location, sentence));
        } else if is_barred(evaluation) {
            if notices.is_empty() {
                notices.push(Self::barred(evaluation, about.protocol, moment));
            }
        } else {
            notices.extend(Self::visit_needed(evaluation, location, moment));
            let wanted = Wanted::of(evaluation, &about.protocol.questionnaire, about.response);
            notices.extend(Self::wanted(wanted, &about.visit, moment));
        }
        notices
    }

    fn plain(title: impl Into<String>, sentences: Vec<String>) -> Self {
        Self {
            title: title.into(),
            sentences,
            places: Vec::new(),
            closing: None,
            elsewhere: false,
            urgent: false,
        }
    }

    /// What is not for this clinic to wait with. The rest can be read another day.
    fn for_today(evaluation: &EvaluationRecord, moment: Moment) -> Option<Self> {
        let reasons = evaluation.decisions.iter().flat_map(|decision| &decision.reasons);
        let said: BTreeSet<&str> = reasons
            .filter(|reason| stands_against(reason) && is_for_today(reason))
            .map(|reason| reason.patient.as_str())
            .collect();
        let mut sentences: Vec<String> = said.into_iter().map(str::to_owned).collect();
        if sentences.is_empty() {
            return None;
        }
        let and_now = match moment {
            Moment::Draft => "You can still send this to us. Do not wait for our answer.",
            Moment::Sent | Moment::AwaitingVisit(_) => {
                "A clinician will read what you sent. Do not wait for our answer."
            }
        };
        sentences.push(and_now.to_owned());
        Some(Self { urgent: true, ..Self::plain("Please do this today", sentences) })
    }

    /// The rules ask for a live visit that has not been held.
    fn visit_needed(
        evaluation: &EvaluationRecord,
        location: UsState,
        moment: Moment,
    ) -> Option<Self> {
        let modality = evaluation.modality();
        let awaits = |decision: &DecisionRecord| decision.outcome == Outcome::VisitRequired;
        let told = match moment {
            Moment::AwaitingVisit(called_for) => called_for >= modality,
            Moment::Draft | Moment::Sent => false,
        };
        if told || modality == Modality::Asynchronous || !evaluation.decisions.iter().any(awaits) {
            return None;
        }
        let sentence = format!(
            "In {}, you need {} before you can get a prescription for this. The clinic will \
             set it up with you.",
            location.name(),
            kind_of_visit(modality)
        );
        Some(Self::plain("You will need a visit", vec![sentence]))
    }

    /// The rules ask for something that the patient can still send.
    fn wanted(wanted: Wanted, visit: &str, moment: Moment) -> Option<Self> {
        if wanted.is_empty() {
            return None;
        }
        let mut sentences = wanted.sentences;
        sentences.push("Nothing can be prescribed before we have this.".to_owned());
        let closing = match moment {
            Moment::Draft => "You can add it now. Or send your answers now, and add it later.",
            Moment::Sent | Moment::AwaitingVisit(_) => {
                "Add it when you have it. You do not need to begin again."
            }
        };
        let place = |place: Place| (format!("{visit}/steps/{}", place.page), place.text);
        Some(Self {
            places: wanted.places.into_iter().map(place).collect(),
            closing: Some(closing.to_owned()),
            ..Self::plain("Something more is needed", sentences)
        })
    }

    /// The answers stand against a prescription, as they are.
    fn barred(evaluation: &EvaluationRecord, protocol: &Protocol, moment: Moment) -> Self {
        let mut said: BTreeMap<(u8, &str), BTreeSet<&str>> = BTreeMap::new();
        for decision in &evaluation.decisions {
            let Some(medication) = protocol.medication(&decision.medication) else { continue };
            for reason in decision.reasons.iter().filter(|reason| stands_against(reason)) {
                let key = (rank(&reason.effect), reason.patient.as_str());
                said.entry(key).or_default().insert(&medication.plain_name);
            }
        }
        let all = protocol.formulary.iter().map(|medication| medication.plain_name.as_str());
        let all: BTreeSet<&str> = all.collect();
        let mut sentences: Vec<String> = said
            .into_iter()
            .map(|((_, sentence), medicines)| {
                // What stands against some medicines only says which.
                if medicines == all {
                    return sentence.to_owned();
                }
                let names = medicines.into_iter().collect::<Vec<_>>().join(", ");
                format!("{names}: {sentence}")
            })
            .collect();
        let and_now = match moment {
            Moment::Draft => {
                "You can still send it: a clinician will read it and tell you what they think."
            }
            Moment::Sent => "A clinician will read it and write to you.",
            Moment::AwaitingVisit(_) => "The clinician will talk with you about it.",
        };
        sentences.push(and_now.to_owned());
        Self::plain("As it stands, we may not be able to prescribe this", sentences)
    }

    /// The clinic is not open for this where the patient is.
    fn not_open(location: UsState, sentence: &str) -> Self {
        let back = "While that is so, nothing can be prescribed to you there. What you sent is \
                    kept. If you go back to another state, tell us here, and we go on. If you \
                    cannot wait, turn to somebody else:";
        let title = format!("We cannot help in {} right now", location.name());
        let sentences = vec![sentence.to_owned(), back.to_owned()];
        Self { elsewhere: true, ..Self::plain(title, sentences) }
    }

    /// No clinician here is licensed where the patient is.
    fn unserved(location: UsState) -> Self {
        let name = location.name();
        let title = format!("We cannot help in {name} right now");
        let sentences = vec![
            format!(
                "None of our clinicians has a license for {name}. By law, only a clinician who \
                 has one may treat you while you are there."
            ),
            "If you go back to another state, tell us here, and we go on. If you cannot wait, \
             turn to somebody else:"
                .to_owned(),
        ];
        Self { elsewhere: true, ..Self::plain(title, sentences) }
    }

    /// As it stands on a page.
    pub fn view(&self) -> AnyView {
        let kind = if self.elsewhere || self.urgent { AlertKind::Warning } else { AlertKind::Info };
        let sentences: Vec<AnyView> =
            self.sentences.iter().cloned().map(|text| view! { <p>{text}</p> }.into_any()).collect();
        let places: Vec<AnyView> = self
            .places
            .iter()
            .cloned()
            .map(|(href, question)| view! { <li><a href=href>{question}</a></li> }.into_any())
            .collect();
        let places = (!places.is_empty()).then(|| view! { <ul>{places}</ul> });
        let closing = self.closing.clone().map(|text| view! { <p>{text}</p> });
        let elsewhere = self.elsewhere.then(where_to_turn);
        view! {
            <Alert kind title=self.title.clone()>
                {sentences} {places} {closing} {elsewhere}
            </Alert>
        }
        .into_any()
    }
}

/// What is said where no rule that this clinic trusts opens the state for anything.
pub fn closed(evaluation: &EvaluationRecord) -> Option<&str> {
    let shut = [EngineRule::ClosedJurisdiction.id(), EngineRule::UnverifiedOpening.id()];
    let mut sentence = None;
    for decision in &evaluation.decisions {
        let reason = decision.reasons.iter().find(|reason| shut.contains(&reason.rule))?;
        sentence.get_or_insert(reason.patient.as_str());
    }
    sentence
}

/// Whether something stands against every medicine.
pub fn is_barred(evaluation: &EvaluationRecord) -> bool {
    matches!(evaluation.overall(), Outcome::Prohibited | Outcome::Refer)
}

/// Whether this alone keeps a medicine from being prescribed.
pub fn stands_against(reason: &Reason) -> bool {
    reason.truth == Truth::True && reason.effect.bars()
}

/// What must not be comes before what somebody else should look at.
const fn rank(effect: &Effect) -> u8 {
    match effect {
        Effect::Stop(_) => 0,
        Effect::Prohibit => 1,
        Effect::Open
        | Effect::Refer
        | Effect::Require(_)
        | Effect::Limit(_)
        | Effect::Alert
        | Effect::Oblige(_) => 2,
    }
}

/// Whether something is for the patient to do today, instead of waiting for an answer.
pub fn is_urgent(evaluation: &EvaluationRecord) -> bool {
    let mut reasons = evaluation.decisions.iter().flat_map(|decision| &decision.reasons);
    reasons.any(|reason| stands_against(reason) && is_for_today(reason))
}

/// It cannot wait, and is no emergency.
const fn is_for_today(reason: &Reason) -> bool {
    reason.urgent || matches!(reason.effect, Effect::Stop(Stop::SameDay))
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

#[cfg(test)]
mod tests;
