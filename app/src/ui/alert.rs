//! A message that must not be overlooked.

use leptos::prelude::*;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertKind {
    /// Good to know.
    Info,
    /// Something was done.
    Success,
    /// Something may go wrong.
    Warning,
    /// Somebody may come to harm.
    Emergency,
}

impl AlertKind {
    fn class(self) -> &'static str {
        match self {
            Self::Info => "alert alert-info",
            Self::Success => "alert alert-success",
            Self::Warning => "alert alert-warning",
            Self::Emergency => "alert alert-emergency",
        }
    }

    /// The kind in a word, for those who do not see the colour.
    fn word(self) -> &'static str {
        match self {
            Self::Info => "Information: ",
            Self::Success => "Done: ",
            Self::Warning => "Warning: ",
            Self::Emergency => "Emergency: ",
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Info => "i",
            Self::Success => "\u{2713}",
            Self::Warning | Self::Emergency => "!",
        }
    }

    fn role(self) -> Option<&'static str> {
        match self {
            Self::Info | Self::Warning => None,
            Self::Success => Some("status"),
            Self::Emergency => Some("alert"),
        }
    }
}

/// A message with a title and, where the title does not say it all, more beneath.
#[component]
pub fn Alert(
    kind: AlertKind,
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let body = children.map(|children| view! { <div class="alert-body">{children()}</div> });
    view! {
        <div class=kind.class() role=kind.role()>
            <span class="alert-mark" aria-hidden="true">{kind.mark()}</span>
            <h2 class="alert-title"><span class="visually-hidden">{kind.word()}</span>{title}</h2>
            {body}
        </div>
    }
}
