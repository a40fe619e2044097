//! More to read for those who want it.

use leptos::prelude::*;

/// A line that opens to show more.
#[component]
pub fn Details(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details open=open>
            <summary>{summary}</summary>
            <div class="details-body">{children()}</div>
        </details>
    }
}
