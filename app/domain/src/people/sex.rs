//! The sex noted at birth.

use std::{fmt, str::FromStr};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::PeopleError;

/// The sex noted at birth, which some medicines depend on; it says nothing
/// about who the person is.
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
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum SexAtBirth {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Not known, or not said.
    Unknown,
}

impl SexAtBirth {
    /// All values.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Unknown];

    /// The code of FHIR `administrative-gender`: `female`, `male` or `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for SexAtBirth {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|sex| sex.as_str() == text).ok_or(PeopleError::SexAtBirth)
    }
}

impl fmt::Display for SexAtBirth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for sex in SexAtBirth::ALL {
            assert_eq!(sex.as_str().parse(), Ok(sex));
            assert_eq!(serde_json::to_string(&sex).unwrap(), format!("\"{sex}\""));
        }
        assert_eq!("Male".parse::<SexAtBirth>(), Err(PeopleError::SexAtBirth));
    }
}
