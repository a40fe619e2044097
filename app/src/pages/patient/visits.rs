//! The patient's visits: drafts to go on with, and what was sent.

use axum::extract::State;
use domain::{
    Timestamp,
    encounter::{Expiry, State as EncounterState, StateName, target::TARGET_WORKING_DAYS},
};
use jiff::tz::TimeZone;
use leptos::prelude::*;

use crate::{
    clinic::Clinic,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Badge, BadgeKind, ButtonLink, Panel, PanelKind},
    words,
};

struct Row {
    href: String,
    discard: Option<String>,
    title: String,
    status: &'static str,
    kind: BadgeKind,
    when: String,
    until: Option<String>,
}

/// `GET /visits`
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>, session: Session) -> Result<Page, Refusal> {
    let actor = session.actor();
    let pack = &clinic.rulebook().pack;
    let title = |protocol: &domain::medication::ProtocolId| {
        pack.protocol(protocol).map_or_else(|| "Visit".to_owned(), |found| found.title.clone())
    };
    let expiry = &clinic.settings().expiry;
    let mut rows = Vec::new();
    for draft in clinic.store().drafts(&actor).await? {
        let zone = words::zone(draft.location);
        rows.push(Row {
            href: format!("/visits/{}/resume", draft.encounter),
            discard: Some(format!("/visits/{}/discard", draft.encounter)),
            title: title(&draft.protocol),
            status: "Not sent yet: go on",
            kind: BadgeKind::Warning,
            when: format!("Last saved {}", words::moment(draft.touched_at, &zone)),
            until: until(StateName::Draft, draft.touched_at, expiry, &zone),
        });
    }
    for visit in clinic.store().visits(&actor).await? {
        let zone = words::zone_of(visit.encounter.location);
        let (status, kind) = status(&visit.encounter.state);
        rows.push(Row {
            href: format!("/visits/{}", visit.encounter.id),
            discard: None,
            title: title(&visit.encounter.protocol),
            status,
            kind,
            when: format!("Last change {}", words::moment(visit.touched_at, &zone)),
            until: until(visit.encounter.state.name(), visit.touched_at, expiry, &zone),
        });
    }
    Ok(Page::new("Your visits", move || {
        let empty = rows.is_empty().then(|| {
            view! {
                <Panel kind=PanelKind::Empty>
                    <p>"You have no visits yet. When you start one, you will find it here."</p>
                </Panel>
            }
        });
        let rows: Vec<AnyView> = rows
            .iter()
            .map(|row| {
                let discard = row.discard.clone().map(|href| {
                    let which = format!(": {}", row.title);
                    view! {
                        <p>
                            <a class="quiet-link" href=href>
                                "Delete this draft" <span class="visually-hidden">{which}</span>
                            </a>
                        </p>
                    }
                });
                view! {
                    <li class="visit">
                        <h2>
                            <a href=row.href.clone()>{row.title.clone()}</a>
                        </h2>
                        <p><Badge kind=row.kind text=row.status/></p>
                        <p class="quiet">{row.when.clone()}</p>
                        {row.until.clone().map(|until| view! { <p>{until}</p> })}
                        {discard}
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            <h1>"Your visits"</h1>
            {empty}
            <ul class="visits">{rows}</ul>
            <div class="actions">
                <ButtonLink href="/">"Start a new visit"</ButtonLink>
            </div>
        }
    }))
}

/// By when to go on with it, and what comes of it otherwise; nothing where it does not end.
#[must_use]
pub fn until(
    state: StateName,
    touched_at: Timestamp,
    expiry: &Expiry,
    zone: &TimeZone,
) -> Option<String> {
    let end = words::moment(state.expires_at(touched_at, expiry)?, zone);
    match state {
        StateName::Draft => Some(format!("Send it by {end}. After that, it ends.")),
        StateName::AwaitingPatient => Some(format!("Answer by {end}. After that, it ends.")),
        StateName::AwaitingVisit => Some(format!("If there is no visit by {end}, it ends.")),
        StateName::AwaitingReview
        | StateName::InReview
        | StateName::Prescribed
        | StateName::Declined
        | StateName::Withdrawn
        | StateName::Expired => None,
    }
}

/// When to expect an answer.
#[must_use]
pub fn soon() -> String {
    format!("Most people have an answer within {TARGET_WORKING_DAYS} working days.")
}

/// What a patient reads as the status.
#[must_use]
pub fn status(state: &EncounterState) -> (&'static str, BadgeKind) {
    match state.name() {
        StateName::Draft => ("Not sent yet", BadgeKind::Warning),
        StateName::AwaitingReview => ("Waiting for a clinician", BadgeKind::Neutral),
        StateName::InReview => ("A clinician is reading it", BadgeKind::Accent),
        StateName::AwaitingPatient => ("We have a question for you", BadgeKind::Warning),
        StateName::AwaitingVisit => ("You need a visit", BadgeKind::Warning),
        StateName::Prescribed => match state {
            EncounterState::Prescribed { outcome }
                if matches!(
                    outcome.what.status,
                    domain::encounter::PrescriptionStatus::Cancelled { .. }
                ) =>
            {
                ("Prescription canceled", BadgeKind::Danger)
            }
            _ => ("Prescribed", BadgeKind::Success),
        },
        StateName::Declined => ("Not prescribed", BadgeKind::Neutral),
        StateName::Withdrawn => ("You took it back", BadgeKind::Neutral),
        StateName::Expired => match state {
            EncounterState::Expired { from: StateName::Draft, .. } => {
                ("Ended: not sent in time", BadgeKind::Neutral)
            }
            EncounterState::Expired { from: StateName::AwaitingVisit, .. } => {
                ("Ended: no visit in time", BadgeKind::Neutral)
            }
            _ => ("Ended: no answer in time", BadgeKind::Neutral),
        },
    }
}
