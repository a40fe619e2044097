//! The way back.

use leptos::prelude::*;

/// A link to the page before, above everything else on a page.
#[component]
pub fn BackLink(#[prop(into)] href: String) -> impl IntoView {
    view! { <a class="back-link" href=href>"Back"</a> }
}
