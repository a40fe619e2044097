//! What is known of a case, each fact in its place in the catalogue.
//!
//! A decision looks at hundreds of facts, and finds none of them by its name.

use std::borrow::Cow;

use super::{condition::Knows, value::Value};

/// The place of a fact in a catalogue, in order of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub(super) usize);

/// The values of a catalogue's facts.
#[derive(Clone, Debug)]
pub(crate) struct Known<'a>(Vec<Option<Cow<'a, Value>>>);

impl<'a> Known<'a> {
    /// Nothing is known of so many facts.
    pub(super) fn nothing(facts: usize) -> Self {
        Self(vec![None; facts])
    }

    /// Makes a fact known, known otherwise, or unknown.
    pub(super) fn set(&mut self, place: Place, value: Option<Cow<'a, Value>>) {
        if let Some(known) = self.0.get_mut(place.0) {
            *known = value;
        }
    }

    /// The values in order of names.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&Value>> {
        self.0.iter().map(Option::as_deref)
    }
}

impl Knows<Place> for Known<'_> {
    fn value(&self, fact: &Place) -> Option<&Value> {
        self.0.get(fact.0)?.as_deref()
    }
}
