//! Answers to questions that the questionnaire in force does not have any more.

use leptos::prelude::*;

use super::Open;
use crate::{
    pages::patient::visit_view::View,
    ui::{SummaryList, SummaryRow},
};

/// Those answers, where there are any: no rule looks at them.
pub fn view_of(open: &Open) -> View {
    let former = open.former.iter().cloned();
    let rows: Vec<SummaryRow> =
        former.map(|(key, value)| SummaryRow { key, value, change: None }).collect();
    Box::new(move || {
        if rows.is_empty() {
            return ().into_any();
        }
        view! {
            <section aria-labelledby="former">
                <h2 id="former">"Answers to questions that are no longer asked"</h2>
                <p class="quiet">"No rule looks at these. Read them yourself."</p>
                <SummaryList rows=rows.clone()/>
            </section>
        }
        .into_any()
    })
}
