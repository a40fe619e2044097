//! The foot of every page.

use leptos::prelude::*;

/// Where to turn in an emergency, and the notice of the rules and protocols in force.
#[component]
pub fn SiteFooter(#[prop(into)] notice: String) -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class="site-footer-inner">
                <p class="site-footer-emergency">
                    "In an emergency call " <a href="tel:911">"911"</a>
                    ". In a mental health crisis call or text " <a href="tel:988">"988"</a> "."
                </p>
                <p>{notice}</p>
            </div>
        </footer>
    }
}
