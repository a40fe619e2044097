//! A pack: the rules, facts, protocols and medicines that a clinic works by.
//!
//! A folder of TOML and FHIR JSON, readable in a diff. [`Pack::read`] takes all
//! of it or refuses it with every mistake at once; the digest addresses what it
//! says, not how the files are laid out.

mod check;
pub mod diff;
mod error;
pub mod overview;
mod protocol;
mod read;
mod slice;
mod source;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use error::{PackError, PackErrors};
pub use protocol::{DeclineReason, Protocol};
pub use slice::{RuleSlice, SlicedRule};

use crate::{
    consent::ConsentText,
    medication::{Lexicon, Medication, MedicationId, ProtocolId},
    place::UsState,
    rules::{
        Bearing, Catalogue, Digest, FactDefinition, Jurisdiction, Listed, Rule, RuleId, RuleSet,
    },
};

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// Its path inside the pack's folder, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// What a pack says of itself, in `pack.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PackHead {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its version.
    pub version: String,
    /// How far it can be trusted, in two or three words.
    pub status: String,
    /// The sentence that stands on every screen that shows its content.
    pub notice: String,
}

/// A pack that was read and checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    digest: Digest,
    head: PackHead,
    catalogue: Catalogue,
    lexicon: Lexicon,
    consents: Vec<ConsentText>,
    /// By id within each jurisdiction.
    rules: BTreeMap<Jurisdiction, Vec<Rule>>,
    /// What decisions about each protocol look at.
    views: BTreeMap<ProtocolId, View>,
    protocols: BTreeMap<ProtocolId, Protocol>,
}

/// What decisions about one protocol look at, so that they do not look through all of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
struct View {
    /// The facts that its rules rest on.
    catalogue: Catalogue,
    /// The places, within each jurisdiction, of the rules that concern it, with what they have
    /// to do with its medicines and facts.
    rules: BTreeMap<Jurisdiction, Vec<(usize, Bearing)>>,
}

impl Pack {
    /// Reads a pack from its files, in any order.
    ///
    /// # Errors
    /// Every mistake at once, each with its file, the line where there is one,
    /// and what to write instead.
    pub fn read(files: &[PackFile]) -> Result<Self, PackErrors> {
        read::read(files)
    }

    /// The address of what it says.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// What it says of itself.
    #[must_use]
    pub const fn head(&self) -> &PackHead {
        &self.head
    }

    /// The sentence that stands on every screen that shows its content.
    #[must_use]
    pub fn notice(&self) -> &str {
        &self.head.notice
    }

    /// Every declared fact, by name.
    pub fn facts(&self) -> impl Iterator<Item = &FactDefinition> {
        self.catalogue.iter()
    }

    /// The declared facts, and what follows from them.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The medicines that a patient may type.
    #[must_use]
    pub const fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The text of a consent, by its code.
    #[must_use]
    pub fn consent(&self, code: &str) -> Option<&ConsentText> {
        self.consents.iter().find(|consent| consent.code == code)
    }

    /// Every rule, federal ones first, then by state, by id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().flatten()
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules().find(|rule| rule.id == *id)
    }

    /// Every protocol, by id.
    pub fn protocols(&self) -> impl Iterator<Item = &Protocol> {
        self.protocols.values()
    }

    /// The protocol with this id.
    #[must_use]
    pub fn protocol(&self, id: &ProtocolId) -> Option<&Protocol> {
        self.protocols.get(id)
    }

    /// The medicine with this id, whichever protocol it belongs to.
    #[must_use]
    pub fn medication(&self, id: &MedicationId) -> Option<&Medication> {
        self.protocols().find_map(|protocol| protocol.medication(id))
    }

    /// The rules for one state and protocol; `None` without that protocol.
    #[must_use]
    pub fn rule_set(&self, state: UsState, protocol: &ProtocolId) -> Option<RuleSet<'_>> {
        let protocol = self.protocol(protocol)?;
        let view = self.views.get(&protocol.id)?;
        let places = view.rules.get(&Jurisdiction::Federal).map_or(0, Vec::len);
        let mut rules = Vec::with_capacity(2 * places);
        for jurisdiction in [Jurisdiction::Federal, Jurisdiction::State(state)] {
            let Some(all) = self.rules.get(&jurisdiction) else { continue };
            let places = view.rules.get(&jurisdiction).into_iter().flatten();
            rules.extend(
                places.filter_map(|(place, bearing)| Some(Listed::new(all.get(*place)?, bearing))),
            );
        }
        Some(RuleSet {
            pack: self.digest,
            catalogue: &view.catalogue,
            rules,
            medications: &protocol.formulary,
        })
    }
}
