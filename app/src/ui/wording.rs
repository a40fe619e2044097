//! Words that may be missing.

/// Words that a component shows where there are any: a hint, an error, a unit.
///
/// Takes a literal, a `String` or an `Option<String>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording(pub(super) Option<String>);

impl From<&str> for Wording {
    fn from(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl From<String> for Wording {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<Option<String>> for Wording {
    fn from(text: Option<String>) -> Self {
        Self(text)
    }
}
