//! How far along a form is.

use leptos::prelude::*;

/// "Step 3 of 9: Your health", and a thin bar.
#[component]
pub fn Progress(step: usize, of: usize, #[prop(into)] section: String) -> impl IntoView {
    view! {
        <div class="step-progress">
            <p id="step-progress">{format!("Step {step} of {of}: {section}")}</p>
            <progress
                aria-labelledby="step-progress"
                max=of.to_string()
                value=step.min(of).to_string()
            ></progress>
        </div>
    }
}
