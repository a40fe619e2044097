//! Whether a receipt is genuine, as its signer left it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::VerifyingKey;
use serde_json::Value;

use super::{ALGORITHM, Receipt, VERSION};
use crate::{rules::canonical, untold::mistake_in_brief};

/// What is wrong with a receipt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not one that can be read.
    #[error("this is no receipt that can be read: {0}")]
    Unreadable(String),
    /// A receipt of another version.
    #[error("this is a receipt of version {0}; this program knows version {VERSION}")]
    Version(u8),
    /// The signature is not one that can be read.
    #[error("the signature cannot be read")]
    Signature,
    /// The key is not the one that was expected.
    #[error("it was signed with the key {0}, which is not the clinic's")]
    Key(String),
    /// The signed part is not what was signed.
    #[error("the signed part was changed, or was never signed with this key")]
    Changed,
    /// Something that the decision rested on is not what was signed.
    #[error("what it says of `{0}` is not what was signed")]
    Disclosure(String),
}

/// Reads a receipt and checks its signature and every value in it. `key`: the clinic's public
/// key, base64url, where the reader knows it from elsewhere.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(json: &str, key: Option<&str>) -> Result<Receipt, Fault> {
    let unreadable = |error: serde_json::Error| Fault::Unreadable(mistake_in_brief(&error));
    let raw: Value = serde_json::from_str(json).map_err(unreadable)?;
    let version = raw.pointer("/body/version").and_then(Value::as_u64);
    match version.and_then(|version| u8::try_from(version).ok()) {
        Some(VERSION) | None => {}
        Some(other) => return Err(Fault::Version(other)),
    }
    let receipt: Receipt = serde_json::from_str(json).map_err(unreadable)?;
    let signature = &receipt.signature;
    if key.is_some_and(|key| key != signature.key) {
        return Err(Fault::Key(signature.key.clone()));
    }
    if signature.algorithm != ALGORITHM {
        return Err(Fault::Signature);
    }
    // What was signed is the text as it stands, not what this program makes of it.
    let text = canonical(raw.get("body").unwrap_or(&Value::Null));
    verify(&signature.key, &signature.value, text.as_bytes())?;
    for disclosure in &receipt.disclosures {
        if receipt.body.grounds.get(&disclosure.name) != Some(&disclosure.digest()) {
            return Err(Fault::Disclosure(disclosure.name.clone()));
        }
    }
    Ok(receipt)
}

fn verify(key: &str, signature: &str, text: &[u8]) -> Result<(), Fault> {
    let bytes = |text: &str| BASE64.decode(text).map_err(|_| Fault::Signature);
    let key: [u8; 32] = bytes(key)?.try_into().map_err(|_| Fault::Signature)?;
    let signature: [u8; 64] = bytes(signature)?.try_into().map_err(|_| Fault::Signature)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| Fault::Signature)?;
    key.verify_strict(text, &signature.into()).map_err(|_| Fault::Changed)
}
