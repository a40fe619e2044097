//! Prescriptions that must still reach a pharmacy.

use axum::extract::State;
use domain::questionnaire::gather;
use leptos::prelude::*;
use store::WorklistRow;

use super::keys;
use crate::{
    clinic::Clinic,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Button, Panel, PanelKind},
    words,
};

/// One prescription, with what a pharmacy asks for.
struct Line {
    href: String,
    patient: String,
    born: String,
    telephone: String,
    pharmacy: Vec<String>,
    medicine: String,
    sig: String,
    amount: String,
    since: String,
    waits: String,
    version: String,
    command: String,
}

impl Line {
    fn of(clinic: &Clinic, row: &WorklistRow) -> Self {
        let what = &row.prescription;
        let pack = &clinic.rulebook().pack;
        let pharmacy = pack
            .protocol(&row.protocol)
            .map(|protocol| gather(&protocol.questionnaire, &row.response).pharmacy)
            .unwrap_or_default();
        let zone = words::zone_of(row.location);
        Self {
            href: format!("/review/{}", row.encounter),
            patient: row.patient.to_string(),
            born: words::date(row.birth_date.date()),
            telephone: row.telephone.to_string(),
            pharmacy,
            medicine: what.name.clone(),
            sig: what.sig.clone(),
            amount: format!("{} {}, {} refills", what.quantity, what.unit, what.refills),
            since: words::moment(row.issued_at, &zone),
            waits: words::span(clinic.now().duration_since(row.issued_at)),
            version: row.version.to_string(),
            command: clinic.store().new_command().to_string(),
        }
    }

    fn view(&self) -> AnyView {
        let patient = self.patient.clone();
        let pharmacy: Vec<AnyView> = if self.pharmacy.is_empty() {
            vec![view! { <p class="quiet">"Not named"</p> }.into_any()]
        } else {
            self.pharmacy.iter().cloned().map(|line| view! { <p>{line}</p> }.into_any()).collect()
        };
        view! {
            <tr>
                <th scope="row">
                    <a href=self.href.clone()>{patient.clone()}</a>
                    <p class="quiet">{format!("Born {}", self.born)}</p>
                    <p class="quiet">{self.telephone.clone()}</p>
                </th>
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
                    <form method="post" action=format!("{}/sent", self.href)>
                        <input type="hidden" name="command" value=self.command.clone()/>
                        <input type="hidden" name="version" value=self.version.clone()/>
                        <Button row=true>
                            "Sent"
                            <span class="visually-hidden">
                                {format!(": the prescription of {patient}")}
                            </span>
                        </Button>
                    </form>
                </td>
            </tr>
        }
        .into_any()
    }
}

/// `GET /review/prescriptions`: the longest wait first.
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>, session: Session) -> Result<Page, Refusal> {
    let local = |state| clinic.local_dates(state);
    let rows = clinic.store().worklist(&session.actor(), &local).await?;
    let lines: Vec<Line> = rows.iter().map(|row| Line::of(&clinic, row)).collect();
    Ok(Page::new("Prescriptions to send", move || {
        view! {
            <h1>"Prescriptions to send"</h1>
            <p>
                "Give each one to the patient's pharmacy by telephone, fax or your own system, \
                 then mark it here."
            </p>
            {table(&lines)}
            {keys::view_of(keys::WORKLIST)}
        }
    })
    .workspace()
    .interactive())
}

fn table(lines: &[Line]) -> AnyView {
    if lines.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"Every prescription has reached its pharmacy. New ones come in here."</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = lines.iter().map(Line::view).collect();
    view! {
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
