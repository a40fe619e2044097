//! Consent: a versioned text, signed by typing one's name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::people::{PeopleError, PersonName};

/// A text that can be consented to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    /// What it is about, as packs name it: `telehealth`.
    pub code: String,
    /// Which wording: every change of a word is another version.
    pub version: String,
    /// The heading.
    pub title: String,
    /// The paragraphs.
    pub body: Vec<String>,
}

/// A signature under one version of a text (FHIR Consent).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The text's code.
    pub code: String,
    /// The text's version.
    pub version: String,
    /// The name as it was typed.
    pub signed_name: PersonName,
    /// When.
    pub signed_at: Timestamp,
}

impl Consent {
    /// Signs a text. The typed name must be the legal name; capitals and
    /// spacing do not matter.
    ///
    /// # Errors
    /// [`ConsentError::Name`] when what was typed is no name,
    /// [`ConsentError::NameDiffers`] when it is another name.
    pub fn sign(
        text: &ConsentText,
        typed_name: &str,
        legal_name: &PersonName,
        at: Timestamp,
    ) -> Result<Self, ConsentError> {
        let signed_name: PersonName = typed_name.parse()?;
        if !signed_name.is_same_as(legal_name) {
            return Err(ConsentError::NameDiffers);
        }
        Ok(Self {
            code: text.code.clone(),
            version: text.version.clone(),
            signed_name,
            signed_at: at,
        })
    }

    /// Whether this is a signature under exactly this version of the text.
    #[must_use]
    pub fn is_for(&self, text: &ConsentText) -> bool {
        self.code == text.code && self.version == text.version
    }
}

/// Why a signature was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// What was typed is no name.
    #[error("the signature is not a name: {0}")]
    Name(#[from] PeopleError),
    /// Another name than the legal one.
    #[error("the signature must be the legal name")]
    NameDiffers,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(version: &str) -> ConsentText {
        ConsentText {
            code: "telehealth".to_owned(),
            version: version.to_owned(),
            title: "Care from a distance".to_owned(),
            body: vec!["A clinician reads your answers.".to_owned()],
        }
    }

    fn sign(typed: &str) -> Result<Consent, ConsentError> {
        Consent::sign(&text("1"), typed, &"Mary O'Neill".parse().unwrap(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_legal_name_signs_whatever_its_capitals_and_spacing() {
        for typed in ["Mary O'Neill", " mary  o’neill ", "MARYO'NEILL"] {
            let consent = sign(typed).unwrap();
            assert_eq!(consent.signed_name.as_str(), typed.trim());
            assert!(consent.is_for(&text("1")));
            assert!(!consent.is_for(&text("2")));
        }
    }

    #[test]
    fn another_name_or_no_name_does_not_sign() {
        assert_eq!(sign("Mary Neill"), Err(ConsentError::NameDiffers));
        assert_eq!(sign(" "), Err(ConsentError::Name(PeopleError::Empty)));
    }
}
