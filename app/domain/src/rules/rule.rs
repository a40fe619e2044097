//! A rule: data with a source, a scope, a condition and one effect.

use std::{collections::BTreeSet, fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{condition::Condition, digest::Digest, effect::Effect};
use crate::{
    medication::{Medication, MedicationId, ProtocolId, Schedule, is_identifier, text_identifiers},
    packed,
    place::UsState,
};

/// Parts like identifiers, with `/` between them: `us-ar/relationship/live-video-first`.
fn is_rule_id(text: &str) -> bool {
    text.len() <= 200 && text.contains('/') && text.split('/').all(is_identifier)
}

text_identifiers! {
    /// The id of a rule, unique in the pack; the engine's own begin with `engine/`.
    RuleId: is_rule_id, "an id like `us-ar/relationship/live-video-first`: lower-case parts with `/` between them";
}

impl RuleId {
    /// The id of a reason that the engine gives itself.
    pub(super) fn engine(name: &str) -> Self {
        Self(format!("engine/{name}"))
    }

    /// No pack may use it: it stands for the engine itself.
    #[must_use]
    pub fn is_engine(&self) -> bool {
        self.0.starts_with("engine/")
    }
}

/// Where a rule holds.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
pub enum Jurisdiction {
    /// Everywhere: `US`.
    Federal,
    /// In one state: `US-AR`.
    State(UsState),
}

impl Jurisdiction {
    /// The code used in packs.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Federal => "US",
            Self::State(state) => state.jurisdiction(),
        }
    }
}

/// The text names no jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no jurisdiction: write `US`, or a state such as `US-AR`")]
pub struct UnknownJurisdictionError(String);

impl FromStr for Jurisdiction {
    type Err = UnknownJurisdictionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "US" {
            return Ok(Self::Federal);
        }
        UsState::ALL
            .into_iter()
            .find(|state| state.jurisdiction() == text)
            .map(Self::State)
            .ok_or_else(|| UnknownJurisdictionError(text.to_owned()))
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Jurisdiction {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Jurisdiction {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a rule rests on.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A law.
    Statute,
    /// A regulation.
    Regulation,
    /// The product's label.
    Label,
    /// A clinical guideline or a board's position.
    Guideline,
    /// A default of the pack that no law, label or guideline sets.
    Policy,
}

impl Basis {
    /// The word used in packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Regulation => "regulation",
            Self::Label => "label",
            Self::Guideline => "guideline",
            Self::Policy => "policy",
        }
    }
}

/// How sure the reader of the source was.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The source was read and is clear.
    High,
    /// The source was read and leaves room, or is second-hand.
    Medium,
    /// The source was not read, or is not clear.
    Low,
}

impl Confidence {
    /// The word used in packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// One rule.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// Where it holds.
    pub jurisdiction: Jurisdiction,
    /// What it says, in a few plain words.
    pub title: String,
    /// What it rests on.
    pub basis: Basis,
    /// The source.
    pub citation: String,
    /// Where the source can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The first day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[borsh(
        serialize_with = "packed::write_some_date",
        deserialize_with = "packed::read_some_date"
    )]
    pub from: Option<Date>,
    /// The last day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[borsh(
        serialize_with = "packed::write_some_date",
        deserialize_with = "packed::read_some_date"
    )]
    pub to: Option<Date>,
    /// When somebody last read the source.
    #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
    pub reviewed: Date,
    /// How sure they were.
    pub confidence: Confidence,
    /// Only for these protocols; absent for every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocols: Option<BTreeSet<ProtocolId>>,
    /// Only for these medicines; absent for every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medications: Option<BTreeSet<MedicationId>>,
    /// Only for medicines of one of these classes; absent for every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<BTreeSet<String>>,
    /// Only for controlled medicines, or only for others; absent for both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controlled: Option<bool>,
    /// Only for medicines of these schedules; absent for every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<BTreeSet<Schedule>>,
    /// When it applies; absent for always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What it does.
    pub effect: Effect,
    /// What the patient reads is for the same day; only a rule that bars can be. A stop says by
    /// itself how soon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// The sentence for the patient.
    pub patient: String,
    /// The sentence for the clinician.
    pub clinician: String,
}

impl Rule {
    /// It holds on this day; the first and the last day count.
    #[must_use]
    pub fn is_effective(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }

    /// It speaks about this protocol.
    #[must_use]
    pub fn concerns_protocol(&self, protocol: &ProtocolId) -> bool {
        self.protocols.as_ref().is_none_or(|protocols| protocols.contains(protocol))
    }

    /// It speaks about this medicine.
    #[must_use]
    pub fn concerns_medication(&self, medication: &Medication) -> bool {
        self.medications.as_ref().is_none_or(|ids| ids.contains(&medication.id))
            && self.classes.as_ref().is_none_or(|classes| !classes.is_disjoint(&medication.classes))
            && self.controlled.is_none_or(|controlled| controlled == medication.is_controlled())
            && self.schedules.as_ref().is_none_or(|schedules| {
                medication.schedule.is_some_and(|schedule| schedules.contains(&schedule))
            })
    }

    /// The digest of everything it says: a verification holds for this text only.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self)
    }
}
