//! Several lines of text.

use leptos::prelude::*;

use super::{field::Field, wording::Wording};

/// Several lines of text; `rows` is the height to begin with.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Wording,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] error: Wording,
    #[prop(optional_no_strip, into)] autocomplete: Option<&'static str>,
    #[prop(optional_no_strip, into)] maxlength: Option<u32>,
    #[prop(default = 5)] rows: u32,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    view! {
        <div class=field.class()>
            {field.label(label, heading)} {field.notes()}
            <textarea
                class="input"
                id=field.id.clone()
                name=name
                rows=rows.to_string()
                autocomplete=autocomplete
                maxlength=maxlength.map(|length| length.to_string())
                aria-describedby=field.described_by(false)
                aria-invalid=field.invalid()
            >
                {value}
            </textarea>
        </div>
    }
}
