//! Prescriptions that must still reach a pharmacy, and those that have.

use domain::questionnaire::gather;
use leptos::prelude::*;
use store::WorklistRow;

use super::{Person, nothing};
use crate::{clinic::Clinic, ui::Button, words};

/// One that must still reach its pharmacy, with what a pharmacy asks for.
pub struct ToSend {
    person: Person,
    pharmacy: Vec<String>,
    medicine: String,
    sig: String,
    amount: String,
    since: String,
    waits: String,
    version: String,
    command: String,
}

/// One that has reached its pharmacy.
pub struct Sent {
    person: Person,
    medicine: String,
    amount: String,
    written: String,
}

fn person(row: &WorklistRow) -> Person {
    Person::new(row.encounter, &row.patient, row.birth_date, &row.telephone)
}

/// "10 tablets, 2 refills".
fn amount(row: &WorklistRow) -> String {
    let what = &row.prescription;
    let plural = if what.refills == 1 { "" } else { "s" };
    format!("{}, {} refill{plural}", what.amount(), what.refills)
}

impl ToSend {
    /// The line for a row of the store.
    pub fn of(clinic: &Clinic, row: &WorklistRow) -> Self {
        let pharmacy = clinic
            .rulebook()
            .protocol(&row.protocol, &row.questionnaire_version)
            .map(|protocol| gather(&protocol.questionnaire, &row.response).pharmacy)
            .unwrap_or_default();
        Self {
            person: person(row),
            pharmacy,
            medicine: row.prescription.name.clone(),
            sig: row.prescription.sig.clone(),
            amount: amount(row),
            since: words::moment(row.issued_at, &words::zone_of(row.location)),
            waits: words::span(clinic.now().duration_since(row.issued_at)),
            version: row.version.to_string(),
            command: clinic.store().new_command().to_string(),
        }
    }

    fn view(&self) -> AnyView {
        let pharmacy: Vec<AnyView> = if self.pharmacy.is_empty() {
            vec![view! { <p class="quiet">"Not named"</p> }.into_any()]
        } else {
            self.pharmacy.iter().cloned().map(|line| view! { <p>{line}</p> }.into_any()).collect()
        };
        let about = format!(": the prescription of {}", self.person.name);
        view! {
            <tr>
                {self.person.cell()}
                <td>{pharmacy}</td>
                <td>
                    <p>
                        <strong>{self.medicine.clone()}</strong>
                    </p>
                    <p>{self.sig.clone()}</p>
                    <p>{self.amount.clone()}</p>
                </td>
                <td class="queue-wait">
                    <p>{self.waits.clone()}</p>
                    <p class="quiet">{format!("since {}", self.since)}</p>
                </td>
                <td class="queue-action">
                    <form method="post" action=format!("{}/sent", self.person.href)>
                        <input type="hidden" name="command" value=self.command.clone()/>
                        <input type="hidden" name="version" value=self.version.clone()/>
                        <Button row=true>
                            "Sent" <span class="visually-hidden">{about}</span>
                        </Button>
                    </form>
                </td>
            </tr>
        }
        .into_any()
    }
}

impl Sent {
    /// The line for a row of the store.
    pub fn of(row: &WorklistRow) -> Self {
        Self {
            person: person(row),
            medicine: row.prescription.name.clone(),
            amount: amount(row),
            written: words::moment(row.issued_at, &words::zone_of(row.location)),
        }
    }

    fn view(&self) -> AnyView {
        view! {
            <tr>
                {self.person.cell()}
                <td>
                    <p>
                        <strong>{self.medicine.clone()}</strong>
                    </p>
                    <p>{self.amount.clone()}</p>
                </td>
                <td>{self.written.clone()}</td>
            </tr>
        }
        .into_any()
    }
}

/// What must still reach a pharmacy.
pub fn to_send(lines: &[ToSend]) -> AnyView {
    if lines.is_empty() {
        return nothing("Every prescription has reached its pharmacy. New ones come in here.");
    }
    let rows: Vec<AnyView> = lines.iter().map(ToSend::view).collect();
    view! {
        <p>
            "Give each one to the patient's pharmacy by telephone, fax or your own system, then \
             mark it here."
        </p>
        <table class="queue" data-row-key="s">
            <thead>
                <tr>
                    <th scope="col">"Patient"</th>
                    <th scope="col">"Pharmacy"</th>
                    <th scope="col">"Prescription"</th>
                    <th scope="col">"Waiting"</th>
                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What has reached a pharmacy.
pub fn sent(lines: &[Sent]) -> AnyView {
    if lines.is_empty() {
        return nothing("No prescription was sent yet.");
    }
    let rows: Vec<AnyView> = lines.iter().map(Sent::view).collect();
    view! {
        <p>"The latest 100. Open one to cancel it, with a reason; call its pharmacy, too."</p>
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Patient"</th>
                    <th scope="col">"Prescription"</th>
                    <th scope="col">"Written"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
