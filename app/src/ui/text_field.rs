//! One line of text.

use leptos::prelude::*;

use super::{field::Field, wording::Wording};

/// One line of text, a number, an e-mail address or a code.
///
/// `suffix` is a unit shown behind the input ("mmHg"); `heading` makes the label the page's `h1`.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Wording,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] error: Wording,
    #[prop(optional_no_strip, into)] input_type: Option<&'static str>,
    #[prop(optional_no_strip, into)] inputmode: Option<&'static str>,
    #[prop(optional_no_strip, into)] autocomplete: Option<&'static str>,
    #[prop(optional_no_strip, into)] maxlength: Option<u32>,
    #[prop(optional, into)] suffix: Wording,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    let input = view! {
        <input
            class="input"
            id=field.id.clone()
            name=name
            type=input_type.unwrap_or("text")
            inputmode=inputmode
            autocomplete=autocomplete
            maxlength=maxlength.map(|length| length.to_string())
            value=value
            aria-describedby=field.described_by(suffix.0.is_some())
            aria-invalid=field.invalid()
        />
    };
    let input = match suffix.0 {
        Some(suffix) => view! {
            <div class="field-with-suffix">
                {input} <span class="field-suffix" id=format!("{}-suffix", field.id)>{suffix}</span>
            </div>
        }
        .into_any(),
        None => input.into_any(),
    };
    view! { <div class=field.class()>{field.label(label, heading)} {field.notes()} {input}</div> }
}
