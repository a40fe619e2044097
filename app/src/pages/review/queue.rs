//! The queue: what this clinician may take, most pressing first.

mod row;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::EncounterId;
use leptos::prelude::*;
use serde::Deserialize;
use store::{QueueRow, StoreError};

use self::row::Row;
use super::{
    chart::{self, Tried},
    keys, typed,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{Asked, At, Refusal, operator::standing::Standing},
    session::Session,
    ui::{Alert, AlertKind, Badge, BadgeKind, Panel, PanelKind},
};

/// How many rows stand on one page.
const ROWS: i64 = 50;

/// Which page of the queue.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    page: i64,
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
    for QueueRow { record, .. } in &queue.rows {
        let (rulebook, version) = (clinic.rulebook(), &record.questionnaire_version);
        clinic.store().learn_questionnaire(&rulebook, &record.protocol, version).await?;
    }
    let rows: Vec<Row> =
        queue.rows.iter().map(|row| Row::of(clinic, row, &queue.licences)).collect();
    let licences: Vec<(BadgeKind, String)> = queue
        .licences
        .iter()
        .map(|licence| {
            let standing = Standing::of(clinic, licence);
            (standing.kind, format!("{} {}", licence.state.name(), standing.text))
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
                        "Nothing is waiting. Visits from states where you have an active license \
                         come in here: reload to see whether there are any."
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
            {own(&licences)}
            {keys::view_of(keys::QUEUE)}
        }
    })
    .workspace()
    .interactive())
}

/// What the reader may take: their own licences, each with how far it reaches.
fn own(licences: &[(BadgeKind, String)]) -> AnyView {
    let badges: Vec<AnyView> = licences
        .iter()
        .map(|(kind, text)| view! { <Badge kind=*kind text=text.clone()/> " " }.into_any())
        .collect();
    if badges.is_empty() {
        return view! { <p class="quiet">"You have no license on record here."</p> }.into_any();
    }
    view! { <p class="quiet">"Your licenses: " {badges}</p> }.into_any()
}

fn table(rows: &[Row]) -> AnyView {
    let rows: Vec<AnyView> = rows.iter().map(Row::view).collect();
    view! {
        <table class="queue" data-row-key="c">
            <thead>
                <tr>
                    <th scope="col">"Waiting"</th>
                    <th scope="col">"Condition"</th>
                    <th scope="col">"Patient"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Why flagged"</th>
                    <th scope="col">"To answer in"</th>
                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// `POST /review/{visit}/claim`. What was typed under a claim that ran out comes along,
/// and stands in its form again.
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
    let carries = !typed::carried(&posted).is_empty();
    let local = |state| clinic.local_dates(state);
    let claimed = clinic.store().claim(&session.actor(), command, encounter, &local).await;
    let (status, title, text) = match claimed {
        Ok(_) if !carries => {
            return Ok(Redirect::to(&format!("/review/{encounter}")).into_response());
        }
        Ok(_) => (
            StatusCode::OK,
            "It is yours again",
            "Nothing was sent yet. What you had typed is filled in: look at the chart as it \
             stands now, and send it again.",
        ),
        Err(StoreError::Verb(_) | StoreError::Conflict { .. } | StoreError::CommandReused) => (
            StatusCode::CONFLICT,
            "Not claimed",
            "Somebody else has claimed it first, or it no longer waits. What you see is as it \
             stands now.",
        ),
        Err(StoreError::NoLicence(_)) => (
            StatusCode::FORBIDDEN,
            "Not claimed",
            "You have no active license for the state where this patient is now.",
        ),
        Err(error) => return Err(error.into()),
    };
    if carries {
        let notice = Some((title.to_owned(), text.to_owned()));
        let tried = Tried { posted, errors: Vec::new(), notice };
        return chart::again(&clinic, &session, encounter, status, tried).await;
    }
    let page = page(&clinic, &session, 0, Some(text)).await?;
    Ok(page.status(status).into_response())
}
