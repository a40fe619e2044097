//! Identifiers that people read and write in packs.

/// The text is not an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` must be {kind}")]
pub struct IdentifierError {
    /// What was written.
    pub text: String,
    /// What would do.
    pub kind: &'static str,
}

/// Lower-case letters, digits, hyphens and points, a letter or digit first and
/// last; at most 100 characters.
pub(crate) fn is_identifier(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.len() <= 100
        && bytes.first().is_some_and(plain)
        && bytes.last().is_some_and(plain)
        && bytes.iter().all(|byte| plain(byte) || matches!(byte, b'-' | b'.'))
}

/// A text with a private field; `FromStr` and serde check it by `$valid`.
macro_rules! text_identifiers {
    ($($(#[$docs:meta])* $name:ident: $valid:path, $kind:literal;)+) => {$(
        $(#[$docs])*
        #[derive(
            Clone,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            borsh::BorshSerialize,
            borsh::BorshDeserialize,
        )]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::medication::IdentifierError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if $valid(text) {
                    return Ok(Self(text.to_owned()));
                }
                let text = text.chars().take(100).collect();
                Err($crate::medication::IdentifierError { text, kind: $kind })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

pub(crate) use text_identifiers;

text_identifiers! {
    /// The id of a product in a formulary, such as `sildenafil-50`.
    MedicationId: is_identifier, "an id of lower-case letters, digits, hyphens and points";
    /// The id of a protocol, such as `erectile-dysfunction`.
    ProtocolId: is_identifier, "an id of lower-case letters, digits, hyphens and points";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        for text in ["sildenafil-50", "minoxidil-oral-2.5", "x"] {
            let id: MedicationId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(serde_json::from_str::<MedicationId>(&json).unwrap(), id);
        }
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for text in ["", "-a", "a-", "A", "a b", "a/b", "ä", &"a".repeat(101)] {
            assert!(text.parse::<ProtocolId>().is_err(), "{text}");
        }
    }
}
