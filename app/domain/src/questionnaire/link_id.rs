//! The id of a page or an item.

use std::{borrow::Borrow, str::FromStr};

use borsh::{BorshDeserialize, BorshSerialize};

use crate::people::text::{display_as_text, serde_as_text};

/// Whether the text ends like one part of an item in forms: `taken-on.month`.
fn names_a_part(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(ending, "month" | "day" | "year" | "other") || ending.starts_with("row")
    })
}

/// `Questionnaire.item.linkId`: 1 to 64 letters, digits, hyphens, underscores
/// and dots. It is also the name of the item's input in forms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct LinkId(String);

serde_as_text!(LinkId);
display_as_text!(LinkId);

/// The text is not a usable linkId.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a linkId must have 1 to 64 letters, digits, hyphens, underscores or dots, \
     and must not end in `.month`, `.day`, `.year`, `.other` or `.row...`"
)]
pub struct LinkIdError;

impl LinkId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of one part of the item's input: `part("month")` of
    /// `measured-on` is `measured-on.month`.
    #[must_use]
    pub fn part(&self, part: &str) -> String {
        [&self.0, ".", part].concat()
    }
}

impl Borrow<str> for LinkId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for LinkId {
    type Err = LinkIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain) && !names_a_part(text);
        if fits { Ok(Self(text.to_owned())) } else { Err(LinkIdError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_inputs_cannot_be_mistaken_for_each_other() {
        for text in ["chest-pain", "1.1", "A_b", "month"] {
            assert_eq!(text.parse::<LinkId>().unwrap().as_str(), text);
        }
        for text in ["", "a b", "ä", "on.month", "on.other", "on.row2", &"a".repeat(65)] {
            assert_eq!(text.parse::<LinkId>(), Err(LinkIdError), "{text}");
        }
    }
}
