//! Whose outcomes a pack would flip, as an operator reads it: numbers, and nobody's name.

use std::sync::Arc;

use domain::{pack::Pack, rules::Outcome};
use leptos::prelude::*;
use store::StoreError;

use crate::{
    clinic::Clinic,
    impact::{Count, Found, Replay, Turn},
    session::Session,
    ui::{Panel, PanelKind},
};

/// How many visits are replayed while somebody waits for the page, and how many are gathered
/// for it before.
const MOST: (u64, u64) = (20_000, 500);

/// What a replay found, or why there is none.
pub enum Impact {
    /// What it found.
    Found(Found),
    /// There is too much to replay while somebody waits: how many visits there are.
    TooMany(u64),
    /// So many visits are still to be gathered, in the background.
    Gathering(u64),
    /// It could not be worked out.
    Failed,
}

/// The impact of a pack, where it can be worked out at once. A pack is published also where
/// it cannot.
pub async fn of(clinic: &Clinic, session: &Session, pack: &Arc<Pack>) -> Impact {
    match found(clinic, session, pack).await {
        Ok(impact) => impact,
        Err(error) => {
            tracing::error!(%error, "the impact of a pack could not be worked out");
            Impact::Failed
        }
    }
}

async fn found(clinic: &Clinic, session: &Session, pack: &Arc<Pack>) -> Result<Impact, StoreError> {
    let store = clinic.store();
    let total: u64 = store.case_counts().await?.iter().map(|one| one.count).sum();
    if total > MOST.0 {
        return Ok(Impact::TooMany(total));
    }
    let waiting = store.cases_to_gather().await?;
    if waiting > MOST.1 {
        return Ok(Impact::Gathering(waiting));
    }
    let today = |state| clinic.today(state);
    let replay = Replay {
        store,
        actor: &session.actor(),
        rulebook: &clinic.rulebook(),
        later: pack,
        today: &today,
    };
    Ok(Impact::Found(replay.run(|_, _| {}).await?))
}

/// What flips, a line for each state, medicine and turn.
pub fn view_of(impact: &Impact) -> AnyView {
    let found = match impact {
        Impact::Found(found) => found,
        Impact::Failed => {
            return view! { <p>"It could not be worked out. The server's log says why."</p> }
                .into_any();
        }
        Impact::Gathering(waiting) => {
            let words = format!(
                "{waiting} visits that changed are still being read. Open this page again in a \
                 few minutes."
            );
            return view! { <p>{words}</p> }.into_any();
        }
        Impact::TooMany(total) => {
            let words = format!(
                "There are {total} visits: too many to replay while you wait. On the machine, run"
            );
            return view! {
                <p>{words} " " <code>"asynclinic impact --pack (the folder)"</code> "."</p>
            }
            .into_any();
        }
    };
    let Found { total, flipped, turns, .. } = found;
    let words = format!(
        "Of {total} visits, decided and open, {flipped} would be decided otherwise for at least \
         one medicine."
    );
    if turns.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>{words}</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = turns.iter().map(row).collect();
    view! {
        <p>{words}</p>
        <table class="queue">
            <thead>
                <tr>
                    <th scope="col">"Medicine"</th>
                    <th scope="col">"Where"</th>
                    <th scope="col">"Outcome"</th>
                    <th scope="col">"Visits"</th>
                    <th scope="col">"Rules"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row((turn, count): (&Turn, &Count)) -> AnyView {
    let Turn { state, medication, before, after } = turn;
    let Count { decided, open, rules } = count;
    let outcome = format!("{} \u{2192} {}", said(*before), said(*after));
    let rules: Vec<AnyView> = rules
        .iter()
        .map(|rule| view! { <p class="rule">{rule.to_string()}</p> }.into_any())
        .collect();
    view! {
        <tr>
            <th scope="row">{medication.to_string()}</th>
            <td>{state.name()}</td>
            <td>{outcome}</td>
            <td>{format!("{decided} decided, {open} open")}</td>
            <td>{rules}</td>
        </tr>
    }
    .into_any()
}

fn said(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Emergency) => "Emergency",
        Some(Outcome::Prohibited) => "Prohibited",
        Some(Outcome::Refer) => "To be seen elsewhere",
        Some(Outcome::VisitRequired) => "Visit first",
        Some(Outcome::Incomplete) => "Incomplete",
        Some(Outcome::Permitted) => "Permitted",
        None => "Not offered",
    }
}
