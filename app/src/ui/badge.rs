//! A word or two about the state of something.

use leptos::prelude::*;

/// What a badge means; the text says it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeKind {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// New, or in work.
    Accent,
    /// Done, met, active.
    Success,
    /// Wants attention.
    Warning,
    /// Urgent, refused, overdue.
    Danger,
}

impl BadgeKind {
    fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge",
            Self::Accent => "badge badge-accent",
            Self::Success => "badge badge-success",
            Self::Warning => "badge badge-warning",
            Self::Danger => "badge badge-danger",
        }
    }
}

/// A word or two about the state of something.
#[component]
pub fn Badge(#[prop(optional)] kind: BadgeKind, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=kind.class()>{text}</span> }
}
