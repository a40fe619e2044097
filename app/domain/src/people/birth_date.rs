//! Birth dates and ages.

use std::{fmt, str::FromStr};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PeopleError;
use crate::packed;

/// The day of birth (FHIR `Patient.birthDate`), not before 1900. Whether it
/// lies in the future is for those to ask who know the day: see [`Self::age_on`].
#[derive(
    Clone,
    Copy,
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
#[serde(try_from = "String", into = "Date")]
pub struct BirthDate(
    #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")] Date,
);

impl BirthDate {
    /// A birth date.
    ///
    /// # Errors
    /// [`PeopleError::BirthDateTooEarly`] before 1900.
    pub fn new(date: Date) -> Result<Self, PeopleError> {
        if date.year() < 1900 { Err(PeopleError::BirthDateTooEarly) } else { Ok(Self(date)) }
    }

    /// The day.
    #[must_use]
    pub const fn date(self) -> Date {
        self.0
    }

    /// The age in completed years on a day; negative before birth. A person
    /// born on 29 February has a birthday on 1 March in common years.
    #[must_use]
    pub fn age_on(self, day: Date) -> i16 {
        let years = day.year() - self.0.year();
        let had_birthday = (day.month(), day.day()) >= (self.0.month(), self.0.day());
        if had_birthday { years } else { years - 1 }
    }
}

impl TryFrom<Date> for BirthDate {
    type Error = PeopleError;

    fn try_from(date: Date) -> Result<Self, Self::Error> {
        Self::new(date)
    }
}

impl TryFrom<String> for BirthDate {
    type Error = PeopleError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BirthDate> for Date {
    fn from(birth_date: BirthDate) -> Self {
        birth_date.0
    }
}

impl FromStr for BirthDate {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map_err(|_| PeopleError::BirthDate).and_then(Self::new)
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BirthDate(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn born(year: i16, month: i8, day: i8) -> BirthDate {
        BirthDate::new(date(year, month, day)).unwrap()
    }

    #[test]
    fn the_age_changes_on_the_birthday() {
        let birth_date = born(2008, 11, 23);
        assert_eq!(birth_date.age_on(date(2026, 11, 22)), 17);
        assert_eq!(birth_date.age_on(date(2026, 11, 23)), 18);
        assert_eq!(birth_date.age_on(date(2008, 11, 22)), -1);
    }

    #[test]
    fn somebody_born_on_29_february_has_a_birthday_on_1_march_in_common_years() {
        let birth_date = born(2008, 2, 29);
        assert_eq!(birth_date.age_on(date(2026, 2, 28)), 17);
        assert_eq!(birth_date.age_on(date(2026, 3, 1)), 18);
        assert_eq!(birth_date.age_on(date(2028, 2, 28)), 19);
        assert_eq!(birth_date.age_on(date(2028, 2, 29)), 20);
    }

    #[test]
    fn text_and_serde_take_the_same_door() {
        assert_eq!("1984-05-27".parse(), Ok(born(1984, 5, 27)));
        assert_eq!(serde_json::to_string(&born(1984, 5, 27)).unwrap(), "\"1984-05-27\"");
        assert_eq!("1899-12-31".parse::<BirthDate>(), Err(PeopleError::BirthDateTooEarly));
        assert!(serde_json::from_str::<BirthDate>("\"1899-12-31\"").is_err());
        for text in ["", "27 May 1984", "1984-13-01", "1983-02-29"] {
            assert_eq!(text.parse::<BirthDate>(), Err(PeopleError::BirthDate), "{text}");
        }
    }
}
