//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::wording::Wording;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do on a page.
    #[default]
    Primary,
    /// Another thing to do.
    Secondary,
    /// Something that is seldom wanted; looks like a link.
    Quiet,
    /// Something that cannot be undone.
    Warning,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Quiet => "button button-quiet",
            Self::Warning => "button button-warning",
        }
    }
}

/// A button that submits its form, with `name` and `value` where a form has several,
/// and the key that presses it where the page has keys. `row` marks what a row of a list
/// offers: the keys of the list go from one to the next.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] name: Wording,
    #[prop(optional, into)] value: Wording,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] key: Wording,
    #[prop(optional)] row: bool,
    children: Children,
) -> impl IntoView {
    let shown = key.0.clone().map(|key| view! { " " <kbd aria-hidden="true">{key}</kbd> });
    view! {
        <button
            type="submit"
            class=kind.class()
            name=name.0
            value=value.0
            disabled=disabled
            data-key=key.0.clone()
            data-row=row.then_some("")
            aria-keyshortcuts=key.0
        >
            {children()}
            {shown}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {children()}
        </a>
    }
}
