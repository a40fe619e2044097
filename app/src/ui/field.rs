//! What every field has in common: ids, a label, a hint and an error.

use leptos::prelude::*;

use super::wording::Wording;

/// The id of the input with this name: the name with `.` replaced by `-`.
#[must_use]
pub fn field_id(name: &str) -> String {
    name.replace('.', "-")
}

/// The ids and the state that label, hint, error and input of one field share.
pub(super) struct Field {
    pub(super) id: String,
    hint: Option<String>,
    error: Option<String>,
}

impl Field {
    /// `id` replaces the id that the name gives, where one page holds the same name twice.
    pub(super) fn new(name: &str, id: Wording, hint: Wording, error: Wording) -> Self {
        Self { id: id.0.unwrap_or_else(|| field_id(name)), hint: hint.0, error: error.0 }
    }

    /// The class of the element around the whole field.
    pub(super) fn class(&self) -> &'static str {
        match self.error {
            Some(_) => "field field-has-error",
            None => "field",
        }
    }

    /// `aria-invalid`, present only when there is an error.
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    /// `aria-describedby`: the hint, the error, then the suffix, as far as they are shown.
    pub(super) fn described_by(&self, has_suffix: bool) -> Option<String> {
        let parts = [
            (self.hint.is_some(), "hint"),
            (self.error.is_some(), "error"),
            (has_suffix, "suffix"),
        ];
        let ids: Vec<String> = parts
            .into_iter()
            .filter(|(shown, _)| *shown)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// A label for the input, as the page's `h1` where `heading` is set.
    pub(super) fn label(&self, text: String, heading: bool) -> AnyView {
        let label = view! { <label class="field-label" for=self.id.clone()>{text}</label> };
        if heading { view! { <h1>{label}</h1> }.into_any() } else { label.into_any() }
    }

    /// The hint and the error, in this order, above the input.
    pub(super) fn notes(&self) -> AnyView {
        let hint = self.hint.clone().map(|hint| {
            view! { <p class="field-hint" id=format!("{}-hint", self.id)>{hint}</p> }
        });
        let error = self.error.clone().map(|error| {
            view! {
                <p class="field-error" id=format!("{}-error", self.id)>
                    <span class="visually-hidden">"Error: "</span>
                    {error}
                </p>
            }
        });
        view! { {hint} {error} }.into_any()
    }
}

/// A legend for a fieldset, holding the page's `h1` where `heading` is set.
pub(super) fn legend(text: String, heading: bool) -> AnyView {
    if heading {
        view! { <legend class="field-label"><h1>{text}</h1></legend> }.into_any()
    } else {
        view! { <legend class="field-label">{text}</legend> }.into_any()
    }
}
