//! Live visits that were called for and not held.

use domain::relationship::Modality;
use leptos::prelude::*;
use store::VisitToHold;

use super::{Person, nothing};
use crate::{
    clinic::Clinic,
    ui::{Badge, BadgeKind},
    words,
};

/// One visit to hold.
pub struct ToHold {
    person: Person,
    kind: &'static str,
    reason: String,
    state: &'static str,
    since: String,
    waits: String,
    urgent: bool,
}

impl ToHold {
    /// The line for a row of the store.
    pub fn of(clinic: &Clinic, row: &VisitToHold) -> Self {
        Self {
            person: Person::new(row.encounter, &row.patient, row.birth_date, &row.telephone),
            kind: kind(row.demand.modality),
            reason: row.demand.reason.clone(),
            state: row.location.name(),
            since: words::moment(row.since, &words::zone_of(row.location)),
            waits: words::span(clinic.now().duration_since(row.since)),
            urgent: row.urgent,
        }
    }

    fn view(&self) -> AnyView {
        let urgent = self.urgent.then(|| {
            view! { <p><Badge kind=BadgeKind::Danger text="A red flag was raised"/></p> }
        });
        view! {
            <tr class=if self.urgent { "is-urgent" } else { "" }>
                {self.person.cell()}
                <td>{self.state}</td>
                <td>
                    {urgent}
                    <p>
                        <strong>{self.kind}</strong>
                    </p>
                    <p>{self.reason.clone()}</p>
                </td>
                <td class="queue-wait">
                    <p>{self.waits.clone()}</p>
                    <p class="quiet">{format!("since {}", self.since)}</p>
                </td>
            </tr>
        }
        .into_any()
    }
}

/// What the clinician must do at least.
const fn kind(modality: Modality) -> &'static str {
    match modality {
        Modality::Asynchronous => "No live visit",
        Modality::Audio => "Telephone or video",
        Modality::Video => "Video",
        Modality::InPerson => "In person",
    }
}

/// What must still be held.
pub fn to_hold(lines: &[ToHold]) -> AnyView {
    if lines.is_empty() {
        return nothing("No visit is left to hold. Those that a clinician calls for come in here.");
    }
    let rows: Vec<AnyView> = lines.iter().map(ToHold::view).collect();
    view! {
        <p>
            "Call each patient to agree on a time. After the visit, open the chart and record it."
        </p>
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Patient"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Visit"</th>
                    <th scope="col">"Waiting"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
