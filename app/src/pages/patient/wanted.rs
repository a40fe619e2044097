//! What the rules still want of the patient, and where it can be added.

use std::collections::BTreeMap;

use domain::{
    questionnaire::{Answer, Item, ItemKind, NO, Purpose, Questionnaire, Response},
    rules::{
        DecisionRecord, Effect, EvaluationRecord, EvidenceDemand, EvidenceKind, Outcome,
        Requirement, Truth,
        builtin::{HEART_RATE, SYSTOLIC},
    },
};

/// A question under which something can be added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number of its page, from 1.
    pub page: usize,
    /// The question.
    pub text: String,
}

/// What is wanted, whichever medicine it will be: not what the clinician brings about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In the words of the rules.
    pub sentences: Vec<String>,
    /// Where it can be added, in the order of the questionnaire.
    pub places: Vec<Place>,
}

impl Wanted {
    /// What the rules want of these answers. Nothing is wanted for a medicine that is barred.
    #[must_use]
    pub fn of(
        evaluation: &EvaluationRecord,
        questionnaire: &Questionnaire,
        response: &Response,
    ) -> Self {
        let asked = Asked { questionnaire, response };
        let mut sentences: BTreeMap<&str, usize> = BTreeMap::new();
        let mut places: BTreeMap<Place, usize> = BTreeMap::new();
        let open: Vec<&DecisionRecord> =
            evaluation.decisions.iter().filter(|decision| !is_barred(decision.outcome)).collect();
        for decision in &open {
            let demands = demands(decision);
            for (sentence, _) in &demands {
                *sentences.entry(sentence).or_default() += 1;
            }
            let mut here: Vec<Place> =
                demands.iter().filter_map(|(_, demand)| asked.place_of(demand)).collect();
            here.extend(decision.missing.iter().filter_map(|fact| asked.place_put_off(fact)));
            here.sort();
            here.dedup();
            for place in here {
                *places.entry(place).or_default() += 1;
            }
        }
        let all = open.len();
        let sentences = sentences.into_iter().filter(|(_, count)| *count == all);
        let places = places.into_iter().filter(|(_, count)| *count == all);
        Self {
            sentences: sentences.map(|(sentence, _)| sentence.to_owned()).collect(),
            places: places.map(|(place, _)| place).collect(),
        }
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sentences.is_empty() && self.places.is_empty()
    }
}

const fn is_barred(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Emergency | Outcome::Prohibited | Outcome::Refer)
}

/// The evidence that is asked of the patient in vain, each once with its sentence.
fn demands(decision: &DecisionRecord) -> Vec<(&str, &EvidenceDemand)> {
    let mut demands: Vec<(&str, &EvidenceDemand)> = Vec::new();
    for reason in decision.reasons.iter().filter(|reason| reason.truth == Truth::True) {
        let Effect::Require(Requirement::Evidence(demand)) = &reason.effect else { continue };
        let own = demand.kinds.iter().any(|kind| {
            !matches!(kind, EvidenceKind::ClinicianDialogue | EvidenceKind::LocationAttestation)
        });
        let said = demands.iter().any(|(sentence, _)| *sentence == reason.patient);
        if own && !said && decision.missing.contains(&demand.name()) {
            demands.push((&reason.patient, demand));
        }
    }
    demands
}

/// A questionnaire with the answers so far.
struct Asked<'a> {
    questionnaire: &'a Questionnaire,
    response: &'a Response,
}

impl Asked<'_> {
    /// Where evidence of this kind is given: a question that is asked before one that is not.
    fn place_of(&self, demand: &EvidenceDemand) -> Option<Place> {
        let gives = |item: &&Item| demand.kinds.iter().any(|kind| gives(item, *kind, demand));
        let items: Vec<&Item> = self.questionnaire.items().filter(gives).collect();
        let open = items.iter().find(|item| self.is_asked(item));
        open.or(items.first()).and_then(|item| self.place(item))
    }

    /// Where a fact is given that the patient did not have at hand: a question that another's
    /// "no" leaves out. Nothing where it was asked and answered.
    fn place_put_off(&self, fact: &str) -> Option<Place> {
        let item = self.questionnaire.items().find(|item| item.gives(|given| given == fact))?;
        if self.is_asked(item) {
            return None;
        }
        let gate = self.gate(item)?;
        let answers = self.response.get(gate.link_id.as_str());
        let put_off = answers.iter().filter_map(Answer::code).any(|code| code == NO);
        if put_off && self.is_asked(gate) { self.place(gate) } else { None }
    }

    fn page_of(&self, item: &Item) -> Option<(usize, &domain::questionnaire::Page)> {
        let mut pages = (1..).zip(&self.questionnaire.pages);
        pages.find(|(_, page)| page.item(item.link_id.as_str()).is_some())
    }

    fn is_asked(&self, item: &Item) -> bool {
        self.page_of(item).is_some_and(|(_, page)| {
            self.questionnaire.page_is_enabled(page, self.response)
                && self
                    .questionnaire
                    .enabled_items(page, self.response)
                    .iter()
                    .any(|other| other.link_id == item.link_id)
        })
    }

    /// The question that leads to this one.
    fn gate(&self, item: &Item) -> Option<&Item> {
        let (_, page) = self.page_of(item)?;
        let condition = page.enable.when.first().or_else(|| item.enable.when.first())?;
        self.questionnaire.item(condition.question.as_str())
    }

    /// The page of a question that is asked; else of the one that leads to it. Conditions
    /// name earlier questions only, so this ends.
    fn place(&self, item: &Item) -> Option<Place> {
        if !self.is_asked(item) {
            return self.place(self.gate(item)?);
        }
        let (page, shown) = self.page_of(item)?;
        // A choice speaks for itself; fields that are filled in from one paper stand together.
        let alone = shown.only_question().is_some() || matches!(item.kind, ItemKind::Choice { .. });
        let text = if alone { &item.text } else { shown.heading() };
        Some(Place { page, text: text.to_owned() })
    }
}

/// Whether the answer to this question is evidence of this kind.
fn gives(item: &Item, kind: EvidenceKind, demand: &EvidenceDemand) -> bool {
    match kind {
        EvidenceKind::BloodPressure => item.gives(|fact| fact == SYSTOLIC),
        EvidenceKind::HeartRate => item.gives(|fact| fact == HEART_RATE),
        EvidenceKind::Lab => matches!(
            &item.purpose,
            Some(Purpose::Lab(code)) if demand.code.as_ref().is_none_or(|asked| asked == code)
        ),
        EvidenceKind::Photo => matches!(
            &item.kind,
            ItemKind::Attachment { view: Some(view), .. }
                if demand.view.as_ref().is_none_or(|asked| asked == view)
        ),
        EvidenceKind::Record => matches!(&item.kind, ItemKind::Attachment { record: true, .. }),
        EvidenceKind::ClinicianDialogue | EvidenceKind::LocationAttestation => false,
    }
}
