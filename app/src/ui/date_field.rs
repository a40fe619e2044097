//! A date in three parts.

use leptos::prelude::*;

use super::{
    field::{Field, legend as legend_of},
    wording::Wording,
};

/// A date typed as month, day and year: three inputs `name.month`, `name.day` and `name.year`.
///
/// The fieldset has the id of `name` and takes the focus, so that an error summary can point
/// to the date as a whole. `birthday` lets the browser fill in the person's own birth date.
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Wording,
    #[prop(optional, into)] month: String,
    #[prop(optional, into)] day: String,
    #[prop(optional, into)] year: String,
    #[prop(optional, into)] error: Wording,
    #[prop(optional)] heading: bool,
    #[prop(optional, into)] id: Wording,
    #[prop(optional)] birthday: bool,
) -> impl IntoView {
    let field = Field::new(&name, id, hint, error);
    let invalid = field.invalid();
    let parts = [
        ("month", "Month", month, "2", "bday-month"),
        ("day", "Day", day, "2", "bday-day"),
        ("year", "Year", year, "4", "bday-year"),
    ]
    .map(|(part, label, value, maxlength, autocomplete)| {
        let name = format!("{name}.{part}");
        let id = format!("{}-{part}", field.id);
        view! {
            <div class=format!("date-part date-part-{part}")>
                <label for=id.clone()>{label}</label>
                <input
                    class="input"
                    id=id
                    name=name
                    type="text"
                    inputmode="numeric"
                    maxlength=maxlength
                    autocomplete=if birthday { autocomplete } else { "off" }
                    value=value
                    aria-invalid=invalid
                />
            </div>
        }
    });
    view! {
        <fieldset
            class=field.class()
            id=field.id.clone()
            tabindex="-1"
            aria-describedby=field.described_by(false)
        >
            {legend_of(legend, heading)}
            {field.notes()}
            <div class="date-parts">{parts}</div>
        </fieldset>
    }
}
