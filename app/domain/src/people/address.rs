//! Postal addresses.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    PeopleError,
    text::{digits, display_as_text, line, personal_text},
};
use crate::place::UsState;

/// The longest line, in characters.
const MAX: usize = 100;

/// A postal address in the United States (FHIR `Address`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Number and street.
    pub line: AddressLine,
    /// Flat, floor or building.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<AddressLine>,
    /// City or town.
    pub city: AddressLine,
    /// State.
    pub state: UsState,
    /// ZIP code.
    pub postal_code: PostalCode,
}

/// One line of an address: 1 to 100 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressLine(String);

personal_text!(AddressLine);
display_as_text!(AddressLine);

impl FromStr for AddressLine {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        line(text, MAX).map(|line| Self(line.to_owned()))
    }
}

/// A ZIP code, kept as `72201` or `72201-1234`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode(String);

personal_text!(PostalCode);
display_as_text!(PostalCode);

impl FromStr for PostalCode {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = digits(text).ok_or(PeopleError::PostalCode)?;
        match (digits.len(), digits.split_at_checked(5)) {
            (5, _) => Ok(Self(digits)),
            (9, Some((area, place))) => Ok(Self(format!("{area}-{place}"))),
            _ => Err(PeopleError::PostalCode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_codes_are_taken_with_or_without_the_hyphen() {
        for (text, kept) in
            [("72201", "72201"), (" 722011234 ", "72201-1234"), ("72201-1234", "72201-1234")]
        {
            assert_eq!(text.parse::<PostalCode>().unwrap().as_str(), kept);
        }
        for text in ["", "7220", "722011", "SW1A 1AA"] {
            assert_eq!(text.parse::<PostalCode>(), Err(PeopleError::PostalCode), "{text}");
        }
    }

    #[test]
    fn an_address_reads_back_and_refuses_a_bad_part() {
        let json =
            r#"{"line":"1 Main St","city":"Little Rock","state":"AR","postal_code":"72201"}"#;
        let address: Address = serde_json::from_str(json).unwrap();
        assert_eq!(address.state, UsState::Ar);
        assert_eq!(serde_json::to_string(&address).unwrap(), json);
        for (part, bad) in [("Little Rock", " "), ("AR", "XX"), ("72201", "7220")] {
            assert!(serde_json::from_str::<Address>(&json.replace(part, bad)).is_err(), "{part}");
        }
    }
}
