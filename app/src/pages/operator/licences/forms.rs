//! The two forms of a licence.

use domain::{
    ids::ClinicianId,
    licence::{Licence, LicenceKind, LicenceStatus},
};
use leptos::prelude::*;

use super::Errors;
use crate::{
    form::Posted,
    page::Page,
    ui::{
        BackLink, Button, DateField, ErrorSummary, OptionItem, RadioGroup, Select, TextField,
        state_options,
    },
};

fn error_at(errors: &Errors, name: &str) -> Option<String> {
    errors.iter().find(|(id, _)| id == name).map(|(_, sentence)| sentence.clone())
}

/// Status and last day: what both forms ask.
fn validity(posted: &Posted, errors: &Errors) -> AnyView {
    let statuses = LicenceStatus::ALL
        .iter()
        .map(|status| {
            let label = match status {
                LicenceStatus::Active => "Active",
                LicenceStatus::Inactive => "Inactive",
                LicenceStatus::Suspended => "Suspended",
                LicenceStatus::Revoked => "Revoked",
            };
            OptionItem::new(status.as_str(), label)
        })
        .collect();
    let part = |part: &str| posted.get(&format!("ends.{part}")).to_owned();
    view! {
        <RadioGroup
            name="status"
            legend="What the board says"
            hint="Only an active license lets the clinician act"
            options=statuses
            selected=posted.get("status").to_owned()
            error=error_at(errors, "status")
            inline=true
        />
        <DateField
            name="ends"
            legend="Last day on which it is valid"
            month=part("month")
            day=part("day")
            year=part("year")
            error=error_at(errors, "ends")
        />
    }
    .into_any()
}

/// The form of a new licence.
pub fn new_page(id: ClinicianId, name: String, posted: Posted, errors: Errors) -> Page {
    Page::new(format!("Add a license for {name}"), move || {
        let kinds = LicenceKind::ALL
            .iter()
            .map(|kind| OptionItem::new(kind.as_str(), kind.to_string()))
            .collect();
        view! {
            <BackLink href=format!("/operator/clinicians/{id}")/>
            <ErrorSummary errors=errors.clone()/>
            <form
                method="post"
                action=format!("/operator/clinicians/{id}/licences/new")
                novalidate
            >
                <h1>{format!("Add a license for {name}")}</h1>
                <Select
                    name="state"
                    label="State"
                    options=state_options()
                    selected=posted.get("state").to_owned()
                    error=error_at(&errors, "state")
                />
                <RadioGroup
                    name="kind"
                    legend="Type"
                    options=kinds
                    selected=posted.get("kind").to_owned()
                    error=error_at(&errors, "kind")
                    inline=true
                />
                <TextField
                    name="number"
                    label="License number"
                    value=posted.get("number").to_owned()
                    error=error_at(&errors, "number")
                    autocomplete="off"
                />
                {validity(&posted, &errors)}
                <div class="actions">
                    <Button>"Add the license"</Button>
                </div>
            </form>
        }
    })
    .workspace()
}

/// The form that changes one.
pub fn change_page(id: ClinicianId, licence: &Licence, posted: Posted, errors: Errors) -> Page {
    let title = format!("{} license {}", licence.state.name(), licence.number);
    let action = format!("/operator/clinicians/{id}/licences/{}", licence.id);
    Page::new(title.clone(), move || {
        view! {
            <BackLink href=format!("/operator/clinicians/{id}")/>
            <ErrorSummary errors=errors.clone()/>
            <form method="post" action=action.clone() novalidate>
                <h1>{title.clone()}</h1>
                <p>
                    "A change holds at once, also for what is being read at this moment: without \
                     a license that covers, it can only be given back."
                </p>
                {validity(&posted, &errors)}
                <div class="actions">
                    <Button>"Save"</Button>
                </div>
            </form>
        }
    })
    .workspace()
}
