//! Receipts: what was decided, by which rules and on what grounds, so that anybody who holds
//! one can check it.
//!
//! The body is signed by the clinic and names the receipt before it. What the decision rested
//! on is in it only as salted digests; the values travel beside it, and each reader gets
//! what is theirs: the same signature holds for all. The signed bytes are the body's canonical
//! JSON (RFC 8785; a receipt holds whole numbers only).
//!
//! A clinician's determination leaves one, and so does what the product itself tells a patient
//! who has signed in: see [`Telling`].

mod body;
mod check;
mod disclosure;
mod grounds;
mod key;
mod replay;
mod telling;
#[cfg(test)]
mod tests;

pub use body::{Body, Heading, Receipt, Signature};
pub use check::{Fault, check};
pub use disclosure::Disclosure;
pub use grounds::Grounds;
pub use key::{SecretKey, SecretKeyError};
pub use replay::{ReplayFault, replay};
pub use telling::Telling;

/// How receipts are signed (RFC 8032).
pub const ALGORITHM: &str = "Ed25519";

/// The version of the format.
pub const VERSION: u8 = 1;
