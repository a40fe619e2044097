//! Names and values: answers to check, facts about an encounter.

use leptos::prelude::*;

/// One name with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// What the value is.
    pub key: String,
    /// The values, one to a line; none reads "Not answered", and is added rather than changed.
    pub value: Vec<String>,
    /// Where to change it, and what is changed in words ("your birth date"), read out after "Change" or "Add".
    pub change: Option<(String, String)>,
}

/// Names and values, with links to change them where there are any.
#[component]
pub fn SummaryList(rows: Vec<SummaryRow>) -> impl IntoView {
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    view! { <dl class="summary-list">{rows}</dl> }
}

fn row(row: SummaryRow) -> AnyView {
    let verb = if row.value.is_empty() { "Add" } else { "Change" };
    let none = row.value.is_empty().then(|| view! { <p class="quiet">"Not answered"</p> });
    let values: Vec<AnyView> =
        row.value.into_iter().map(|value| view! { <p>{value}</p> }.into_any()).collect();
    let change = row.change.map(|(href, what)| {
        view! {
            <dd class="summary-change">
                <a href=href>{verb}<span class="visually-hidden">" " {what}</span></a>
            </dd>
        }
    });
    view! {
        <div class="summary-row">
            <dt>{row.key}</dt>
            <dd class="summary-value">{values} {none}</dd>
            {change}
        </div>
    }
    .into_any()
}
