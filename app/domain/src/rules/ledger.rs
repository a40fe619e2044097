//! Who verified which rule: kept beside the pack, so that verifying changes no digest.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    digest::Digest,
    rule::{Rule, RuleId},
};
use crate::packed;

/// Somebody read the source of a rule and stands by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Verification {
    /// Who.
    pub by: String,
    /// When.
    #[borsh(serialize_with = "packed::write_moment", deserialize_with = "packed::read_moment")]
    pub at: Timestamp,
    /// What they want to say about it; may be empty.
    pub note: String,
}

/// The verifications, by rule and by the rule's own digest: a rule that was
/// changed is not verified.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Ledger {
    known: BTreeMap<RuleId, BTreeMap<Digest, Verification>>,
    /// What tells a rule from what it read before. A pointer, so that whoever has the rules
    /// and their verifications of one moment does not bring along what makes a digest.
    text: fn(&Rule) -> Digest,
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        self.known == other.known
    }
}

impl Eq for Ledger {}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Entry {
    rule: RuleId,
    digest: Digest,
    #[serde(flatten)]
    verification: Verification,
}

impl Ledger {
    /// Nothing is verified.
    #[must_use]
    pub const fn new() -> Self {
        Self { known: BTreeMap::new(), text: Rule::digest }
    }

    /// The verifications of rules that cannot have changed since: see [`Self::of_rules`].
    #[must_use]
    pub fn as_they_read(verified: BTreeMap<RuleId, Verification>) -> Self {
        let one = |(rule, verification)| (rule, BTreeMap::from([(Digest::SAME, verification)]));
        Self { known: verified.into_iter().map(one).collect(), text: |_| Digest::SAME }
    }

    /// Puts a verification on record; a later one replaces an earlier one.
    pub fn verify(&mut self, rule: RuleId, digest: Digest, verification: Verification) {
        self.known.entry(rule).or_default().insert(digest, verification);
    }

    /// Takes a verification back, when somebody contests it.
    pub fn contest(&mut self, rule: &RuleId, digest: Digest) -> Option<Verification> {
        self.known.get_mut(rule)?.remove(&digest)
    }

    /// The verifications of these rules as they now read, and of no other.
    #[must_use]
    pub fn of_rules(&self, rules: &[Rule]) -> BTreeMap<RuleId, Verification> {
        let verified = |rule: &Rule| Some((rule.id.clone(), self.verification(rule)?.clone()));
        rules.iter().filter_map(verified).collect()
    }

    /// The verification of this rule as it now reads.
    #[must_use]
    pub fn verification(&self, rule: &Rule) -> Option<&Verification> {
        // Most rules have none: then no digest has to be made.
        let known = self.known.get(&rule.id).filter(|known| !known.is_empty())?;
        known.get(&(self.text)(rule))
    }

    /// The same where the digest of what the rule says is known.
    pub(super) fn of_text(&self, rule: &RuleId, digest: Digest) -> Option<&Verification> {
        self.0.get(rule)?.get(&digest)
    }
}

impl From<Vec<Entry>> for Ledger {
    fn from(entries: Vec<Entry>) -> Self {
        let mut ledger = Self::new();
        for Entry { rule, digest, verification } in entries {
            ledger.verify(rule, digest, verification);
        }
        ledger
    }
}

impl From<Ledger> for Vec<Entry> {
    fn from(ledger: Ledger) -> Self {
        let entries = ledger.known.into_iter().flat_map(|(rule, known)| {
            known.into_iter().map(move |(digest, verification)| Entry {
                rule: rule.clone(),
                digest,
                verification,
            })
        });
        entries.collect()
    }
}

/// Which opening rules open.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Opening {
    /// Every one: a demonstration, never a real patient.
    Demonstration,
    /// Only those that somebody verified.
    VerifiedOnly,
}
