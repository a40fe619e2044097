//! Prescriptions that must still reach a pharmacy.

use axum::extract::State;
use leptos::prelude::*;

use crate::{
    clinic::Clinic,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Button, Panel, PanelKind},
    words,
};

/// `GET /review/prescriptions`
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>, session: Session) -> Result<Page, Refusal> {
    let local = |state| clinic.local_dates(state);
    let rows = clinic.store().worklist(&session.actor(), &local).await?;
    let commands: Vec<String> =
        rows.iter().map(|_| clinic.store().new_command().to_string()).collect();
    Ok(Page::new("Prescriptions to send", move || {
        let lines: Vec<AnyView> = rows
            .iter()
            .zip(&commands)
            .map(|(row, command)| {
                let (patient, command) = (row.patient.to_string(), command.clone());
                let id = row.encounter;
                let what = row.prescription.clone();
                let version = row.version.to_string();
                let code = row.location.code();
                let at = words::moment(row.issued_at, &words::zone_of(row.location));
                view! {
                    <tr>
                        <th scope="row">
                            <a href=format!("/review/{id}")>{patient.clone()}</a>
                        </th>
                        <td>{what.name.clone()}</td>
                        <td>{format!("{} {}, {} refills", what.quantity, what.unit, what.refills)}</td>
                        <td>{code}</td>
                        <td>{at}</td>
                        <td>
                            <form method="post" action=format!("/review/{id}/sent")>
                                <input type="hidden" name="command" value=command/>
                                <input type="hidden" name="version" value=version/>
                                <Button>
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
            })
            .collect();
        let body = if lines.is_empty() {
            view! {
                <Panel kind=PanelKind::Empty>
                    <p>"Every prescription has reached its pharmacy. New ones come in here."</p>
                </Panel>
            }
            .into_any()
        } else {
            view! {
                <table class="queue">
                    <thead>
                        <tr>
                            <th scope="col">"Patient"</th>
                            <th scope="col">"Medicine"</th>
                            <th scope="col">"Amount"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Prescribed"</th>
                            <th scope="col"><span class="visually-hidden">"Action"</span></th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            }
            .into_any()
        };
        view! {
            <h1>"Prescriptions to send"</h1>
            <p>
                "Give each one to the patient's pharmacy by telephone, fax or your own system, \
                 then mark it here."
            </p>
            {body}
        }
    })
    .workspace())
}
