//! Licences: who may act for a patient in which state, and until when.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::LicenceId,
    people::text::{display_as_text, line, serde_as_text},
    place::UsState,
};

/// A licence of one clinician in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// Its id.
    pub id: LicenceId,
    /// The state that issued it.
    pub state: UsState,
    /// The profession.
    pub kind: LicenceKind,
    /// The number the board gave.
    pub number: LicenceNumber,
    /// What the board says about it.
    pub status: LicenceStatus,
    /// The last day on which it is valid.
    pub expires_on: Date,
}

impl Licence {
    /// What decides whom it covers.
    #[must_use]
    pub const fn term(&self) -> LicenceTerm {
        LicenceTerm { state: self.state, status: self.status, expires_on: self.expires_on }
    }

    /// As [`LicenceTerm::covers`].
    #[must_use]
    pub fn covers(&self, state: UsState, on: Date) -> bool {
        self.term().covers(state, on)
    }

    /// As [`LicenceTerm::refusal`].
    #[must_use]
    pub fn refusal(&self, state: UsState, on: Date) -> Option<LicenceRefusal> {
        self.term().refusal(state, on)
    }
}

/// Of a licence, what decides whom it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceTerm {
    /// The state that issued it.
    pub state: UsState,
    /// What the board says about it.
    pub status: LicenceStatus,
    /// The last day on which it is valid.
    pub expires_on: Date,
}

impl LicenceTerm {
    /// Whether the clinician may act for a patient who is in `state` on the
    /// local date `on`: same state, active, and not past its last day.
    #[must_use]
    pub fn covers(&self, state: UsState, on: Date) -> bool {
        self.refusal(state, on).is_none()
    }

    /// Why it does not cover a patient who is in `state` on `on`, if so.
    #[must_use]
    pub fn refusal(&self, state: UsState, on: Date) -> Option<LicenceRefusal> {
        if self.state != state {
            return Some(LicenceRefusal::OtherState(self.state));
        }
        match self.status {
            LicenceStatus::Active if on <= self.expires_on => None,
            LicenceStatus::Active => Some(LicenceRefusal::Expired { on: self.expires_on }),
            status @ (LicenceStatus::Inactive
            | LicenceStatus::Suspended
            | LicenceStatus::Revoked) => Some(LicenceRefusal::NotActive(status)),
        }
    }
}

/// Why a licence does not cover a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum LicenceRefusal {
    /// It was issued by this other state.
    #[error("the license is for {0}")]
    OtherState(UsState),
    /// The board has taken it out of force.
    #[error("the license is {0}")]
    NotActive(LicenceStatus),
    /// Its last day has passed.
    #[error("the license ended on {on}")]
    Expired {
        /// The last day on which it was valid.
        on: Date,
    },
}

/// A word or number is not one that a licence may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenceError {
    /// Not a profession that may prescribe here.
    #[error("a license type must be `md`, `do`, `pa` or `np`")]
    Kind,
    /// Not a status.
    #[error("a license status must be `active`, `inactive`, `suspended` or `revoked`")]
    Status,
    /// Not a licence number.
    #[error("a license number must have 1 to 40 letters, digits, dots, hyphens or slashes")]
    Number,
}

macro_rules! words {
    ($name:ident, $error:ident: $($variant:ident $word:literal),+) => {
        impl $name {
            /// All values.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word kept in the store.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = LicenceError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = Self::ALL.iter().find(|value| value.as_str() == text);
                known.copied().ok_or(LicenceError::$error)
            }
        }
    };
}

/// The profession of a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LicenceKind {
    /// Doctor of medicine.
    Md,
    /// Doctor of osteopathic medicine.
    Do,
    /// Physician assistant or associate.
    Pa,
    /// Nurse practitioner.
    Np,
}

words!(LicenceKind, Kind: Md "md", Do "do", Pa "pa", Np "np");
serde_as_text!(LicenceKind);

impl fmt::Display for LicenceKind {
    /// As it stands behind a name: `MD`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Md => "MD",
            Self::Do => "DO",
            Self::Pa => "PA",
            Self::Np => "NP",
        })
    }
}

/// What the board says about a licence. A date that has passed is not a
/// status: see [`Licence::covers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LicenceStatus {
    /// In force.
    Active,
    /// Given up or dormant.
    Inactive,
    /// Taken away for a time.
    Suspended,
    /// Taken away for good.
    Revoked,
}

words!(
    LicenceStatus, Status:
    Active "active", Inactive "inactive", Suspended "suspended", Revoked "revoked"
);
serde_as_text!(LicenceStatus);
display_as_text!(LicenceStatus);

/// The number that a board gave to a licence: 1 to 40 letters, digits, dots,
/// hyphens, slashes or inner spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenceNumber(String);

serde_as_text!(LicenceNumber);
display_as_text!(LicenceNumber);

impl LicenceNumber {
    /// The number as it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LicenceNumber {
    type Err = LicenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = line(text, 40).map_err(|_| LicenceError::Number)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-/ ".contains(&byte);
        if !number.bytes().all(plain) || !number.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(LicenceError::Number);
        }
        Ok(Self(number.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, civil::date};

    fn licence(status: LicenceStatus) -> Licence {
        Licence {
            id: LicenceId::new(Timestamp::UNIX_EPOCH, [0; 10]),
            state: UsState::Tx,
            kind: LicenceKind::Md,
            number: "T-1234/5".parse().unwrap(),
            status,
            expires_on: date(2026, 11, 30),
        }
    }

    #[test]
    fn a_licence_covers_its_state_to_the_end_of_its_last_day() {
        let licence = licence(LicenceStatus::Active);
        assert!(licence.covers(UsState::Tx, date(2026, 11, 30)));
        assert_eq!(
            licence.refusal(UsState::Tx, date(2026, 12, 1)),
            Some(LicenceRefusal::Expired { on: date(2026, 11, 30) })
        );
        assert_eq!(
            licence.refusal(UsState::Ar, date(2026, 11, 1)),
            Some(LicenceRefusal::OtherState(UsState::Tx))
        );
    }

    #[test]
    fn only_an_active_licence_covers() {
        for &status in LicenceStatus::ALL {
            let refusal = licence(status).refusal(UsState::Tx, date(2026, 1, 1));
            let expected =
                (status != LicenceStatus::Active).then_some(LicenceRefusal::NotActive(status));
            assert_eq!(refusal, expected);
        }
    }

    #[test]
    fn words_and_numbers_read_back() {
        let licence = licence(LicenceStatus::Suspended);
        let json = serde_json::to_string(&licence).unwrap();
        assert_eq!(serde_json::from_str::<Licence>(&json).unwrap(), licence);
        assert_eq!("MD".parse::<LicenceKind>(), Err(LicenceError::Kind));
        assert_eq!("expired".parse::<LicenceStatus>(), Err(LicenceError::Status));
        for text in ["", "none", "12;3", &"1".repeat(41)] {
            assert_eq!(text.parse::<LicenceNumber>(), Err(LicenceError::Number), "{text}");
        }
    }
}
