//! What one pack says otherwise than another.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use serde_json::Value;

use super::Pack;
use crate::rules::{Rule, Said};

/// One difference between two packs, each thing in whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What happened to it.
    pub what: What,
}

/// What a pack is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The pack's own head.
    Pack,
    /// A rule.
    Rule,
    /// A protocol; its questions count by their digest.
    Protocol,
    /// A medicine of a formulary.
    Medication,
    /// A declared fact.
    Fact,
    /// A consent.
    Consent,
    /// A medicine that patients may type.
    Lexicon,
}

/// What happened to a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Only the newer pack has it; what it says, of a rule.
    Added(Vec<Said>),
    /// Only the older pack has it; what it said, of a rule.
    Removed(Vec<Said>),
    /// Both have it; these parts say something else.
    Changed(Vec<Part>),
}

/// One part of a thing that says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name, as the pack's files name it.
    pub name: String,
    /// What it said; nothing where it was not there.
    pub before: Option<String>,
    /// What it says; nothing where it is not there any more.
    pub after: Option<String>,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Pack => "pack",
            Self::Rule => "rule",
            Self::Protocol => "protocol",
            Self::Medication => "medicine",
            Self::Fact => "fact",
            Self::Consent => "consent",
            Self::Lexicon => "typed medicine",
        })
    }
}

impl fmt::Display for Change {
    /// `rule us-ar/...: changed`, and a line for each part.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, id, what } = self;
        match what {
            What::Added(said) => {
                write!(formatter, "{kind} {id}: added")?;
                lines(formatter, said)
            }
            What::Removed(said) => {
                write!(formatter, "{kind} {id}: removed")?;
                lines(formatter, said)
            }
            What::Changed(parts) => {
                write!(formatter, "{kind} {id}: changed")?;
                lines(formatter, parts)
            }
        }
    }
}

fn lines(formatter: &mut fmt::Formatter<'_>, all: &[impl fmt::Display]) -> fmt::Result {
    all.iter().try_for_each(|one| write!(formatter, "\n  {one}"))
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, before, after } = self;
        match (before, after) {
            (Some(before), Some(after)) => write!(formatter, "{name}: {before} -> {after}"),
            (None, Some(after)) => write!(formatter, "{name}: now {after}"),
            (Some(before), None) => write!(formatter, "{name}: no longer {before}"),
            (None, None) => formatter.write_str(name),
        }
    }
}

/// Everything that `after` says otherwise than `before`, by kind and id.
#[must_use]
pub fn diff(before: &Pack, after: &Pack) -> Vec<Change> {
    let (old_things, mut new_things) = (things(before), things(after));
    let mut changes = Vec::new();
    for ((kind, id), old) in old_things {
        let what = match new_things.remove(&(kind, id.clone())) {
            None => What::Removed(said(before, kind, &id)),
            Some(new) if new == old => continue,
            Some(new) => What::Changed(parts(&old, &new)),
        };
        changes.push(Change { kind, id, what });
    }
    changes.extend(new_things.into_keys().map(|(kind, id)| {
        let what = What::Added(said(after, kind, &id));
        Change { kind, id, what }
    }));
    changes.sort_by(|one, other| (one.kind, &one.id).cmp(&(other.kind, &other.id)));
    changes
}

/// What a rule of this pack says; other things are told by their ids.
fn said(pack: &Pack, kind: Kind, id: &str) -> Vec<Said> {
    let rule = match kind {
        Kind::Rule => id.parse().ok().and_then(|id| pack.rule(&id)),
        Kind::Pack
        | Kind::Protocol
        | Kind::Medication
        | Kind::Fact
        | Kind::Consent
        | Kind::Lexicon => None,
    };
    rule.map(Rule::in_words).unwrap_or_default()
}

type Things = BTreeMap<(Kind, String), Value>;

fn things(pack: &Pack) -> Things {
    let mut things = Things::new();
    let mut add = |kind: Kind, id: String, thing: Value| things.insert((kind, id), thing);
    add(Kind::Pack, "head".to_owned(), json(pack.head()));
    for rule in pack.rules() {
        add(Kind::Rule, rule.id.to_string(), json(rule));
    }
    for protocol in pack.protocols() {
        let mut thing = json(protocol);
        if let Some(fields) = thing.as_object_mut() {
            fields.remove("formulary");
        }
        add(Kind::Protocol, protocol.id.to_string(), thing);
        for medication in &protocol.formulary {
            add(Kind::Medication, format!("{}/{}", protocol.id, medication.id), json(medication));
        }
    }
    for fact in pack.facts() {
        add(Kind::Fact, fact.name.to_string(), json(fact));
    }
    for consent in &pack.consents {
        add(Kind::Consent, consent.code.clone(), json(consent));
    }
    for entry in pack.lexicon().entries() {
        let names: Vec<&str> = entry.names.iter().map(String::as_str).collect();
        add(Kind::Lexicon, names.join(", "), json(entry));
    }
    things
}

fn json(thing: &impl Serialize) -> Value {
    serde_json::to_value(thing).unwrap_or_default()
}

fn parts(before: &Value, after: &Value) -> Vec<Part> {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else {
        return Vec::new();
    };
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let words = |value: Option<&Value>| {
        value.map(|value| match value {
            Value::String(text) => format!("“{text}”"),
            other => other.to_string(),
        })
    };
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| Part {
            name: name.clone(),
            before: words(before.get(name)),
            after: words(after.get(name)),
        })
        .collect()
}
