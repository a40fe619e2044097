//! Everything that is wrong on a page, at its top.

use leptos::prelude::*;

/// The errors of a page as links, each a field's id and the sentence that stands at that field.
///
/// It takes the focus when a page loads with it; an island that renders it must focus
/// `#error-summary` itself. Nothing is rendered without errors.
#[component]
pub fn ErrorSummary(errors: Vec<(String, String)>) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let lines: Vec<AnyView> = errors
            .into_iter()
            .map(|(id, sentence)| {
                view! { <li><a href=format!("#{id}")>{sentence}</a></li> }.into_any()
            })
            .collect();
        view! {
            <div
                class="error-summary"
                id="error-summary"
                role="alert"
                tabindex="-1"
                autofocus=true
                aria-labelledby="error-summary-title"
            >
                <h2 id="error-summary-title">"There is a problem"</h2>
                <ul class="error-summary-list">{lines}</ul>
            </div>
        }
    })
}
