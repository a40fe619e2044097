//! One clinician: who it is, where they may act, whether they may sign in.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::ClinicianId;
use leptos::prelude::*;
use serde::Deserialize;
use store::Clinician;

use super::{home::left_alone, invitation, standing::Standing};
use crate::{
    clinic::Clinic,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{
        Alert, AlertKind, BackLink, Badge, BadgeKind, Button, ButtonKind, ButtonLink, Details,
        Panel, PanelKind, SummaryList, SummaryRow,
    },
};

/// What was just done, as the address says: one of the words of `sentence`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct After {
    #[serde(default)]
    done: String,
}

/// What the page tells once about it; nothing for a word that it does not know.
fn sentence(done: &str) -> Option<&'static str> {
    match done {
        "created" => Some("The clinician is added, and the link to choose a password is sent"),
        "invited" => Some("A new link is sent. Earlier ones no longer work"),
        "disabled" => Some("The account is shut. The clinician is signed out everywhere"),
        "enabled" => Some("The account is open again"),
        "licence" => Some("The license is on record"),
        _ => None,
    }
}

/// The clinician with this id.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn load(clinic: &Clinic, id: ClinicianId) -> Result<Clinician, Refusal> {
    clinic.store().clinician(id).await?.ok_or(Refusal::NotFound)
}

/// `GET /operator/clinicians/{clinician}`
///
/// # Errors
/// When there is no such clinician.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<ClinicianId>,
    after: Result<Query<After>, QueryRejection>,
) -> Result<Page, Refusal> {
    let clinician = load(&clinic, id).await?;
    let done = after.ok().and_then(|Query(after)| sentence(&after.done));
    let alone = match done {
        Some(_) => alone(&clinic, &session, &clinician).await?,
        None => Vec::new(),
    };
    Ok(page(&clinic, clinician, done, alone))
}

/// Where a change of this clinician's licences or account leaves visits with nobody.
async fn alone(
    clinic: &Clinic,
    session: &Session,
    clinician: &Clinician,
) -> Result<Vec<String>, Refusal> {
    let counts = clinic.store().counts(&session.actor()).await?;
    let local = |state| clinic.local_dates(state);
    let served = clinic.store().states_served(&local).await?;
    let own = |place| clinician.licences.iter().any(|licence| licence.state == place);
    let alone = left_alone(&counts, &served).into_iter().filter(|(place, _)| own(*place));
    Ok(alone.map(|(_, concern)| concern).collect())
}

/// `POST /operator/clinicians/{clinician}/invitation`: mails a new link.
///
/// # Errors
/// When there is no such clinician, or the account is shut.
pub async fn invite(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<ClinicianId>,
) -> Result<Response, Refusal> {
    load(&clinic, id).await?;
    invitation::send(&clinic, &session.actor(), id.into()).await?;
    Ok(back(id, "invited"))
}

/// `POST /operator/clinicians/{clinician}/disable`
///
/// # Errors
/// When there is no such clinician.
pub async fn disable(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<ClinicianId>,
) -> Result<Response, Refusal> {
    load(&clinic, id).await?;
    clinic.store().disable_account(&session.actor(), id.into()).await?;
    Ok(back(id, "disabled"))
}

/// `POST /operator/clinicians/{clinician}/enable`
///
/// # Errors
/// When there is no such clinician.
pub async fn enable(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<ClinicianId>,
) -> Result<Response, Refusal> {
    load(&clinic, id).await?;
    clinic.store().enable_account(&session.actor(), id.into()).await?;
    Ok(back(id, "enabled"))
}

fn back(id: ClinicianId, done: &str) -> Response {
    Redirect::to(&format!("/operator/clinicians/{id}?done={done}")).into_response()
}

/// One licence in the table.
struct Row {
    href: String,
    state: &'static str,
    kind: String,
    number: String,
    standing: Standing,
}

fn page(
    clinic: &Clinic,
    clinician: Clinician,
    done: Option<&'static str>,
    alone: Vec<String>,
) -> Page {
    let id = clinician.id;
    let rows: Vec<Row> = clinician
        .licences
        .iter()
        .map(|licence| Row {
            href: format!("/operator/clinicians/{id}/licences/{}", licence.id),
            state: licence.state.name(),
            kind: licence.kind.to_string(),
            number: licence.number.to_string(),
            standing: Standing::of(clinic, licence),
        })
        .collect();
    let disabled = clinician.disabled;
    let name = format!("{}, {}", clinician.name, clinician.title);
    Page::new(name.clone(), move || {
        let done = done.map(|done| {
            view! { <Alert kind=AlertKind::Success title=done/> }
        });
        let alone = (!alone.is_empty()).then(|| {
            let lines: Vec<AnyView> =
                alone.iter().cloned().map(|line| view! { <li>{line}</li> }.into_any()).collect();
            view! {
                <Alert kind=AlertKind::Warning title="Patients are left with nobody">
                    <ul>{lines}</ul>
                    <p>"They are told so. Add a license there, or help them find other care."</p>
                </Alert>
            }
        });
        let facts = [("E-mail", clinician.email.to_string()), ("NPI", clinician.npi.to_string())];
        let facts = facts.map(|(key, value)| SummaryRow {
            key: key.to_owned(),
            value: vec![value],
            change: None,
        });
        view! {
            <BackLink href="/operator"/>
            {done}
            {alone}
            <h1>
                {name.clone()} " "
                {disabled.then(|| view! { <Badge kind=BadgeKind::Danger text="Cannot sign in"/> })}
            </h1>
            <SummaryList rows=facts.to_vec()/>
            <h2>"Licenses"</h2>
            {licences(&rows)}
            <div class="actions">
                <ButtonLink href=format!("/operator/clinicians/{id}/licences/new")>
                    "Add a license"
                </ButtonLink>
            </div>
            <h2>"Account"</h2>
            {account(id, disabled)}
        }
    })
    .workspace()
}

fn licences(rows: &[Row]) -> AnyView {
    if rows.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"Without a license, this clinician sees no patient. Add the first one."</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.state}</th>
                    <td>{row.kind.clone()}</td>
                    <td>{row.number.clone()}</td>
                    <td><Badge kind=row.standing.kind text=row.standing.text.clone()/></td>
                    <td class="queue-action">
                        <a href=row.href.clone()>
                            "Change"
                            <span class="visually-hidden">
                                {format!(" the license for {}", row.state)}
                            </span>
                        </a>
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"State"</th>
                    <th scope="col">"Type"</th>
                    <th scope="col">"Number"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn account(id: ClinicianId, disabled: bool) -> AnyView {
    if disabled {
        return view! {
            <p>"This account is shut: nobody can sign in with it, and nothing waits for it."</p>
            <form method="post" action=format!("/operator/clinicians/{id}/enable")>
                <Button kind=ButtonKind::Secondary>"Open the account again"</Button>
            </form>
        }
        .into_any();
    }
    view! {
        <p>
            "A new link lets the clinician choose a password. It works once, for 72 hours, and \
             ends earlier links."
        </p>
        <form method="post" action=format!("/operator/clinicians/{id}/invitation")>
            <Button kind=ButtonKind::Secondary>"Send a new link"</Button>
        </form>
        <Details summary="Shut this account">
            <p>
                "Shutting the account signs the clinician out everywhere at once. Claims run out \
                 within 15 minutes. What they wrote stays on record."
            </p>
            <form method="post" action=format!("/operator/clinicians/{id}/disable")>
                <Button kind=ButtonKind::Warning>"Shut the account"</Button>
            </form>
        </Details>
    }
    .into_any()
}
