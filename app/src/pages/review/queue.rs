//! The queue: what this clinician may take, most pressing first.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{encounter::StateName, ids::EncounterId};
use leptos::prelude::*;
use serde::Deserialize;
use store::StoreError;

use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{Asked, At, Refusal},
    session::Session,
    ui::{Alert, AlertKind, Badge, BadgeKind, Button, ButtonKind, ButtonLink, Panel, PanelKind},
    words,
};

/// How many rows stand on one page.
const ROWS: i64 = 50;

/// Which page of the queue.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    page: i64,
}

struct Row {
    id: EncounterId,
    flags: Vec<(BadgeKind, &'static str)>,
    condition: String,
    state: String,
    waits: String,
    since: String,
    mine: bool,
    command: String,
}

/// `GET /review`
///
/// # Errors
/// When the store is not there.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    Asked(which): Asked<Which>,
) -> Result<Page, Refusal> {
    page(&clinic, &session, which.page, None).await
}

async fn page(
    clinic: &Clinic,
    session: &Session,
    number: i64,
    notice: Option<&'static str>,
) -> Result<Page, Refusal> {
    let number = number.clamp(0, 100_000);
    let local = |state| clinic.local_dates(state);
    let queue = clinic.store().queue(&session.actor(), ROWS, number * ROWS, &local).await?;
    let pack = &clinic.rulebook().pack;
    let now = clinic.now();
    let rows: Vec<Row> = queue
        .rows
        .iter()
        .map(|row| {
            let mut flags = Vec::new();
            if row.urgent {
                flags.push((BadgeKind::Danger, "Urgent: a red flag was taken back"));
            }
            if row.answered {
                flags.push((BadgeKind::Accent, "Answered"));
            }
            if row.mine {
                flags.push((BadgeKind::Success, "Yours"));
            }
            if row.state == StateName::InReview && !row.mine {
                flags.push((BadgeKind::Neutral, "Claim ran out"));
            }
            Row {
                id: row.encounter,
                flags,
                condition: pack
                    .protocol(&row.protocol)
                    .map_or_else(|| row.protocol.to_string(), |found| found.title.clone()),
                state: row.location.name().to_owned(),
                waits: words::span(now.duration_since(row.waiting_since)),
                since: row.waiting_since.to_string(),
                mine: row.mine,
                command: clinic.store().new_command().to_string(),
            }
        })
        .collect();
    let total = queue.total;
    let last = (total - 1).max(0) / ROWS;
    Ok(Page::new("Queue", move || {
        let notice = notice.map(|text| {
            view! { <Alert kind=AlertKind::Warning title="Not claimed"><p>{text}</p></Alert> }
        });
        let body = if rows.is_empty() {
            view! {
                <Panel kind=PanelKind::Empty>
                    <p>
                        "Nothing is waiting. Visits from states where you have an active licence \
                         come in here by themselves when you reload."
                    </p>
                </Panel>
            }
            .into_any()
        } else {
            table(&rows)
        };
        let pages = (last > 0).then(|| {
            let before = (number > 0)
                .then(|| view! { <a href=format!("/review?page={}", number - 1)>"Earlier"</a> });
            let after = (number < last)
                .then(|| view! { <a href=format!("/review?page={}", number + 1)>"Later"</a> });
            view! {
                <nav class="pages" aria-label="Pages">
                    {before} <span>{format!("Page {} of {}", number + 1, last + 1)}</span> {after}
                </nav>
            }
        });
        view! {
            {notice}
            <h1>{format!("Queue ({total})")}</h1>
            {body}
            {pages}
        }
    })
    .workspace())
}

fn table(rows: &[Row]) -> AnyView {
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let flags: Vec<AnyView> = row
                .flags
                .iter()
                .map(|(kind, text)| view! { <Badge kind=*kind text=*text/> " " }.into_any())
                .collect();
            let about = format!("{}, {}, waiting {}", row.condition, row.state, row.waits);
            let action = if row.mine {
                view! {
                    <ButtonLink href=format!("/review/{}", row.id)>
                        "Open" <span class="visually-hidden">{format!(": {about}")}</span>
                    </ButtonLink>
                }
                .into_any()
            } else {
                view! {
                    <form method="post" action=format!("/review/{}/claim", row.id)>
                        <input type="hidden" name="command" value=row.command.clone()/>
                        <Button kind=ButtonKind::Secondary>
                            "Claim" <span class="visually-hidden">{format!(": {about}")}</span>
                        </Button>
                    </form>
                }
                .into_any()
            };
            view! {
                <tr>
                    <td class="queue-wait">
                        <time datetime=row.since.clone()>{row.waits.clone()}</time>
                    </td>
                    <th scope="row">{row.condition.clone()}</th>
                    <td>{row.state.clone()}</td>
                    <td class="queue-flags">{flags}</td>
                    <td class="queue-action">{action}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Waiting"</th>
                    <th scope="col">"Condition"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Flags"</th>
                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// `POST /review/{visit}/claim`
///
/// # Errors
/// When it is not this clinician's to see.
pub async fn claim(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let command = posted.parse("command").map_err(|_| Refusal::BadRequest)?;
    let local = |state| clinic.local_dates(state);
    let claimed = clinic.store().claim(&session.actor(), command, encounter, &local).await;
    let (status, notice) = match claimed {
        Ok(_) => return Ok(Redirect::to(&format!("/review/{encounter}")).into_response()),
        Err(StoreError::Verb(_) | StoreError::Conflict { .. }) => (
            StatusCode::CONFLICT,
            "Somebody else has claimed it first, or it no longer waits. The queue below is as it \
             stands now.",
        ),
        Err(StoreError::NoLicence(_)) => (
            StatusCode::FORBIDDEN,
            "You have no active licence for the state where this patient is now.",
        ),
        Err(error) => return Err(error.into()),
    };
    let page = page(&clinic, &session, 0, Some(notice)).await?;
    Ok(page.status(status).into_response())
}
