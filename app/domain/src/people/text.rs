//! Short texts that a person typed, and serde through the door of `FromStr`.

use super::PeopleError;

/// Trims a short text and refuses what no honest line contains.
///
/// # Errors
/// [`PeopleError::Empty`], [`PeopleError::TooLong`] beyond `max` characters,
/// [`PeopleError::ControlCharacter`].
pub(crate) fn line(text: &str, max: usize) -> Result<&str, PeopleError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PeopleError::Empty);
    }
    // Bytes first: a hostile length costs nothing to refuse.
    if text.len() > max * 4 || text.chars().count() > max {
        return Err(PeopleError::TooLong(max));
    }
    if text.chars().any(is_invisible) {
        return Err(PeopleError::ControlCharacter);
    }
    Ok(text)
}

/// Control characters, and marks that hide text or turn its direction. The
/// joiners U+200C and U+200D are part of real names and stay.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200B}'
                | '\u{200E}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{FEFF}'
        )
}

/// Keeps the digits of a number that was typed with spaces, hyphens, dots or
/// parentheses between them; `None` when anything else stands there.
pub(crate) fn digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for character in text.trim().chars().take(64) {
        match character {
            '0'..='9' => digits.push(character),
            '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2014}' => {}
            _ if character.is_whitespace() => {}
            _ => return None,
        }
    }
    Some(digits)
}

/// serde through the door of `FromStr`; written as `as_str` gives it.
macro_rules! serde_as_text {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// What every text about a person shares: `as_str`, a `Debug` without the
/// value, and serde.
macro_rules! personal_text {
    ($name:ident) => {
        impl $name {
            /// The text as it is kept.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        $crate::people::text::serde_as_text!($name);
    };
}

/// `Display` as the text is kept.
macro_rules! display_as_text {
    ($name:ty) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }
    };
}

pub(crate) use {display_as_text, personal_text, serde_as_text};
