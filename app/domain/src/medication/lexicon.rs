//! What a patient types for a medicine, and what it is known to be.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::rules::Value;

/// One medicine by all its names: ingredient, brands, words of the street.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LexiconEntry {
    /// The names; case and punctuation do not matter.
    pub names: BTreeSet<String>,
    /// The classes that rules ask about; empty for one that is known and harmless here.
    #[serde(default)]
    pub classes: BTreeSet<String>,
}

impl LexiconEntry {
    /// A name as it is looked up: its words in small letters.
    pub(crate) fn words(name: &str) -> Vec<String> {
        words::split(name)
    }
}

/// Every medicine that can be recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeSet<LexiconEntry>", into = "BTreeSet<LexiconEntry>")]
pub struct Lexicon {
    entries: BTreeSet<LexiconEntry>,
    /// Classes by the words of a name.
    names: BTreeMap<Vec<String>, BTreeSet<String>>,
    /// The most words in one name.
    longest: usize,
}

/// What was made of a typed medicine.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Recognition {
    /// The classes of everything that was recognised in it.
    pub classes: BTreeSet<String>,
    /// Every word was understood; otherwise somebody has to ask.
    pub complete: bool,
}

impl From<Recognition> for Value {
    fn from(recognition: Recognition) -> Self {
        Self::Codes { known: recognition.classes, complete: recognition.complete }
    }
}

impl Lexicon {
    /// A lexicon of these entries.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = LexiconEntry>) -> Self {
        entries.into_iter().collect::<BTreeSet<_>>().into()
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &LexiconEntry> {
        self.entries.iter()
    }

    /// Every class that some medicine has.
    pub fn classes(&self) -> BTreeSet<&str> {
        self.entries.iter().flat_map(|entry| entry.classes.iter().map(String::as_str)).collect()
    }

    /// Recognises names as whole words anywhere in what was typed, the longest
    /// first; doses, forms and filler words are understood and passed over.
    ///
    /// A word that is one slip of the pen away from a name with classes counts
    /// as that class, but leaves the answer incomplete. Words such as "none"
    /// by themselves say that there is no medicine.
    #[must_use]
    pub fn recognise(&self, typed: &str) -> Recognition {
        let words = words::split(typed);
        let mut recognition = Recognition { classes: BTreeSet::new(), complete: true };
        if words::says_none(&words) {
            return recognition;
        }
        let mut rest = words.as_slice();
        let mut named = false;
        while let Some((first, after)) = rest.split_first() {
            if let Some((length, classes)) = self.name_at(rest) {
                recognition.classes.extend(classes.iter().cloned());
                named = true;
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            if !words::is_filler(first) {
                recognition.complete = false;
                for classes in self.slips_at(rest) {
                    recognition.classes.extend(classes.iter().cloned());
                }
            }
            rest = after;
        }
        recognition.complete &= named;
        recognition
    }

    /// Everything that was typed, taken together.
    #[must_use]
    pub fn recognise_all<'a>(&self, typed: impl IntoIterator<Item = &'a str>) -> Recognition {
        let nothing = Recognition { classes: BTreeSet::new(), complete: true };
        typed.into_iter().map(|typed| self.recognise(typed)).fold(nothing, |mut all, one| {
            all.classes.extend(one.classes);
            all.complete &= one.complete;
            all
        })
    }

    /// The longest name that begins here, with its classes.
    fn name_at(&self, words: &[String]) -> Option<(usize, &BTreeSet<String>)> {
        let most = self.longest.min(words.len());
        (1..=most).rev().find_map(|length| {
            let classes = self.names.get(words.get(..length)?)?;
            Some((length, classes))
        })
    }

    /// The classes of names that begin here but for one slip in one long word.
    fn slips_at(&self, words: &[String]) -> impl Iterator<Item = &BTreeSet<String>> {
        self.names
            .iter()
            .filter(|(_, classes)| !classes.is_empty())
            .filter(|(name, _)| words::is_slip(name, words))
            .map(|(_, classes)| classes)
    }
}

impl From<BTreeSet<LexiconEntry>> for Lexicon {
    fn from(entries: BTreeSet<LexiconEntry>) -> Self {
        let mut names: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        for entry in &entries {
            for name in &entry.names {
                let words = words::split(name);
                if !words.is_empty() {
                    names.entry(words).or_default().extend(entry.classes.iter().cloned());
                }
            }
        }
        let longest = names.keys().map(Vec::len).max().unwrap_or_default();
        Self { entries, names, longest }
    }
}

impl From<Lexicon> for BTreeSet<LexiconEntry> {
    fn from(lexicon: Lexicon) -> Self {
        lexicon.entries
    }
}

#[cfg(test)]
mod tests;
