//! National Provider Identifiers.

use std::{fmt, str::FromStr};

use super::{
    PeopleError,
    text::{digits, display_as_text, serde_as_text},
};

/// A National Provider Identifier: ten digits that begin with 1 or 2, of which
/// the last is a check digit (45 CFR 162.406).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Npi(String);

serde_as_text!(Npi);
display_as_text!(Npi);

impl Npi {
    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Npi {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = digits(text).ok_or(PeopleError::NpiForm)?;
        if digits.len() != 10 || !digits.starts_with(['1', '2']) {
            return Err(PeopleError::NpiForm);
        }
        if !luhn_sum(&digits).is_multiple_of(10) {
            return Err(PeopleError::NpiCheckDigit);
        }
        Ok(Self(digits))
    }
}

/// The Luhn sum of the identifier with the prefix 80840, which adds 24.
fn luhn_sum(digits: &str) -> u32 {
    let weighted = digits.bytes().rev().zip([1, 2].into_iter().cycle()).map(|(byte, weight)| {
        let product = u32::from(byte - b'0') * weight;
        product / 10 + product % 10
    });
    24 + weighted.sum::<u32>()
}

impl fmt::Debug for Npi {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Npi({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        let npi: Npi = "1234567893".parse().unwrap();
        assert_eq!(npi.as_str(), "1234567893");
        assert_eq!(" 1234-567-893".parse(), Ok(npi));
        for last in [0, 1, 2, 4, 5, 6, 7, 8, 9] {
            let text = format!("123456789{last}");
            assert_eq!(text.parse::<Npi>(), Err(PeopleError::NpiCheckDigit), "{text}");
        }
    }

    #[test]
    fn the_form_decides_first() {
        for text in ["", "123456789", "12345678930", "3234567893", "12345 678ab"] {
            assert_eq!(text.parse::<Npi>(), Err(PeopleError::NpiForm), "{text}");
        }
    }
}
