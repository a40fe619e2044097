//! What a decision still lacks, in words.

use domain::{
    pack::Protocol,
    rules::{Catalogue, DecisionRecord, Effect, Requirement},
};

/// Facts by their titles, evidence by the rule that asks for it, questions as they are asked;
/// each once.
pub fn in_words(
    decision: &DecisionRecord,
    catalogue: &Catalogue,
    protocol: &Protocol,
) -> Vec<String> {
    let mut lines = Vec::new();
    for missing in &decision.missing {
        let line = if let Some(asked) = missing.strip_prefix("answer:") {
            let item = protocol.questionnaire.item(asked);
            item.map(|item| format!("an answer to “{}”", item.text))
        } else if let Some(fact) = catalogue.get(missing) {
            Some(fact.title.clone())
        } else {
            asked_by(decision, missing)
        };
        let line = line.unwrap_or_else(|| missing.replace(['-', ':'], " "));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The title of the rule that asks for this piece of evidence or this consent.
fn asked_by(decision: &DecisionRecord, missing: &str) -> Option<String> {
    let asks = |effect: &Effect| match effect {
        Effect::Require(Requirement::Evidence(demand)) => demand.name() == missing,
        Effect::Require(Requirement::Consent(code)) => {
            missing.strip_prefix("consent:") == Some(code)
        }
        Effect::Require(Requirement::Modality(_))
        | Effect::Open
        | Effect::Prohibit
        | Effect::Limit(_)
        | Effect::Refer
        | Effect::Stop(_)
        | Effect::Alert
        | Effect::Oblige(_) => false,
    };
    let reason = decision.reasons.iter().find(|reason| asks(&reason.effect))?;
    Some(reason.title.clone())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        pack::Pack,
        place::UsState,
        relationship::Relationship,
        rules::{Case, Facts, Ledger, Opening, Value, evaluate},
    };

    use super::*;

    #[test]
    fn nothing_that_is_missing_is_told_as_a_code() {
        let pack = Pack::read(&crate::packs::starter_files()).unwrap();
        let unanswered = ["pharmacy-choice".parse().unwrap()];
        let (mut told, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for protocol in pack.protocols() {
            let mut facts = Facts::new();
            facts.insert("can-be-pregnant", Value::Boolean(true));
            let case = Case {
                on: "2026-11-23".parse().unwrap(),
                birth_date: Some("1970-04-02".parse().unwrap()),
                sex_at_birth: None,
                location: UsState::Tx,
                relationship: Relationship::New,
                protocol: &protocol.id,
                medications: None,
                facts: &facts,
                evidence: &[],
                unanswered: &unanswered,
                consents: &BTreeSet::new(),
                fulfilled: &BTreeSet::new(),
                visit: None,
                licences: None,
            };
            let opening = Opening::Demonstration;
            let evaluation = evaluate(&pack, &Ledger::new(), opening, &case).unwrap();
            for decision in &evaluation.decisions {
                assert!(!decision.missing.is_empty(), "{}", decision.medication);
                told.extend(in_words(decision, pack.catalogue(), protocol));
                codes.extend(decision.missing.iter().cloned());
            }
        }
        for line in [
            "A blood pressure from the past 30 days",
            "an answer to “Which pharmacy should get your prescription?”",
            "Texas: images or records come with asynchronous care",
        ] {
            assert!(told.contains(line), "{line}: {told:?}");
        }
        assert!(told.iter().all(|line| !codes.contains(line)), "{told:?}");
    }
}
