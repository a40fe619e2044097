//! Questionnaires and rules must fit each other.

use std::collections::BTreeSet;

use super::{Known, conditions::unknown_fact};
use crate::{
    pack::{Protocol, error::Report, source::Located},
    questionnaire::{Item, ItemKind, NO_PREFERENCE, Purpose},
    rules::{Effect, EvidenceKind, FactSource, FactType, Requirement, Rule, builtin},
};

pub(in crate::pack) fn questions(
    protocols: &[Protocol],
    rules: &[Located<Rule>],
    known: &Known<'_>,
    report: &mut Report,
) {
    for protocol in protocols {
        let path = format!("protocols/{}/questionnaire.json", protocol.id);
        for item in protocol.questionnaire.items() {
            for message in item_mistakes(item, protocol, known) {
                report.add(&path, None, format!("`{}`: {message}", item.link_id));
            }
        }
        let asked = asked(protocol);
        for Located { file, line, item: rule } in rules {
            if !rule.concerns_protocol(&protocol.id) {
                continue;
            }
            for message in unanswerable(rule, protocol, &asked, known) {
                let message = format!("rule `{}`: {message}", rule.id);
                report.add(file, Some(*line), message);
            }
        }
    }
}

fn item_mistakes(item: &Item, protocol: &Protocol, known: &Known<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |name: &str, fits: &[FactType]| match known.fact(name) {
        None => found.extend(unknown_fact(name, known)),
        Some(fact) if fits.contains(&fact.fact_type) => {}
        Some(fact) => found.push(format!(
            "its answers do not fit the fact `{name}`, which is a {}",
            fact.fact_type.as_str()
        )),
    };
    if let Some(name) = &item.fact {
        check(name, types(&item.kind));
    }
    for name in item.options().iter().filter_map(|option| option.fact.as_ref()) {
        check(name, &[FactType::Boolean]);
    }
    if item.purpose == Some(Purpose::PreferredMedicine) {
        for option in item.options() {
            let offered = protocol.formulary.iter().any(|known| known.id.as_str() == option.code);
            if !offered && option.code != NO_PREFERENCE {
                found.push(format!(
                    "`{}` is not in the formulary: write a medicine's id or `{NO_PREFERENCE}`",
                    option.code
                ));
            }
        }
    }
    found
}

/// The types of fact that an answer of this kind can give.
const fn types(kind: &ItemKind) -> &'static [FactType] {
    match kind {
        ItemKind::Integer(_) | ItemKind::Decimal(_) | ItemKind::Quantity(_) => &[FactType::Number],
        ItemKind::Date { .. } => &[FactType::Date],
        ItemKind::Choice { .. } | ItemKind::OpenChoice { .. } => {
            &[FactType::Boolean, FactType::Code, FactType::Codes]
        }
        ItemKind::String { .. } | ItemKind::Text { .. } => &[FactType::Code],
        ItemKind::Display | ItemKind::Attachment { .. } => &[],
    }
}

/// The facts that some question of the protocol gives.
fn asked(protocol: &Protocol) -> BTreeSet<&str> {
    let items = protocol.questionnaire.items();
    items
        .flat_map(|item| {
            let options = item.options().iter().filter_map(|option| option.fact.as_deref());
            item.fact.as_deref().into_iter().chain(options)
        })
        .collect()
}

/// What the rule would ask for ever, because no question can answer it.
fn unanswerable(
    rule: &Rule,
    protocol: &Protocol,
    asked: &BTreeSet<&str>,
    known: &Known<'_>,
) -> Vec<String> {
    if !protocol.formulary.iter().any(|medication| rule.concerns_medication(medication)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Effect::Require(Requirement::Evidence(demand)) = &rule.effect
        && demand.kinds == [EvidenceKind::Photo]
        && let Some(view) = &demand.view
        && !protocol.questionnaire.items().any(|item| shows(item, view))
    {
        found.push(format!("no question of `{}` takes a photo of `{view}`: add one", protocol.id));
    }
    let asks = match rule.effect {
        Effect::Prohibit | Effect::Refer | Effect::Stop(_) | Effect::Require(_) | Effect::Open => {
            true
        }
        Effect::Limit(_) | Effect::Alert | Effect::Oblige(_) => false,
    };
    for name in rule.when.iter().filter(|_| asks).flat_map(|when| when.facts()) {
        let never = known.fact(name.as_str()).is_some_and(|fact| {
            fact.source == FactSource::Answer
                && builtin::ALL.iter().all(|(own, _)| *own != name.as_str())
        });
        if never && !asked.contains(name.as_str()) {
            found.push(format!("no question of `{}` asks for `{name}`: add one", protocol.id));
        }
    }
    found
}

fn shows(item: &Item, wanted: &str) -> bool {
    matches!(&item.kind, ItemKind::Attachment { view: Some(view), .. } if view == wanted)
}
