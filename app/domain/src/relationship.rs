//! The relationship between patient and clinic, derived from visits on record,
//! never from the patient's word.

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::packed;

/// How a visit is held, least first: a stronger modality satisfies a weaker demand.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// Store and forward: nobody has to be online at the same time.
    #[default]
    Asynchronous,
    /// Live, by voice alone.
    Audio,
    /// Live, by picture and voice.
    Video,
    /// In the same room.
    InPerson,
}

impl Modality {
    /// All modalities, least first.
    pub const ALL: [Self; 4] = [Self::Asynchronous, Self::Audio, Self::Video, Self::InPerson];

    /// The word used in packs and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asynchronous => "asynchronous",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::InPerson => "in-person",
        }
    }
}

impl std::str::FromStr for Modality {
    type Err = UnknownModalityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|modality| modality.as_str() == text).ok_or(UnknownModalityError)
    }
}

/// The word is not a modality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a modality must be `asynchronous`, `audio`, `video` or `in-person`")]
pub struct UnknownModalityError;

/// A live visit that took place in this encounter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct VisitOnRecord {
    /// How it was held.
    pub modality: Modality,
    /// The patient's local date.
    #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
    pub on: Date,
}

/// By whom an in-person evaluation was made, seen from the prescriber.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum EvaluatedBy {
    /// The prescriber.
    #[serde(rename = "self")]
    Prescriber,
    /// A covering practitioner, 21 U.S.C. 829(e)(2)(C).
    Covering,
    /// Somebody else.
    Other,
}

/// What patient and clinic are to each other.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Relationship {
    /// No live visit is on record.
    New,
    /// A live visit took place, by audio or video.
    Established {
        /// The day of the latest one.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
        /// The strongest modality among them: audio alone is not everywhere enough.
        modality: Modality,
    },
    /// An in-person evaluation took place.
    InPersonEvaluated {
        /// The day of the latest one.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        on: Date,
        /// By whom.
        by: EvaluatedBy,
    },
}

impl Relationship {
    /// The code used in packs: `new`, `established`, `in-person-evaluated`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Established { .. } => "established",
            Self::InPersonEvaluated { .. } => "in-person-evaluated",
        }
    }

    /// The strongest modality of a live visit on record; `None` without one.
    #[must_use]
    pub const fn modality(&self) -> Option<Modality> {
        match self {
            Self::New => None,
            Self::Established { modality, .. } => Some(*modality),
            Self::InPersonEvaluated { .. } => Some(Modality::InPerson),
        }
    }
}
