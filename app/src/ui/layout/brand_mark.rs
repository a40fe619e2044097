//! The mark of the house.

use leptos::prelude::*;

/// A cross whose fourth arm is a dot of its own: the other person answers later.
///
/// Decoration: hidden from screen readers. `class` replaces the size that the header uses.
#[component]
pub fn BrandMark(#[prop(default = "brand-mark")] class: &'static str) -> impl IntoView {
    view! {
        <svg class=class viewBox="4 4 24 24" aria-hidden="true" focusable="false">
            <path fill="currentColor" d="M13.5 6h5v7.5H20v5h-1.5V26h-5v-7.5H6v-5h7.5z"></path>
            <circle class="brand-dot" cx="25" cy="16" r="2.5"></circle>
        </svg>
    }
}
