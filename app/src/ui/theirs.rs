//! What another tab or device saved, beside what stands in the fields.

use leptos::prelude::*;

use super::{Alert, AlertKind};

/// What was saved elsewhere since this page was opened: names with their values.
#[component]
pub fn Theirs(lines: Vec<(String, Vec<String>)>) -> impl IntoView {
    let lines: Vec<AnyView> = lines
        .into_iter()
        .map(|(name, values)| {
            view! {
                <dt>{name}</dt>
                <dd>{values.join(", ")}</dd>
            }
            .into_any()
        })
        .collect();
    view! {
        <Alert kind=AlertKind::Warning title="You answered this in another place">
            <p>
                "Another tab or device has saved these answers since you opened this page. What \
                 you just filled in stands below and is not saved yet. Press the button again to \
                 put your new answers in their place."
            </p>
            <dl class="theirs">{lines}</dl>
        </Alert>
    }
}
