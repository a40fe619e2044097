//! Facts: what rules may ask about, each declared once in the pack.

use std::{
    borrow::Borrow,
    fmt,
    io::{self, Read, Write},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::condition::Condition;

/// The name of a fact, kebab-case; a pack declares which names exist.
///
/// Shared, because every decision works on a copy of all that is known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactName(Arc<str>);

impl FactName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for FactName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for FactName {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl Serialize for FactName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FactName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl borsh::BorshSerialize for FactName {
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<(), io::Error> {
        borsh::BorshSerialize::serialize(self.as_str(), writer)
    }
}

impl borsh::BorshDeserialize for FactName {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self, io::Error> {
        <String as borsh::BorshDeserialize>::deserialize_reader(reader).map(Self::from)
    }
}

impl Borrow<str> for FactName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FactName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for FactName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FactName({})", self.0)
    }
}

/// The type of a fact's value.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum FactType {
    /// Yes or no.
    Boolean,
    /// A number with a unit.
    Number,
    /// A day.
    Date,
    /// One code.
    Code,
    /// A set of codes.
    Codes,
}

impl FactType {
    /// The word used in packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Date => "date",
            Self::Code => "code",
            Self::Codes => "codes",
        }
    }
}

/// Where a fact comes from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum FactSource {
    /// The patient's answer to a question.
    Answer,
    /// What the patient attests: where they are, who they are.
    Attestation,
    /// A measurement or another piece of evidence.
    Evidence,
    /// A clinician found it.
    Finding,
    /// The clinic's own record.
    Record,
    /// A licence.
    Licence,
    /// The formulary.
    Formulary,
    /// The day of the decision.
    Date,
    /// Other facts.
    Derived,
}

/// One declared fact.
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
pub struct FactDefinition {
    /// Its name, unique in the pack.
    pub name: FactName,
    /// Its type.
    #[serde(rename = "type")]
    pub fact_type: FactType,
    /// The UCUM unit of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where it comes from.
    #[serde(rename = "from")]
    pub source: FactSource,
    /// What it means, in a few words.
    pub title: String,
    /// For a boolean: a typed medicine of this class makes it true. While a typed
    /// medicine is not recognised, or [`builtin::MEDICINE_CLASSES`] is not known
    /// at all, a "no" is not known either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medicine_class: Option<String>,
    /// For a boolean: true where this holds; otherwise the value that was given;
    /// otherwise, where its source is [`FactSource::Derived`], what this says. A fact
    /// that is asked for is never false by its derivation alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<Condition>,
}

impl FactDefinition {
    /// Whether a clinician's finding can be its value: yes or no, or a number,
    /// that otherwise comes from the patient's answer or from nowhere else.
    #[must_use]
    pub fn can_be_found(&self) -> bool {
        let asked = match self.source {
            FactSource::Answer | FactSource::Finding => true,
            FactSource::Attestation
            | FactSource::Evidence
            | FactSource::Record
            | FactSource::Licence
            | FactSource::Formulary
            | FactSource::Date
            | FactSource::Derived => false,
        };
        let typed = match self.fact_type {
            FactType::Boolean | FactType::Number => true,
            FactType::Date | FactType::Code | FactType::Codes => false,
        };
        asked && typed && builtin::ALL.iter().all(|(own, _)| *own != self.name.as_str())
    }
}

/// Facts that the engine sets itself, from the case and not from answers.
pub mod builtin {
    use super::FactType;

    /// Age in whole years on the day of the decision.
    pub const AGE: &str = "age";
    /// The birth date.
    pub const BIRTH_DATE: &str = "birth-date";
    /// Sex at birth, `female` or `male`.
    pub const SEX_AT_BIRTH: &str = "sex-at-birth";
    /// Where the patient is, such as `US-AR`.
    pub const LOCATION: &str = "location";
    /// `new`, `established` or `in-person-evaluated`.
    pub const RELATIONSHIP: &str = "relationship";
    /// The strongest modality of the visits that make the relationship; `none` without one.
    pub const RELATIONSHIP_MODALITY: &str = "relationship-modality";
    /// The day of the latest live visit or in-person evaluation.
    pub const RELATIONSHIP_ON: &str = "relationship-on";
    /// The day of the latest in-person evaluation.
    pub const IN_PERSON_ON: &str = "in-person-on";
    /// By whom that was: `self`, `covering` or `other`.
    pub const IN_PERSON_BY: &str = "in-person-by";
    /// How this encounter's live visit was held; `none` without one.
    pub const VISIT_MODALITY: &str = "visit-modality";
    /// Systolic blood pressure, the latest on record.
    pub const SYSTOLIC: &str = "systolic";
    /// Diastolic blood pressure, the latest on record.
    pub const DIASTOLIC: &str = "diastolic";
    /// Heart rate, the latest on record.
    pub const HEART_RATE: &str = "heart-rate";
    /// The classes of the medicines that the patient typed.
    pub const MEDICINE_CLASSES: &str = "medicine-classes";
    /// The classes of the medicines that were recognised in the patient's words about allergies.
    pub const ALLERGY_CLASSES: &str = "allergy-classes";

    /// Every such fact with its type.
    pub const ALL: [(&str, FactType); 15] = [
        (AGE, FactType::Number),
        (BIRTH_DATE, FactType::Date),
        (SEX_AT_BIRTH, FactType::Code),
        (LOCATION, FactType::Code),
        (RELATIONSHIP, FactType::Code),
        (RELATIONSHIP_MODALITY, FactType::Code),
        (RELATIONSHIP_ON, FactType::Date),
        (IN_PERSON_ON, FactType::Date),
        (IN_PERSON_BY, FactType::Code),
        (VISIT_MODALITY, FactType::Code),
        (SYSTOLIC, FactType::Number),
        (DIASTOLIC, FactType::Number),
        (HEART_RATE, FactType::Number),
        (MEDICINE_CLASSES, FactType::Codes),
        (ALLERGY_CLASSES, FactType::Codes),
    ];

    /// Those that are worked out from the case alone: nobody can give them.
    pub const FROM_CASE: [&str; 10] = [
        AGE,
        BIRTH_DATE,
        SEX_AT_BIRTH,
        LOCATION,
        RELATIONSHIP,
        RELATIONSHIP_MODALITY,
        RELATIONSHIP_ON,
        IN_PERSON_ON,
        IN_PERSON_BY,
        VISIT_MODALITY,
    ];

    /// The codes that a built-in code may have; `None` for facts of the pack.
    #[must_use]
    pub fn codes(name: &str) -> Option<Vec<&'static str>> {
        use crate::{people::SexAtBirth, place::UsState, relationship::Modality};
        match name {
            SEX_AT_BIRTH => Some(vec![SexAtBirth::Female.as_str(), SexAtBirth::Male.as_str()]),
            LOCATION => Some(UsState::ALL.map(UsState::jurisdiction).to_vec()),
            RELATIONSHIP => Some(vec!["new", "established", "in-person-evaluated"]),
            IN_PERSON_BY => Some(vec!["self", "covering", "other"]),
            VISIT_MODALITY | RELATIONSHIP_MODALITY => {
                Some(["none"].into_iter().chain(Modality::ALL.map(Modality::as_str)).collect())
            }
            _ => None,
        }
    }
}
