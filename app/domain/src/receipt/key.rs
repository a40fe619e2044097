//! The clinic's secret key.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signer as _, SigningKey};

/// The key that a clinic signs its receipts with. Nothing prints it.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

/// The text is not a secret key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret key must be 43 letters, digits, hyphens or underscores (base64url)")]
pub struct SecretKeyError;

impl SecretKey {
    /// The key of these random bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// As it is kept: base64url, to be told nobody.
    #[must_use]
    pub fn reveal(&self) -> String {
        BASE64.encode(self.0.to_bytes())
    }

    /// The public key that belongs to it, base64url.
    #[must_use]
    pub fn public(&self) -> String {
        BASE64.encode(self.0.verifying_key().as_bytes())
    }

    /// The signature of a text, base64url.
    pub(super) fn sign(&self, text: &str) -> String {
        BASE64.encode(self.0.sign(text.as_bytes()).to_bytes())
    }
}

impl FromStr for SecretKey {
    type Err = SecretKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = BASE64.decode(text).map_err(|_| SecretKeyError)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| SecretKeyError)?;
        Ok(Self::from_bytes(&bytes))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey")
    }
}
