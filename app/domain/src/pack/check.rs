//! What must hold in a pack beyond the shape of its files.

mod conditions;
mod facts;
mod formulary;
mod questions;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use facts::{catalogue, facts, lexicon};
pub(super) use formulary::{formulary, protocols};
pub(super) use questions::questions;
pub(super) use rules::{one_protocol, one_state, rules};

use super::{Protocol, source::Located};
use crate::{medication::LexiconEntry, rules::FactDefinition};

/// All names that a pack may refer to.
pub(super) struct Known<'a> {
    facts: BTreeMap<&'a str, &'a FactDefinition>,
    /// The facts that are declared, with a mistake or without; `None` where nobody can tell.
    declared: Option<BTreeSet<String>>,
    /// The classes of the lexicon.
    medicine_classes: BTreeSet<&'a str>,
    /// The classes of the formularies.
    classes: BTreeSet<&'a str>,
    protocols: BTreeSet<&'a str>,
    medications: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn new(
        facts: &'a [Located<FactDefinition>],
        declared: Option<BTreeSet<String>>,
        entries: &'a [Located<LexiconEntry>],
        protocols: &'a [Protocol],
    ) -> Self {
        let formularies = || protocols.iter().flat_map(|protocol| &protocol.formulary);
        Self {
            facts: facts.iter().map(|fact| (fact.item.name.as_str(), &fact.item)).collect(),
            declared,
            medicine_classes: entries
                .iter()
                .flat_map(|entry| entry.item.classes.iter().map(String::as_str))
                .collect(),
            classes: formularies()
                .flat_map(|medication| medication.classes.iter().map(String::as_str))
                .collect(),
            protocols: protocols.iter().map(|protocol| protocol.id.as_str()).collect(),
            medications: formularies().map(|medication| medication.id.as_str()).collect(),
        }
    }

    fn fact(&self, name: &str) -> Option<&'a FactDefinition> {
        self.facts.get(name).copied()
    }

    /// No fact of this name is declared; one whose declaration could not be read is.
    fn lacks(&self, name: &str) -> bool {
        let declared = self.declared.as_ref();
        self.fact(name).is_none() && declared.is_some_and(|names| !names.contains(name))
    }
}
