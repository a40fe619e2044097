//! The form that records a live visit.

use leptos::prelude::*;

use super::{
    super::{Open, Tried},
    forms::{kept, modalities, wrong},
};
use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{Button, Select, TextArea, TextField},
};

/// Records the visit that took place, and takes the claim.
pub fn view_of(clinic: &Clinic, open: &Open, tried: &Tried) -> View {
    let encounter = open.chart.encounter.id;
    let version = open.chart.encounter.version;
    let command = clinic.store().new_command().to_string();
    let posted = kept(tried, "visit-held");
    let today = clinic.today(open.chart.encounter.location).to_string();
    let tried = tried.clone();
    Box::new(move || {
        let wrong = |field: &str| wrong(&tried, "visit-held", field);
        let value = |name: &str| posted.get(name).to_owned();
        let on = if value("on").is_empty() { today.clone() } else { value("on") };
        let selected = Some(value("modality"));
        view! {
            <form method="post" action=format!("/review/{encounter}/visit-held") novalidate data-key="v">
                <input type="hidden" name="command" value=command.clone()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <input type="hidden" name="verb" value="visit-held"/>
                <h3>"Record the visit"</h3>
                <Select
                    id="visit-held-modality"
                    name="modality"
                    label="How it was held"
                    options=modalities()
                    selected
                    error=wrong("modality")
                />
                <TextField
                    id="visit-held-on"
                    name="on"
                    label="Date"
                    hint="Year-month-day"
                    value=on
                    error=wrong("on")
                />
                <TextField
                    id="visit-held-time"
                    name="time"
                    label="Time"
                    hint="Like 14:30, where the patient is"
                    value=value("time")
                    error=wrong("time")
                />
                <TextArea
                    id="visit-held-note"
                    name="note"
                    label="Note"
                    value=value("note")
                    error=wrong("note")
                    rows=5
                />
                <Button>"Record the visit and take it"</Button>
            </form>
        }
        .into_any()
    })
}
