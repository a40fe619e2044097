//! One choice among many.

use leptos::prelude::*;

use super::{field::Field, option::OptionItem, wording::Wording};

/// One choice among many; nothing is chosen to begin with unless `selected` says so.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Wording,
    options: Vec<OptionItem>,
    #[prop(optional, into)] selected: Wording,
    #[prop(optional, into)] error: Wording,
    #[prop(optional_no_strip, into)] autocomplete: Option<&'static str>,
    #[prop(default = "Choose one".to_owned(), into)] placeholder: String,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|option| {
            let chosen = selected.0.as_deref() == Some(option.value.as_str());
            view! { <option value=option.value selected=chosen>{option.label}</option> }.into_any()
        })
        .collect();
    view! {
        <div class=field.class()>
            {field.label(label, heading)} {field.notes()}
            <select
                class="input"
                id=field.id.clone()
                name=name
                autocomplete=autocomplete
                aria-describedby=field.described_by(false)
                aria-invalid=field.invalid()
            >
                <option value="">{placeholder}</option>
                {options}
            </select>
        </div>
    }
}
