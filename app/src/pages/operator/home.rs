//! The operator's first page: what wants attention, what waits, who works here.

mod begin;
mod picture;

use axum::extract::State;
use domain::place::UsState;
use leptos::prelude::*;
use store::{Clinician, Crisis};

pub use self::picture::left_alone;
use self::{
    begin::{Shut, begin, shut_line},
    picture::{Overview, PlaceLine, StateLine},
};
use super::standing::Standing;
use crate::{
    clinic::Clinic,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Alert, AlertKind, Badge, BadgeKind, ButtonLink, Details, Panel, PanelKind},
    words,
};

/// A clinician in the table.
struct ClinicianLine {
    href: String,
    name: String,
    disabled: bool,
    licences: Vec<(BadgeKind, String)>,
}

/// `GET /operator`
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>, session: Session) -> Result<Page, Refusal> {
    let actor = session.actor();
    let clinicians = clinic.store().clinicians(&actor).await?;
    let counts = clinic.store().counts(&actor).await?;
    let unsent = clinic.store().unsent(&actor).await?;
    let crises: Vec<String> = clinic.store().crises(&actor).await?.iter().map(in_words).collect();
    let local = |state| clinic.local_dates(state);
    let served = clinic.store().states_served(&local).await?;
    let overview = Overview::of(&clinic, &counts, &unsent, &clinicians, &served);
    let lines: Vec<ClinicianLine> =
        clinicians.iter().map(|clinician| line(&clinic, clinician)).collect();
    Ok(Page::new("Clinic", move || {
        let Overview { concerns, shut, first_steps, states, places, served, not_served } =
            &overview;
        let summary = format!("States that you do not serve ({})", not_served.len());
        let not_served = names(not_served);
        let served = if served.is_empty() { "None yet.".to_owned() } else { names(served) };
        view! {
            <h1>"Clinic"</h1>
            {urgent(&crises)}
            {begin(first_steps)}
            {attention(concerns, shut, first_steps.is_empty())}
            <h2>"How far visits are"</h2>
            {by_state(states)}
            <h2>"Where work waits"</h2>
            {by_place(places)}
            <h2>"Clinicians"</h2>
            {clinician_table(&lines)}
            <div class="actions">
                <ButtonLink href="/operator/clinicians/new">"Add a clinician"</ButtonLink>
            </div>
            <h2>"States that you serve"</h2>
            <p>{served}</p>
            <p class="quiet">
                "A state is served while a clinician here has a license that covers it today and \
                 a rule opens it."
            </p>
            <Details summary>
                <p>{not_served}</p>
            </Details>
        }
    })
    .workspace())
}

fn names(states: &[UsState]) -> String {
    let names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    names.join(", ")
}

fn line(clinic: &Clinic, clinician: &Clinician) -> ClinicianLine {
    let licences = clinician.licences.iter().map(|licence| {
        let standing = Standing::of(clinic, licence);
        let text = if standing.wants_attention() {
            format!("{} {}", licence.state.code(), standing.text)
        } else {
            licence.state.code().to_owned()
        };
        (standing.kind, text)
    });
    ClinicianLine {
        href: format!("/operator/clinicians/{}", clinician.id),
        name: format!("{}, {}", clinician.name, clinician.title),
        disabled: clinician.disabled,
        licences: licences.collect(),
    }
}

/// Whom to call, and since when.
fn in_words(crisis: &Crisis) -> String {
    let (place, zone) = match crisis.location {
        Some(location) => (location.name(), words::zone_of(location)),
        None => ("an unknown place", jiff::tz::TimeZone::UTC),
    };
    let person = crisis.person.as_ref().map_or_else(
        || "Somebody who has not given a name".to_owned(),
        |(name, telephone)| format!("{name}, telephone {telephone},"),
    );
    let at = words::moment(crisis.at, &zone);
    format!("{person} in {place}, {at}")
}

fn urgent(crises: &[String]) -> AnyView {
    if crises.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> =
        crises.iter().cloned().map(|text| view! { <li>{text}</li> }.into_any()).collect();
    view! {
        <Alert kind=AlertKind::Emergency title="Urgent: somebody needs a call now">
            <p>
                "Their answers say that they are in danger, and they were told whom to call. Have \
                 a clinician who is licensed where they are call them now. A notice stands here \
                 for 7 days."
            </p>
            <ul>{lines}</ul>
        </Alert>
    }
    .into_any()
}

fn attention(concerns: &[String], shut: &[Shut], has_begun: bool) -> AnyView {
    if concerns.is_empty() && shut.is_empty() {
        return if has_begun {
            view! { <p>"Nothing wants your attention."</p> }.into_any()
        } else {
            ().into_any()
        };
    }
    let mut lines: Vec<AnyView> =
        concerns.iter().cloned().map(|text| view! { <li>{text}</li> }.into_any()).collect();
    lines.extend(shut.iter().map(shut_line));
    view! {
        <Alert kind=AlertKind::Warning title="This wants your attention">
            <ul>{lines}</ul>
        </Alert>
    }
    .into_any()
}

fn by_state(states: &[StateLine]) -> AnyView {
    let rows: Vec<AnyView> = states
        .iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">{line.name}</th>
                    <td>{line.count.clone()}</td>
                    <td>{line.oldest.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"How far"</th>
                    <th scope="col">"Visits"</th>
                    <th scope="col">"Wait"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn by_place(places: &[PlaceLine]) -> AnyView {
    if places.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"Nothing waits. Visits that are sent are counted here by state."</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = places
        .iter()
        .map(|line| {
            let (kind, text) = match line.clinicians {
                0 => (BadgeKind::Danger, "nobody may act".to_owned()),
                1 => (BadgeKind::Success, "1 clinician".to_owned()),
                more => (BadgeKind::Success, format!("{more} clinicians")),
            };
            view! {
                <tr>
                    <th scope="row">{line.name}</th>
                    <td>{line.count.clone()}</td>
                    <td>{line.oldest.clone()}</td>
                    <td><Badge kind=kind text=text/></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Where the patient is"</th>
                    <th scope="col">"Open visits"</th>
                    <th scope="col">"Wait"</th>
                    <th scope="col">"Licensed there"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn clinician_table(lines: &[ClinicianLine]) -> AnyView {
    if lines.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"Nobody works here yet. Add the first clinician, and then a license."</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = lines
        .iter()
        .map(|line| {
            let badges: Vec<AnyView> = line
                .licences
                .iter()
                .map(|(kind, text)| view! { <Badge kind=*kind text=text.clone()/> " " }.into_any())
                .collect();
            let disabled = line
                .disabled
                .then(|| view! { " " <Badge kind=BadgeKind::Danger text="Cannot sign in"/> });
            view! {
                <tr>
                    <th scope="row"><a href=line.href.clone()>{line.name.clone()}</a> {disabled}</th>
                    <td>
                        {line.licences.is_empty().then_some("None yet")}
                        {badges}
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
                    <th scope="col">"Name"</th>
                    <th scope="col">"Licenses"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
