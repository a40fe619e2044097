//! The pause before what cannot be undone: what would be done, in words, to be done or changed.

use domain::{encounter::VerbError, rules::EvaluationRecord};
use leptos::prelude::*;
use store::{Held, StoreError};

use super::Open;
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::review::{
        keys::{self, Key},
        lease, typed,
    },
    ui::{BackLink, Button, ButtonKind, SummaryList, SummaryRow},
    words,
};

/// What would be done.
pub struct Pause {
    /// The title of the page.
    pub title: &'static str,
    /// What would be done, in words.
    pub rows: Vec<SummaryRow>,
    /// What it does, and that it cannot be undone.
    pub warning: (&'static str, &'static str),
    /// The verb's part of its address.
    pub verb: &'static str,
    /// What the button posts as `act`, and what it says.
    pub act: (&'static str, &'static str),
    /// Its keys; the first is that of the button.
    pub keys: &'static [Key],
}

impl Pause {
    /// The page, with the form that does it and the way back to change it.
    pub fn page(self, clinic: &Clinic, open: &Open, held: &Held, posted: &Posted) -> Page {
        let Self { title, rows, warning: (what, how), verb, act: (act, button), keys } = self;
        let key = keys.first().map_or("", |(key, _)| *key);
        let encounter = open.chart.encounter.clone();
        let id = encounter.id;
        let command = held.change.command;
        let (version, token) = (held.change.version.to_string(), held.lease.to_string());
        let digest = held.digest_seen.clone().unwrap_or_default();
        let (clinic, posted, claim) = (clinic.clone(), posted.clone(), open.held(clinic));
        Page::new(title, move || {
            let claim = claim.map(|claim| lease::view_of(&clinic, &encounter, &claim));
            view! {
                <BackLink href=format!("/review/{id}")/>
                <h1>{title}</h1>
                {claim}
                <SummaryList rows=rows.clone()/>
                <p><strong>{what}</strong> " " {how}</p>
                <form
                    method="post"
                    action=format!("/review/{id}/{verb}")
                    data-back=format!("/review/{id}")
                >
                    <input type="hidden" name="command" value=command.to_string()/>
                    <input type="hidden" name="version" value=version.clone()/>
                    <input type="hidden" name="lease" value=token.clone()/>
                    <input type="hidden" name="digest" value=digest.clone()/>
                    {typed::hidden(&posted)}
                    <div class="actions">
                        <Button name="act" value=act key=key>{button}</Button>
                        <Button name="act" value="change" kind=ButtonKind::Secondary key="b">
                            "Change"
                        </Button>
                    </div>
                </form>
                {keys::view_of(keys)}
            }
        })
        .workspace()
        .interactive()
    }
}

/// The chart is still as the clinician saw it, and theirs. Nothing is written by asking; the
/// verb asks all of it again.
///
/// # Errors
/// What the store would refuse the verb with.
pub fn as_seen(clinic: &Clinic, open: &Open, held: &Held) -> Result<(), StoreError> {
    let encounter = &open.chart.encounter;
    if held.change.version != encounter.version {
        return Err(StoreError::Conflict { current: encounter.version });
    }
    let lease = encounter
        .state
        .lease()
        .filter(|lease| lease.clinician == open.reader && lease.token == held.lease);
    match lease {
        None => return Err(VerbError::ClaimedElsewhere.into()),
        Some(lease) if !lease.holds(clinic.now()) => {
            return Err(VerbError::LeaseEnded { until: lease.until }.into());
        }
        Some(_) => {}
    }
    let evaluation = &open.assessment.evaluation;
    if held.digest_seen.as_deref() == Some(evaluation.digest().to_string().as_str()) {
        return Ok(());
    }
    let evaluation = Box::new(EvaluationRecord::clone(evaluation));
    Err(StoreError::RulesChanged { evaluation })
}

/// Whom it is about.
pub fn patient(clinic: &Clinic, open: &Open) -> SummaryRow {
    let value = open.chart.profile.as_ref().map_or_else(Vec::new, |profile| {
        let born = words::date(profile.birth_date.date());
        vec![
            profile.legal_name.to_string(),
            format!("Born {born}"),
            super::about(clinic, &open.chart),
        ]
    });
    row("Patient", value)
}

/// A line of what would be done.
pub fn row(key: &str, value: Vec<String>) -> SummaryRow {
    SummaryRow { key: key.to_owned(), value, change: None }
}
