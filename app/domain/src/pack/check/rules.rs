//! Rules: names, dates, scopes, conditions.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, conditions::mistakes};
use crate::{
    medication::ProtocolId,
    pack::{error::Report, source::Located},
    place::UsState,
    rules::{Effect, Jurisdiction, Rule, RuleId},
    suggest::suggestion,
};

/// A state's file holds that state's rules only.
pub(in crate::pack) fn one_state(rules: &[Located<Rule>], state: UsState, report: &mut Report) {
    for Located { file, line, item: rule } in rules {
        if rule.jurisdiction != Jurisdiction::State(state) {
            let message = format!(
                "rule `{}`: write `jurisdiction = \"{}\"`, as the file's name",
                rule.id,
                state.jurisdiction()
            );
            report.add(file, Some(*line), message);
        }
    }
}

/// A rule in a protocol's folder is about that protocol, said or not.
pub(in crate::pack) fn one_protocol(
    rules: &mut [Located<Rule>],
    protocol: &ProtocolId,
    report: &mut Report,
) {
    let own = BTreeSet::from([protocol.clone()]);
    for Located { file, line, item: rule } in rules {
        match &rule.protocols {
            None => rule.protocols = Some(own.clone()),
            Some(scope) if *scope == own => {}
            Some(_) => {
                let message = format!(
                    "rule `{}`: remove `protocols`; a rule for others stands in `rules/`",
                    rule.id
                );
                report.add(file, Some(*line), message);
            }
        }
    }
}

/// Every rule by itself, and no id twice.
pub(in crate::pack) fn rules(rules: &[Located<Rule>], known: &Known<'_>, report: &mut Report) {
    let mut seen: BTreeMap<&RuleId, &Located<Rule>> = BTreeMap::new();
    for located in rules {
        let Located { file, line, item: rule } = located;
        if let Some(earlier) = seen.insert(&rule.id, located) {
            let message = format!(
                "rule `{}`: the id stands in {}:{} too; rename one",
                rule.id, earlier.file, earlier.line
            );
            report.add(file, Some(*line), message);
        }
        let found = own_mistakes(rule)
            .into_iter()
            .chain(scope_mistakes(rule, known))
            .chain(rule.when.iter().flat_map(|when| mistakes(when, known)));
        for message in found {
            report.add(file, Some(*line), format!("rule `{}`: {message}", rule.id));
        }
    }
}

fn own_mistakes(rule: &Rule) -> Vec<String> {
    let mut found = Vec::new();
    if rule.id.is_engine() {
        found.push("ids that begin with `engine/` are the engine's own: rename it".to_owned());
    }
    if let (Some(from), Some(to)) = (rule.from, rule.to)
        && from > to
    {
        found.push(format!("it ends on {to}, before it begins on {from}: exchange the dates"));
    }
    for (key, text) in [
        ("title", &rule.title),
        ("citation", &rule.citation),
        ("patient", &rule.patient),
        ("clinician", &rule.clinician),
    ] {
        if text.trim().is_empty() {
            found.push(format!("write `{key}`"));
        }
    }
    let address = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    if rule.url.as_ref().is_some_and(|url| !address(url)) {
        found.push("write the `url` with `https://`, or leave it out".to_owned());
    }
    if rule.urgent && !matches!(rule.effect, Effect::Prohibit | Effect::Refer) {
        found.push(
            "`urgent` is for `prohibit` and `refer` alone: leave it out; a `stop` says by itself \
             how soon"
                .to_owned(),
        );
    }
    if rule.effect == Effect::Open && rule.jurisdiction == Jurisdiction::Federal {
        found.push("only a state's own rule opens it: write `jurisdiction = \"US-..\"`".to_owned());
    }
    found
}

fn scope_mistakes(rule: &Rule, known: &Known<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |key: &str, named: Option<Vec<&str>>, known: &BTreeSet<&str>| {
        let Some(named) = named else { return };
        if named.is_empty() {
            found.push(format!("`{key}` is empty: list some, or leave it out for all"));
        }
        for name in named.into_iter().filter(|name| !known.contains(name)) {
            let near = suggestion(name, known.iter().copied());
            found.push(format!("`{key}` names `{name}`, which the pack does not have{near}"));
        }
    };
    let protocols = rule.protocols.as_ref();
    check(
        "protocols",
        protocols.map(|ids| ids.iter().map(ProtocolId::as_str).collect()),
        &known.protocols,
    );
    let medications = rule.medications.as_ref();
    check(
        "medications",
        medications.map(|ids| ids.iter().map(|id| id.as_str()).collect()),
        &known.medications,
    );
    let classes = rule.classes.as_ref();
    check(
        "classes",
        classes.map(|classes| classes.iter().map(String::as_str).collect()),
        &known.classes,
    );
    if rule.schedules.as_ref().is_some_and(BTreeSet::is_empty) {
        found.push("`schedules` is empty: list some, or leave it out for all".to_owned());
    }
    found
}
