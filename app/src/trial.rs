//! What a pack answers to a case, as it is read: the outcomes first, the whole beneath.

use leptos::prelude::*;
use serde_json::Value;

/// The outcome of each medicine in a line, then the answer as `asynclinic decide` prints it.
pub fn view_of(answer: &str) -> AnyView {
    let lines: Vec<AnyView> = outcomes(answer)
        .into_iter()
        .map(|(medication, outcome)| {
            view! { <li><strong>{medication}</strong> ": " {outcome}</li> }.into_any()
        })
        .collect();
    let list = (!lines.is_empty()).then(|| view! { <h2>"Outcomes"</h2> <ul>{lines}</ul> });
    view! {
        {list}
        <h2>"The answer"</h2>
        <pre class="source" id="answer">{answer.to_owned()}</pre>
    }
    .into_any()
}

/// Medicine and outcome, with what is missing; nothing where it is no answer.
fn outcomes(answer: &str) -> Vec<(String, String)> {
    let read: Value = serde_json::from_str(answer).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let decisions = read.get("decisions").and_then(Value::as_array).into_iter().flatten();
    decisions
        .filter_map(|decision| {
            let missing: Vec<String> = decision
                .get("missing")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(text)
                .collect();
            let outcome = text(decision.get("outcome")?);
            let outcome = if missing.is_empty() {
                outcome
            } else {
                format!("{outcome}; missing: {}", missing.join(", "))
            };
            Some((text(decision.get("medication")?), outcome))
        })
        .collect()
}
