//! Red flags: one that stands now, or one that was chosen and taken back. The first
//! answer stays in the record.

use domain::{Timestamp, pack::Protocol};
use leptos::prelude::*;

use super::Open;
use crate::{
    clinic::Clinic,
    pages::patient::{steps, visit_view::View},
    ui::{Badge, BadgeKind},
    words,
};

/// An answer that raised a red flag, and was changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// What the rule says that stopped it.
    pub title: String,
    /// Questions with what was answered first.
    pub answers: Vec<String>,
    /// When that was saved.
    pub at: Timestamp,
}

/// Every saved page that raised a red flag beside today's other answers, and does not
/// stand any more.
pub fn taken_back(clinic: &Clinic, open: &Open, protocol: &Protocol) -> Vec<TakenBack> {
    let chart = &open.chart;
    if !chart.had_red_flag {
        return Vec::new();
    }
    let dates = clinic.local_dates(chart.encounter.location);
    let now = open.assessment.evaluation.stop().map(|(_, reason)| reason.rule.clone());
    let current = chart.current_pages();
    let replaced = chart.pages.iter().filter(|page| !current.contains(page));
    let found = replaced.filter_map(|old| {
        let page = protocol.questionnaire.page(&old.page)?;
        let answers = serde_json::from_value(old.answers.clone()).ok()?;
        let lines = steps::lines(page, &answers);
        let mut record = chart.record.clone();
        record.response.replace_page(page, answers);
        let then = clinic.rulebook().evaluate(&record, Some(&chart.licences), &dates).ok()?;
        let (_, reason) = then.evaluation.stop()?;
        (Some(&reason.rule) != now.as_ref()).then(|| TakenBack {
            title: reason.title.clone(),
            answers: lines
                .into_iter()
                .map(|line| format!("{}: {}", line.question, line.answers.join(", ")))
                .collect(),
            at: old.saved_at,
        })
    });
    // Said as often as it was toggled, it is still one thing to look at.
    let mut told: Vec<TakenBack> = Vec::new();
    for flag in found {
        let same =
            |known: &TakenBack| (&known.title, &known.answers) == (&flag.title, &flag.answers);
        if !told.iter().any(same) {
            told.push(flag);
        }
    }
    told
}

/// What was chosen and taken back; and where that cannot be shown any more, that it was.
pub fn view_of(clinic: &Clinic, open: &Open, protocol: &Protocol) -> View {
    let zone = words::zone_of(open.chart.encounter.location);
    let found = taken_back(clinic, open, protocol);
    let stands = open.assessment.evaluation.stop().is_some();
    let untraced = open.chart.had_red_flag && !stands && found.is_empty();
    Box::new(move || {
        let lines: Vec<AnyView> = found
            .iter()
            .cloned()
            .map(|flag| {
                let answers: Vec<AnyView> = flag
                    .answers
                    .into_iter()
                    .map(|line| view! { <li>{line}</li> }.into_any())
                    .collect();
                let when = format!("First answered {}:", words::moment(flag.at, &zone));
                view! {
                    <li class="flag">
                        <Badge kind=BadgeKind::Danger text="Taken back"/>
                        " "
                        <strong>
                            {format!("A red flag was chosen and taken back: {}", flag.title)}
                        </strong>
                        <p>{when}</p>
                        <ul>{answers}</ul>
                        <p>"The answer now stands below. Make sure which one is right."</p>
                    </li>
                }
                .into_any()
            })
            .collect();
        let untraced = untraced.then(|| {
            view! {
                <li class="flag">
                    <Badge kind=BadgeKind::Danger text="Taken back"/>
                    " "
                    <strong>"A red flag was chosen and taken back"</strong>
                    <p>
                        "By the rules of that time. All answers that were changed stand in the \
                         history below. Make sure which ones are right."
                    </p>
                </li>
            }
        });
        view! { {lines} {untraced} }.into_any()
    })
}
