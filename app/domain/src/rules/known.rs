//! What is known of a case, each fact in its place in the catalogue.
//!
//! A decision looks at hundreds of facts, and finds none of them by its name.

use super::{condition::Knows, value::Value};

/// The place of a fact in a catalogue, in order of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub(super) usize);

/// The values of a catalogue's facts, borrowed from whoever gave them.
#[derive(Clone, Debug)]
pub(crate) struct Known<'a>(Vec<Option<&'a Value>>);

impl<'a> Known<'a> {
    /// Nothing is known of so many facts.
    pub(super) fn nothing(facts: usize) -> Self {
        Self(vec![None; facts])
    }

    /// Makes a fact known, known otherwise, or unknown.
    pub(super) fn set(&mut self, place: Place, value: Option<&'a Value>) {
        if let Some(known) = self.0.get_mut(place.0) {
            *known = value;
        }
    }

    /// The value in this place, where it is known.
    pub(super) fn get(&self, place: Place) -> Option<&'a Value> {
        self.0.get(place.0).copied().flatten()
    }

    /// The values in order of names.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&'a Value>> {
        self.0.iter().copied()
    }
}

impl Knows<Place> for Known<'_> {
    fn value(&self, fact: &Place) -> Option<&Value> {
        self.get(*fact)
    }
}
