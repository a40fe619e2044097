//! Deciding in the browser, by the same code as the server: one island, so that what it needs
//! is one chunk, and no other page loads it.
#![expect(missing_docs, reason = "the island macro makes items without documentation")]

mod draft;
mod trial;
mod verify;

use leptos::prelude::*;

/// Attends to a form of its page: checks a receipt, asks a pack about a case, or looks out in the
/// steps of a draft for what cannot wait.
#[island(lazy)]
pub fn Decider(
    /// The digest of the pack that is asked; none where a receipt is checked.
    #[prop(optional, into)]
    pack: Option<String>,
    /// Where the rules for a draft are; none where there is no draft.
    #[prop(optional, into)]
    rules: Option<String>,
) -> impl IntoView {
    match (pack, rules) {
        (Some(pack), _) => trial::attend(pack),
        (None, Some(rules)) => draft::attend(rules),
        (None, None) => verify::attend(),
    }
}
