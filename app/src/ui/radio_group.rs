//! One choice among a few.

use leptos::prelude::*;

use super::{
    field::{Field, legend as legend_of},
    option::{OptionItem, Rows},
    wording::Wording,
};

/// One choice among a few, all in sight; `inline` puts short answers side by side.
#[component]
pub fn RadioGroup(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Wording,
    options: Vec<OptionItem>,
    #[prop(optional, into)] selected: Wording,
    #[prop(optional, into)] error: Wording,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
    #[prop(optional)] inline: bool,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    let rows = Rows { kind: "radio", name, id: field.id.clone() };
    let options: Vec<AnyView> = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            let checked = selected.0.as_deref() == Some(option.value.as_str());
            rows.row(index, option, checked)
        })
        .collect();
    view! {
        <fieldset class=field.class() aria-describedby=field.described_by(false)>
            {legend_of(legend, heading)}
            {field.notes()}
            <div class=if inline { "options options-inline" } else { "options" }>{options}</div>
        </fieldset>
    }
}
