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
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub struct Ledger(BTreeMap<RuleId, BTreeMap<Digest, Verification>>);

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
        Self(BTreeMap::new())
    }

    /// Puts a verification on record; a later one replaces an earlier one.
    pub fn verify(&mut self, rule: RuleId, digest: Digest, verification: Verification) {
        self.0.entry(rule).or_default().insert(digest, verification);
    }

    /// Takes a verification back, when somebody contests it.
    pub fn contest(&mut self, rule: &RuleId, digest: Digest) -> Option<Verification> {
        self.0.get_mut(rule)?.remove(&digest)
    }

    /// The verifications of these rules as they read, each rule with the digest of its text. What
    /// somebody noted beside them is left out.
    #[must_use]
    pub fn of_rules<'a>(&self, rules: impl IntoIterator<Item = (&'a RuleId, Digest)>) -> Self {
        let mut only = Self::new();
        for (rule, digest) in rules {
            if let Some(known) = self.of_text(rule, digest) {
                only.verify(
                    rule.clone(),
                    digest,
                    Verification { note: String::new(), ..known.clone() },
                );
            }
        }
        only
    }

    /// The verification of this rule as it now reads.
    #[must_use]
    pub fn verification(&self, rule: &Rule) -> Option<&Verification> {
        // Most rules have none: then no digest has to be made.
        self.0.get(&rule.id).filter(|known| !known.is_empty())?.get(&rule.digest())
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
        let entries = ledger.0.into_iter().flat_map(|(rule, known)| {
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
