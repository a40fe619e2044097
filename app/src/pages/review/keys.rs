//! The keys of a page: told by a dialog, pressed through the island.

use leptos::prelude::*;

use crate::islands::keys::Keys;

/// A key and what it does.
pub type Key = (&'static str, &'static str);

/// Keys that every page of the workspace has.
const EVERYWHERE: [Key; 3] =
    [("q", "Go to the queue"), ("w", "Go to what is left to do"), ("?", "Show the keys")];

/// The keys of the queue.
pub const QUEUE: &[Key] = &[
    ("j", "Next row; also the arrow down"),
    ("k", "Row before; also the arrow up"),
    ("c", "Claim the row, or open it where it is yours; also Enter"),
];

/// The keys of the worklist.
pub const WORKLIST: &[Key] = &[
    ("j", "Next row; also the arrow down"),
    ("k", "Row before; also the arrow up"),
    ("s", "Mark the row as sent; also Enter"),
];

/// The keys of the chart.
pub const CHART: &[Key] = &[
    ("c", "Claim it, or claim it again"),
    ("1 to 9", "Open a medicine"),
    ("a", "Ask the patient"),
    ("v", "Call for a visit, or record it"),
    ("d", "Decline"),
    ("m", "Say what a medicine is"),
    ("r", "Give it back"),
    ("x", "Cancel the prescription"),
];

/// The keys of what is left without a licence.
pub const UNLICENSED: &[Key] = &[("r", "Give it back")];

/// The keys of the page on which a prescription is signed.
///
/// Not Enter, which opened it: pressed twice, it would sign what nobody has read.
pub const SIGN: &[Key] = &[("s", "Sign"), ("b", "Back, to change it")];

/// The keys of the page on which a visit is declined.
pub const DECLINE: &[Key] = &[("d", "Decline"), ("b", "Back, to change it")];

/// A button that shows the keys, the dialog with them, and the island that obeys them.
/// The button needs no script.
pub fn view_of(keys: &'static [Key]) -> AnyView {
    let rows: Vec<AnyView> = keys
        .iter()
        .chain(&EVERYWHERE)
        .map(|(key, what)| view! { <dt><kbd>{*key}</kbd></dt> <dd>{*what}</dd> }.into_any())
        .collect();
    view! {
        <p class="quiet no-print">
            <button type="button" class="button button-quiet" command="show-modal" commandfor="keys">
                "Keys " <kbd aria-hidden="true">"?"</kbd>
            </button>
        </p>
        <dialog id="keys" class="dialog" aria-labelledby="keys-title">
            <h2 id="keys-title">"Keys"</h2>
            <dl class="keys">{rows}</dl>
            <form method="dialog">
                <button type="submit" class="button button-secondary">"Close"</button>
            </form>
        </dialog>
        <Keys/>
    }
    .into_any()
}
