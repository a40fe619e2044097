//! Deciding in the browser, by the same code as the server: one island, so that what it needs
//! is one chunk, and no other page loads it.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

mod trial;
mod verify;

use leptos::prelude::*;

/// Attends to the form below it: checks a receipt, or asks a pack about a case.
#[island(lazy)]
pub fn Decider(
    /// The digest of the pack that is asked; none where a receipt is checked.
    #[prop(optional, into)]
    pack: Option<String>,
) -> impl IntoView {
    match pack {
        Some(pack) => trial::attend(pack),
        None => verify::attend(),
    }
}
