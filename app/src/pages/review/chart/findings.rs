//! What the answers leave open, and what clinicians found out of it.

use domain::rules::{FactDefinition, FactType, Facts, Value};
use leptos::prelude::*;

use super::{Open, Tried};
use crate::{
    clinic::Clinic,
    pages::{Refusal, patient::visit_view::View},
    ui::{Button, ButtonKind, OptionItem, RadioGroup, SummaryList, SummaryRow, TextField},
    words,
};

/// Recorded findings, and a form for every fact that could still be found out or
/// was, while the clinician holds the encounter.
///
/// # Errors
/// When the pack in force has the protocol no more.
pub fn view_of(clinic: &Clinic, open: &Open, tried: &Tried) -> Result<View, Refusal> {
    let recorded = recorded(open);
    let (encounter, version) = (open.chart.encounter.id, open.chart.encounter.version);
    let held = open.held(clinic);
    let open_facts: Vec<(FactDefinition, String)> = unanswered(clinic, open)?
        .into_iter()
        .map(|fact| (fact, clinic.store().new_command().to_string()))
        .collect();
    let tried = tried.clone();
    Ok(Box::new(move || {
        if recorded.is_empty() && open_facts.is_empty() {
            return ().into_any();
        }
        let forms: Vec<AnyView> = open_facts
            .iter()
            .map(|(fact, command)| {
                let form = held.map(|lease| {
                    view! {
                        <form
                            method="post"
                            action=format!("/review/{encounter}/finding")
                            novalidate
                        >
                            <input type="hidden" name="command" value=command.clone()/>
                            <input type="hidden" name="version" value=version.to_string()/>
                            <input type="hidden" name="lease" value=lease.token.to_string()/>
                            <input type="hidden" name="fact" value=fact.name.to_string()/>
                            {fields(fact, &tried)}
                            <Button kind=ButtonKind::Secondary>"Record what you found out"</Button>
                        </form>
                    }
                });
                match form {
                    Some(form) => {
                        let summary = fact.title.clone();
                        let shown = is_tried(fact, &tried);
                        view! {
                            <details open=shown>
                                <summary>{summary}</summary>
                                {form}
                            </details>
                        }
                        .into_any()
                    }
                    None => view! { <p>{fact.title.clone()}</p> }.into_any(),
                }
            })
            .collect();
        let rows = recorded.clone();
        let list = (!rows.is_empty()).then(|| view! { <SummaryList rows/> });
        view! {
            <section aria-labelledby="findings">
                <h2 id="findings">"What the answers leave open"</h2>
                {list}
                {forms}
            </section>
        }
        .into_any()
    }))
}

/// The facts that are missing as the answers alone stand.
fn unanswered(clinic: &Clinic, open: &Open) -> Result<Vec<FactDefinition>, Refusal> {
    let chart = &open.chart;
    let record = domain::encounter::Record { found: Facts::default(), ..chart.record.clone() };
    let dates = clinic.local_dates(chart.encounter.location);
    let answered = open.rulebook.evaluate(&record, Some(&chart.licences), &dates)?;
    Ok(open.rulebook.findable(&answered).into_iter().cloned().collect())
}

/// Whether the last try was about this fact.
fn is_tried(fact: &FactDefinition, tried: &Tried) -> bool {
    tried.posted.get("verb") == "finding" && tried.posted.get("fact") == fact.name.as_str()
}

/// The value, and how it was found out.
fn fields(fact: &FactDefinition, tried: &Tried) -> AnyView {
    let again = is_tried(fact, tried);
    let kept = |name: &str| {
        if again { tried.posted.get(name).to_owned() } else { String::new() }
    };
    let id = |name: &str| format!("finding-{}-{name}", fact.name);
    let wrong = |name: &str| {
        let found = tried.errors.iter().find(|(field, _)| *field == id(name));
        found.map(|(_, sentence)| sentence.clone())
    };
    let value = if fact.fact_type == FactType::Boolean {
        let options = vec![OptionItem::new("yes", "Yes"), OptionItem::new("no", "No")];
        view! {
            <RadioGroup
                id=id("value")
                name="value"
                legend="What you found out"
                options
                selected=Some(kept("value"))
                error=wrong("value")
            />
        }
        .into_any()
    } else {
        view! {
            <TextField
                id=id("value")
                name="value"
                label="What you found out"
                value=kept("value")
                error=wrong("value")
                inputmode="decimal"
                suffix=fact.unit.clone()
            />
        }
        .into_any()
    };
    view! {
        {value}
        <TextField
            id=id("why")
            name="why"
            label="How you found out"
            hint="Such as a call, a letter or a result. It stays in the record."
            value=kept("why")
            error=wrong("why")
        />
    }
    .into_any()
}

/// Every finding, with who recorded it, when and how.
fn recorded(open: &Open) -> Vec<SummaryRow> {
    let zone = words::zone_of(open.chart.encounter.location);
    let catalogue = open.rulebook.pack.catalogue();
    open.chart
        .findings
        .iter()
        .map(|finding| {
            let fact = catalogue.get(finding.found.fact.as_str());
            let title =
                fact.map_or_else(|| finding.found.fact.to_string(), |fact| fact.title.clone());
            let unit = fact.and_then(|fact| fact.unit.clone()).unwrap_or_default();
            let value = in_words(&finding.found.value, &unit);
            let by = format!("{}, {}", finding.name, words::moment(finding.at, &zone));
            SummaryRow {
                key: title,
                value: vec![value, finding.found.why.clone(), by],
                change: None,
            }
        })
        .collect()
}

/// A value in words, in its unit.
pub fn in_words(value: &Value, unit: &str) -> String {
    match value {
        Value::Boolean(true) => "Yes".to_owned(),
        Value::Boolean(false) => "No".to_owned(),
        Value::Number(number) => format!("{number} {unit}").trim().to_owned(),
        Value::Date(date) => words::date(*date),
        Value::Code(code) => code.clone(),
        Value::Codes { known, .. } => known.iter().cloned().collect::<Vec<_>>().join(", "),
    }
}
