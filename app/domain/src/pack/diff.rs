//! What one pack says otherwise than another.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use serde_json::Value;

use super::Pack;

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
    /// Only the newer pack has it.
    Added,
    /// Only the older pack has it.
    Removed,
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
            What::Added => write!(formatter, "{kind} {id}: added"),
            What::Removed => write!(formatter, "{kind} {id}: removed"),
            What::Changed(parts) => {
                write!(formatter, "{kind} {id}: changed")?;
                parts.iter().try_for_each(|part| write!(formatter, "\n  {part}"))
            }
        }
    }
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
    let (before, mut after) = (things(before), things(after));
    let mut changes = Vec::new();
    for ((kind, id), old) in before {
        let what = match after.remove(&(kind, id.clone())) {
            None => What::Removed,
            Some(new) if new == old => continue,
            Some(new) => What::Changed(parts(&old, &new)),
        };
        changes.push(Change { kind, id, what });
    }
    changes.extend(after.into_keys().map(|(kind, id)| Change { kind, id, what: What::Added }));
    changes.sort_by(|one, other| (one.kind, &one.id).cmp(&(other.kind, &other.id)));
    changes
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
