//! What a decision rested on: in the body a salted digest, beside it the value.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::rules::Digest;

/// One value, with the salt that keeps anybody from guessing it from its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// What it is, such as `facts/…` or `birth-date`.
    pub name: String,
    /// 32 hexadecimal digits.
    pub salt: String,
    /// The value.
    pub value: Value,
}

impl Disclosure {
    /// A value under its name, with a salt drawn from a secret that is told nobody.
    pub(super) fn new(secret: &[u8; 32], name: String, value: Value) -> Self {
        let drawn = Digest::of_json(&json!(["salt", hex(secret), name])).to_string();
        let digits = drawn.trim_start_matches("sha256:").chars().take(32).collect();
        Self { name, salt: digits, value }
    }

    /// The digest that stands in the body.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of_json(&json!([self.name, self.salt, self.value]))
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
