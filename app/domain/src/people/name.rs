//! The name of a person.

use std::str::FromStr;

use super::{
    PeopleError,
    text::{display_as_text, line, personal_text},
};

/// The longest name, in characters.
const MAX: usize = 120;

/// A legal name as the person writes it: 1 to 120 characters with at least one
/// letter (FHIR `HumanName.text`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

personal_text!(PersonName);
display_as_text!(PersonName);

impl PersonName {
    /// Whether both are the same name, whatever the capitals, the spacing and
    /// the shape of apostrophes and hyphens, which telephones change by
    /// themselves.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.folded().eq(other.folded())
    }

    fn folded(&self) -> impl Iterator<Item = char> {
        self.0
            .chars()
            .filter(|character| !character.is_whitespace())
            .flat_map(char::to_lowercase)
            .map(|character| match character {
                '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' | '\u{00B4}' => '\'',
                '\u{2010}'..='\u{2014}' => '-',
                other => other,
            })
    }
}

impl FromStr for PersonName {
    type Err = PeopleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = line(text, MAX)?;
        if !name.chars().any(char::is_alphabetic) {
            return Err(PeopleError::NameWithoutLetter);
        }
        Ok(Self(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_is_trimmed_and_otherwise_kept() {
        assert_eq!(name("  Siobhán O’Neill-Ng ").as_str(), "Siobhán O’Neill-Ng");
        assert_eq!(name("李").to_string(), "李");
        assert!("é".repeat(MAX).parse::<PersonName>().is_ok());
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (text, error) in [
            (" \t", PeopleError::Empty),
            ("12-3", PeopleError::NameWithoutLetter),
            ("Ann\nLee", PeopleError::ControlCharacter),
            ("Ann\u{202E}eeL", PeopleError::ControlCharacter),
        ] {
            assert_eq!(text.parse::<PersonName>(), Err(error));
        }
        for length in [MAX + 1, 1_000_000] {
            assert_eq!("é".repeat(length).parse::<PersonName>(), Err(PeopleError::TooLong(MAX)));
        }
    }

    #[test]
    fn capitals_spacing_and_curly_apostrophes_do_not_make_another_name() {
        assert!(name("Mary  O’Neill").is_same_as(&name("mary o'neill")));
        assert!(name("José Díaz").is_same_as(&name("JOSÉ DÍAZ")));
        assert!(!name("Mary O'Neill").is_same_as(&name("Mary O'Neil")));
    }

    #[test]
    fn debug_and_serde_keep_to_the_door() {
        assert_eq!(format!("{:?}", name("Ann Lee")), "PersonName(..)");
        assert_eq!(serde_json::to_string(&name("Ann Lee")).unwrap(), "\"Ann Lee\"");
        assert!(serde_json::from_str::<PersonName>("\"  \"").is_err());
    }
}
