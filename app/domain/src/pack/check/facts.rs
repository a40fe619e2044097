//! Facts and the lexicon.

use std::collections::BTreeSet;

use super::{Known, conditions::mistakes};
use crate::{
    medication::{LexiconEntry, is_identifier},
    pack::{error::Report, source::Located},
    rules::{Catalogue, CatalogueError, FactDefinition, FactType, builtin},
    suggest::suggestion,
};

const FILE: &str = "facts.toml";

pub(in crate::pack) fn facts(
    facts: &[Located<FactDefinition>],
    known: &Known<'_>,
    report: &mut Report,
) {
    for Located { file, line, item: fact } in facts {
        for message in fact_mistakes(fact, known) {
            report.add(file, Some(*line), format!("fact `{}`: {message}", fact.name));
        }
    }
}

fn fact_mistakes(fact: &FactDefinition, known: &Known<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut require = |holds: bool, message: &str| {
        if !holds {
            found.push(message.to_owned());
        }
    };
    let boolean = fact.fact_type == FactType::Boolean;
    require(
        is_identifier(fact.name.as_str()),
        "write the name in lower-case letters, digits and hyphens",
    );
    require(!fact.title.trim().is_empty(), "write a `title`");
    require(
        fact.unit.is_none() || fact.fact_type == FactType::Number,
        "only a number has a `unit`: remove it",
    );
    require(
        fact.medicine_class.is_none() || boolean,
        "only a boolean has a `medicine-class`: remove it",
    );
    require(fact.derived.is_none() || boolean, "only a boolean is `derived`: remove it");
    let own = builtin::ALL.into_iter().find(|(name, _)| *name == fact.name.as_str());
    if let Some((_, wanted)) = own.filter(|(_, wanted)| *wanted != fact.fact_type) {
        found.push(format!("the engine sets it: write `type = \"{}\"`", wanted.as_str()));
    }
    if let Some(class) = &fact.medicine_class
        && !known.medicine_classes.contains(class.as_str())
    {
        let near = suggestion(class, known.medicine_classes.iter().copied());
        found.push(format!("no medicine in `medicines.toml` has the class `{class}`{near}"));
    }
    if fact.medicine_class.is_some() && known.lacks(builtin::MEDICINE_CLASSES) {
        found.push(format!("declare the fact `{}` too", builtin::MEDICINE_CLASSES));
    }
    if let Some(derived) = &fact.derived {
        found.extend(mistakes(derived, known));
    }
    found
}

/// The catalogue, where the facts can stand together.
pub(in crate::pack) fn catalogue(
    facts: Vec<Located<FactDefinition>>,
    report: &mut Report,
) -> Option<Catalogue> {
    let lines: Vec<_> = facts.iter().map(|fact| (fact.item.name.clone(), fact.line)).collect();
    match Catalogue::new(facts.into_iter().map(|fact| fact.item)) {
        Ok(catalogue) => Some(catalogue),
        Err(error) => {
            let (CatalogueError::Twice(fact) | CatalogueError::Circle(fact)) = &error;
            let line = lines.iter().rev().find(|(name, _)| name == fact).map(|(_, line)| *line);
            report.add(FILE, line, format!("{error}: keep one, and derive it from others"));
            None
        }
    }
}

/// Each entry needs names; a name with two different sets of classes is a mistake.
pub(in crate::pack) fn lexicon(entries: &[Located<LexiconEntry>], report: &mut Report) {
    let mut seen = BTreeSet::new();
    for Located { file, line, item: entry } in entries {
        if entry.names.is_empty() {
            report.add(file, Some(*line), "write at least one name in `names`");
        }
        for name in &entry.names {
            let words = LexiconEntry::words(name);
            if words.is_empty() {
                report.add(file, Some(*line), format!("`{name}` is no name: write letters"));
            } else if !seen.insert(words) {
                report.add(file, Some(*line), format!("`{name}` is listed twice: keep one"));
            }
        }
        for class in entry.classes.iter().filter(|class| !is_identifier(class)) {
            let message = format!("write the class `{class}` in lower-case letters and hyphens");
            report.add(file, Some(*line), message);
        }
    }
}
