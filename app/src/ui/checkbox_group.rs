//! Any number of choices among a few.

use leptos::prelude::*;

use super::{
    field::{Field, legend as legend_of},
    option::{OptionItem, Rows},
    wording::Wording,
};

/// Any number of choices among a few. The word "or" stands before the first exclusive option.
#[component]
pub fn CheckboxGroup(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Wording,
    options: Vec<OptionItem>,
    #[prop(optional)] selected: Vec<String>,
    #[prop(optional, into)] error: Wording,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    let rows = Rows { kind: "checkbox", name, id: field.id.clone() };
    let first_exclusive = options.iter().position(|option| option.exclusive);
    let options: Vec<AnyView> = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            let or = (index > 0 && first_exclusive == Some(index))
                .then(|| view! { <p class="options-or">"or"</p> });
            let checked = selected.contains(&option.value);
            view! { {or} {rows.row(index, option, checked)} }.into_any()
        })
        .collect();
    view! {
        <fieldset class=field.class() aria-describedby=field.described_by(false)>
            {legend_of(legend, heading)} {field.notes()} <div class="options">{options}</div>
        </fieldset>
    }
}
