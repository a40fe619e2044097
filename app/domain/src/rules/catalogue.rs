//! The declared facts, and what follows from those that were given.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    io::{self, Read, Write},
};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::Serialize;

use super::{
    condition::Condition,
    fact::{FactDefinition, FactName, FactSource, builtin},
    known::{Known, Place},
    truth::Truth,
    value::{Facts, Value},
};

/// Every fact that rules may name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Vec<FactDefinition>")]
pub struct Catalogue {
    /// In order of names.
    definitions: Vec<FactDefinition>,
    /// The derived facts, each after those that it rests on.
    derived: Vec<Derived>,
    /// The facts that a typed medicine of a class makes true.
    classes: Vec<(Place, String)>,
}

/// A fact that follows from others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Derived {
    place: Place,
    /// Nobody is asked: what does not hold is known not to.
    never_asked: bool,
    condition: Condition<Place>,
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
        let order = in_order(&known)?;
        let definitions = known.into_values().collect();
        let mut catalogue = Self { definitions, ..Self::default() };
        catalogue.classes = catalogue
            .placed()
            .filter_map(|(place, definition)| Some((place, definition.medicine_class.clone()?)))
            .collect();
        catalogue.derived = order
            .iter()
            .filter_map(|name| {
                let definition = catalogue.get(name.as_str())?;
                Some(Derived {
                    place: catalogue.place(name.as_str())?,
                    never_asked: definition.source == FactSource::Derived,
                    condition: catalogue.in_places(definition.derived.as_ref()?),
                })
            })
            .collect();
        Ok(catalogue)
    }

    fn placed(&self) -> impl Iterator<Item = (Place, &FactDefinition)> {
        let places = self.definitions.iter().enumerate();
        places.map(|(place, definition)| (Place(place), definition))
    }

    /// The place of the fact with this name.
    fn place(&self, name: &str) -> Option<Place> {
        let found = self.definitions.binary_search_by(|one| one.name.as_str().cmp(name));
        found.ok().map(Place)
    }

    /// A condition that finds its facts by their places; one that is not declared is nowhere.
    pub(super) fn in_places(&self, condition: &Condition) -> Condition<Place> {
        let nowhere = Place(usize::MAX);
        condition.renamed(&|name: &FactName| self.place(name.as_str()).unwrap_or(nowhere))
    }

    /// The name of the fact in this place.
    pub(super) fn name(&self, place: Place) -> Option<&FactName> {
        self.definitions.get(place.0).map(|definition| &definition.name)
    }

    /// The fact with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&FactDefinition> {
        self.definitions.get(self.place(name)?.0)
    }

    /// Every fact, by name.
    pub fn iter(&self) -> impl Iterator<Item = &FactDefinition> {
        self.definitions.iter()
    }

    /// The part of the catalogue that these facts rest on.
    #[must_use]
    pub fn only<'a>(&self, names: impl IntoIterator<Item = &'a FactName>) -> Self {
        let mut wanted = BTreeSet::new();
        let mut open: Vec<&str> = names.into_iter().map(FactName::as_str).collect();
        open.push(builtin::MEDICINE_CLASSES);
        while let Some(name) = open.pop() {
            let Some((place, definition)) = self.place(name).zip(self.get(name)) else { continue };
            if wanted.insert(place) {
                let derived = definition.derived.iter().flat_map(Condition::facts);
                open.extend(derived.map(FactName::as_str));
            }
        }
        // What is kept keeps its order, and moves up into other places.
        let old: Vec<Place> = wanted.into_iter().collect();
        let moved = |place: &Place| old.binary_search(place).map_or(Place(usize::MAX), Place);
        let kept = |place: &Place| old.binary_search(place).is_ok();
        Self {
            definitions: old
                .iter()
                .filter_map(|place| self.definitions.get(place.0))
                .cloned()
                .collect(),
            derived: self
                .derived
                .iter()
                .filter(|derived| kept(&derived.place))
                .map(|derived| Derived {
                    place: moved(&derived.place),
                    condition: derived.condition.renamed(&moved),
                    ..derived.clone()
                })
                .collect(),
            classes: self
                .classes
                .iter()
                .filter(|(place, _)| kept(place))
                .map(|(place, class)| (moved(place), class.clone()))
                .collect(),
        }
    }

    /// Everything that follows from `given` on the day `on`: values that are not
    /// declared, or not of their type, are dropped; typed medicines and
    /// derivations are worked out.
    #[must_use]
    pub fn settle(&self, given: &Facts, on: Date) -> Facts {
        let known = self.know(given, &[], on);
        let values = self.definitions.iter().zip(known.iter());
        values.filter_map(|(one, value)| Some((one.name.clone(), value?.clone()))).collect()
    }

    /// The same, each value in its place; `own` stands above what was given.
    pub(super) fn know<'a>(
        &self,
        given: &'a Facts,
        own: &'a [(&str, Option<Value>)],
        on: Date,
    ) -> Known<'a> {
        let mut known = Known::nothing(self.definitions.len());
        // Both are in order of names: one walk instead of a search for each.
        let mut definitions = self.placed().peekable();
        for (name, value) in given.iter() {
            let compared = loop {
                let Some((place, one)) = definitions.peek().copied() else { break None };
                match one.name.cmp(name) {
                    Ordering::Less => definitions.next(),
                    Ordering::Equal => break Some((place, one)),
                    Ordering::Greater => break None,
                };
            };
            if let Some((place, one)) = compared
                && one.fact_type == value.fact_type()
            {
                known.set(place, Some(value));
            }
        }
        for (name, value) in own {
            let Some(place) = self.place(name) else { continue };
            let Some(one) = self.definitions.get(place.0) else { continue };
            known.set(place, value.as_ref().filter(|value| one.fact_type == value.fact_type()));
        }
        self.apply_medicines(&mut known);
        for Derived { place, never_asked, condition } in &self.derived {
            // Whoever was asked says "no" themselves: what another question denies does not.
            let may_deny = *never_asked && known.get(*place).is_none();
            let follows = match condition.evaluate(&known, on) {
                Truth::True => &Value::Boolean(true),
                Truth::False if may_deny => &Value::Boolean(false),
                Truth::False | Truth::Unknown => continue,
            };
            known.set(*place, Some(follows));
        }
        known
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
        let facts = self.settle(given, on);
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
    fn apply_medicines(&self, known: &mut Known<'_>) {
        let typed = self.place(builtin::MEDICINE_CLASSES);
        let (typed, complete) = match typed.and_then(|place| known.get(place)) {
            Some(Value::Codes { known, complete }) => (Some(known), *complete),
            Some(_) | None => (None, false),
        };
        for (place, class) in &self.classes {
            if typed.is_some_and(|typed| typed.contains(class)) {
                known.set(*place, Some(&Value::Boolean(true)));
            } else if !complete && known.get(*place) == Some(&Value::Boolean(false)) {
                known.set(*place, None);
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

impl BorshSerialize for Catalogue {
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<(), io::Error> {
        BorshSerialize::serialize(&self.definitions, writer)
    }
}

impl BorshDeserialize for Catalogue {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self, io::Error> {
        let definitions = Vec::<FactDefinition>::deserialize_reader(reader)?;
        Self::new(definitions).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

impl From<Catalogue> for Vec<FactDefinition> {
    fn from(catalogue: Catalogue) -> Self {
        catalogue.definitions
    }
}

#[cfg(test)]
mod tests;
