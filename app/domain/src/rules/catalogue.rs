//! The declared facts, and what follows from those that were given.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    fact::{FactDefinition, FactName, FactSource, builtin},
    truth::Truth,
    value::{Facts, Value},
};

/// Every fact that rules may name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<FactDefinition>", into = "Vec<FactDefinition>")]
pub struct Catalogue {
    definitions: BTreeMap<FactName, FactDefinition>,
    /// The derived facts, each after those that it rests on.
    derived: Vec<FactName>,
}

/// Definitions that cannot stand together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The name is declared twice.
    #[error("the fact `{0}` is declared twice")]
    Twice(FactName),
    /// The fact is derived from itself.
    #[error("the fact `{0}` is derived from itself")]
    Circle(FactName),
}

impl Catalogue {
    /// A catalogue of these facts.
    ///
    /// # Errors
    /// When a name stands twice, or a derivation goes round in a circle.
    pub fn new(
        definitions: impl IntoIterator<Item = FactDefinition>,
    ) -> Result<Self, CatalogueError> {
        let mut known = BTreeMap::new();
        for definition in definitions {
            if let Some(earlier) = known.insert(definition.name.clone(), definition) {
                return Err(CatalogueError::Twice(earlier.name));
            }
        }
        let derived = in_order(&known)?;
        Ok(Self { definitions: known, derived })
    }

    /// The fact with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&FactDefinition> {
        self.definitions.get(name)
    }

    /// Every fact, by name.
    pub fn iter(&self) -> impl Iterator<Item = &FactDefinition> {
        self.definitions.values()
    }

    /// The part of the catalogue that these facts rest on.
    #[must_use]
    pub fn only<'a>(&self, names: impl IntoIterator<Item = &'a FactName>) -> Self {
        let mut wanted = BTreeSet::new();
        let mut open: Vec<&FactName> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            let Some(definition) = self.definitions.get(name) else { continue };
            if wanted.insert(definition.name.clone()) {
                open.extend(definition.derived.iter().flat_map(|derived| derived.facts()));
            }
        }
        let medicines = self.definitions.get(builtin::MEDICINE_CLASSES);
        wanted.extend(medicines.map(|definition| definition.name.clone()));
        let kept = |name: &&FactName| wanted.contains(*name);
        Self {
            derived: self.derived.iter().filter(kept).cloned().collect(),
            definitions: self
                .definitions
                .iter()
                .filter(|(name, _)| kept(name))
                .map(|(name, definition)| (name.clone(), definition.clone()))
                .collect(),
        }
    }

    /// Everything that follows from `given` on the day `on`: values that are not
    /// declared, or not of their type, are dropped; typed medicines and
    /// derivations are worked out.
    #[must_use]
    pub fn settle(&self, given: Facts, on: Date) -> Facts {
        let mut facts = given;
        // Both are in order of names: one walk instead of a search for each.
        let mut definitions = self.definitions.iter().peekable();
        facts.retain(|name, value| {
            while definitions.next_if(|(known, _)| *known < name).is_some() {}
            let same = definitions.next_if(|(known, _)| *known == name);
            same.is_some_and(|(_, known)| known.fact_type == value.fact_type())
        });
        self.apply_medicines(&mut facts);
        for name in &self.derived {
            let Some(definition) = self.definitions.get(name) else { continue };
            let Some(condition) = definition.derived.as_ref() else { continue };
            // Whoever was asked says "no" themselves: what another question denies does not.
            let never_asked = definition.source == FactSource::Derived;
            let may_deny = never_asked && facts.get(name.as_str()).is_none();
            match condition.evaluate(&facts, on) {
                Truth::True => facts.insert(name.clone(), Value::Boolean(true)),
                Truth::False if may_deny => facts.insert(name.clone(), Value::Boolean(false)),
                Truth::False | Truth::Unknown => None,
            };
        }
        facts
    }

    /// The facts that a clinician may find out so that the `missing` ones become
    /// known: yes or no, or a number, that the patient was asked or a clinician finds.
    #[must_use]
    pub fn findable<'a>(
        &self,
        missing: impl IntoIterator<Item = &'a str>,
        given: &Facts,
        on: Date,
    ) -> Vec<&FactDefinition> {
        let facts = self.settle(given.clone(), on);
        let mut open: Vec<FactName> = missing.into_iter().map(FactName::from).collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            let Some(definition) = self.get(name.as_str()) else { continue };
            if !seen.insert(name) {
                continue;
            }
            if let (FactSource::Derived, Some(derived)) = (definition.source, &definition.derived) {
                open.extend(derived.unknown_facts(&facts, on));
            }
        }
        // While a typed medicine is not recognised, that comes first.
        let unrecognised = matches!(
            facts.get(builtin::MEDICINE_CLASSES),
            Some(Value::Codes { complete: false, .. })
        );
        seen.iter()
            .filter(|name| facts.get(name.as_str()).is_none())
            .filter_map(|name| self.get(name.as_str()))
            .filter(|definition| definition.can_be_found())
            .filter(|definition| !unrecognised || definition.medicine_class.is_none())
            .collect()
    }

    /// A typed medicine of a class makes that class's facts true. While one is
    /// not recognised, or nobody looked at what was typed, a "no" is not known.
    fn apply_medicines(&self, facts: &mut Facts) {
        let (known, complete) = match facts.get(builtin::MEDICINE_CLASSES) {
            Some(Value::Codes { known, complete }) => (known.clone(), *complete),
            Some(_) | None => (BTreeSet::new(), false),
        };
        for definition in self.definitions.values() {
            let Some(class) = &definition.medicine_class else { continue };
            let name = definition.name.as_str();
            if known.contains(class) {
                facts.insert(name, Value::Boolean(true));
            } else if !complete && facts.get(name) == Some(&Value::Boolean(false)) {
                facts.remove(name);
            }
        }
    }
}

/// The derived facts, each after those that it rests on; by name where that leaves a choice.
fn in_order(known: &BTreeMap<FactName, FactDefinition>) -> Result<Vec<FactName>, CatalogueError> {
    let derived = |name: &FactName| known.get(name).and_then(|fact| fact.derived.as_ref());
    let mut waiting: BTreeMap<&FactName, usize> = BTreeMap::new();
    let mut rest_on: BTreeMap<&FactName, Vec<&FactName>> = BTreeMap::new();
    for name in known.keys() {
        let Some(condition) = derived(name) else { continue };
        let mut needed = condition.facts();
        needed.retain(|needed| derived(needed).is_some());
        waiting.insert(name, needed.len());
        for needed in needed {
            rest_on.entry(needed).or_default().push(name);
        }
    }
    let mut ready: BTreeSet<&FactName> =
        waiting.iter().filter(|(_, needs)| **needs == 0).map(|(name, _)| *name).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first() {
        waiting.remove(next);
        order.push(next.clone());
        for name in rest_on.remove(next).unwrap_or_default() {
            if let Some(needs) = waiting.get_mut(name) {
                *needs -= 1;
                if *needs == 0 {
                    ready.insert(name);
                }
            }
        }
    }
    match waiting.first_key_value() {
        Some((name, _)) => Err(CatalogueError::Circle((*name).clone())),
        None => Ok(order),
    }
}

impl TryFrom<Vec<FactDefinition>> for Catalogue {
    type Error = CatalogueError;

    fn try_from(definitions: Vec<FactDefinition>) -> Result<Self, Self::Error> {
        Self::new(definitions)
    }
}

impl From<Catalogue> for Vec<FactDefinition> {
    fn from(catalogue: Catalogue) -> Self {
        catalogue.definitions.into_values().collect()
    }
}

#[cfg(test)]
mod tests;
