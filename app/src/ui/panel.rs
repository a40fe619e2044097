//! A box around things that belong together.

use leptos::prelude::*;

/// What a panel holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PanelKind {
    /// Things that belong together.
    #[default]
    Plain,
    /// A confirmation: it is done.
    Done,
    /// What will come here, while there is nothing yet.
    Empty,
}

/// A box around things that belong together.
#[component]
pub fn Panel(#[prop(optional)] kind: PanelKind, children: Children) -> impl IntoView {
    let class = match kind {
        PanelKind::Plain => "panel",
        PanelKind::Done => "panel panel-done",
        PanelKind::Empty => "panel panel-empty",
    };
    view! { <div class=class>{children()}</div> }
}
