//! Several short answers to one question, one to a line.

use leptos::prelude::*;

use super::{
    field::{Field, legend as legend_of},
    wording::Wording,
};

/// Several short answers under one name, one to a line, with at least `rows` lines and
/// always one empty line at the end, so that without scripts one more can be added.
#[component]
pub fn RepeatedText(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Wording,
    #[prop(optional)] values: Vec<String>,
    #[prop(default = 3)] rows: usize,
    #[prop(optional, into)] error: Wording,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    let count = rows.max(values.len() + 1);
    let lines: Vec<AnyView> = values
        .into_iter()
        .chain(std::iter::repeat_with(String::new))
        .take(count)
        .zip(1_usize..)
        .map(|(value, number)| {
            let id = match number {
                1 => field.id.clone(),
                _ => format!("{}-{number}", field.id),
            };
            view! {
                <li>
                    <input
                        class="input"
                        id=id
                        name=name.clone()
                        type="text"
                        autocomplete="off"
                        value=value
                        aria-label=format!("{legend} {number}")
                        aria-invalid=field.invalid()
                    />
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class=field.class() aria-describedby=field.described_by(false)>
            {legend_of(legend, heading)} {field.notes()}
            <ol class="repeated-text">{lines}</ol>
        </fieldset>
    }
}
