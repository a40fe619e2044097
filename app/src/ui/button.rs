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

/// A button that submits its form, with `name` and `value` where a form has several.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] name: Wording,
    #[prop(optional, into)] value: Wording,
    #[prop(optional)] disabled: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=kind.class() name=name.0 value=value.0 disabled=disabled>
            {children()}
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
