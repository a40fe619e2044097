//! Who and where the patient said they are, each time they said so.

use std::str::FromStr as _;

use domain::place::UsState;
use leptos::prelude::*;
use serde::Deserialize;
use store::{Chart, PageRevision, PatientProfile};

use crate::{
    pages::patient::visit_view::View,
    ui::{Badge, BadgeKind, SummaryRow},
    words,
};

/// What the pages `place` and `location` hold.
#[derive(Deserialize)]
struct Place {
    state: String,
    #[serde(rename = "birth-date")]
    birth_date: Option<domain::Date>,
}

impl Place {
    fn of(page: &PageRevision) -> Option<Self> {
        matches!(page.page.as_str(), "place" | "location")
            .then(|| serde_json::from_value(page.answers.clone()).ok())
            .flatten()
    }
}

fn profile(page: &PageRevision) -> Option<PatientProfile> {
    (page.page == "about").then(|| serde_json::from_value(page.answers.clone()).ok()).flatten()
}

/// The same question, answered in another way before.
struct Changed {
    what: &'static str,
    /// Every answer, oldest first, each once in a row.
    answers: Vec<String>,
}

impl Changed {
    fn of(what: &'static str, answers: impl Iterator<Item = String>) -> Option<Self> {
        let mut answers: Vec<String> = answers.collect();
        answers.dedup();
        (answers.len() > 1).then_some(Self { what, answers })
    }
}

/// Answers that rules of age and sex go by and that were not always the same.
pub fn flags(chart: &Chart) -> Option<View> {
    let places = chart.pages.iter().filter_map(Place::of);
    let born = places.filter_map(|place| place.birth_date).map(words::date);
    let sexes = chart.pages.iter().filter_map(profile);
    let sexes = sexes.map(|profile| words::sex_at_birth(profile.sex_at_birth).to_owned());
    let changed: Vec<Changed> =
        [Changed::of("birth date", born), Changed::of("sex at birth", sexes)]
            .into_iter()
            .flatten()
            .collect();
    if changed.is_empty() {
        return None;
    }
    let view: View = Box::new(move || {
        let lines: Vec<AnyView> = changed
            .iter()
            .map(|Changed { what, answers }| {
                let title = format!("The {what} was changed");
                let sentence = format!(
                    "Given in this order: {}. Rules go by the last one: make sure that it is \
                     right.",
                    answers.join(", then ")
                );
                view! {
                    <li class="flag">
                        <Badge kind=BadgeKind::Warning text="Changed"/>
                        " "
                        <strong>{title}</strong>
                        <p>{sentence}</p>
                    </li>
                }
                .into_any()
            })
            .collect();
        lines.into_any()
    });
    Some(view)
}

/// Where the patient said they are, oldest first; and who, before they corrected it.
pub fn history(chart: &Chart) -> Vec<SummaryRow> {
    let zone = words::zone_of(chart.encounter.location);
    let mut rows = Vec::new();
    let mut stated: Option<(String, Option<domain::Date>)> = None;
    for page in &chart.pages {
        let at = words::moment(page.saved_at, &zone);
        let Some(Place { state, birth_date }) = Place::of(page) else { continue };
        let born = birth_date.or_else(|| stated.as_ref().and_then(|(_, born)| *born));
        let said = (state, born);
        if stated.as_ref() == Some(&said) {
            continue;
        }
        let name = UsState::from_str(&said.0)
            .map_or_else(|_| said.0.clone(), |state| state.name().to_owned());
        let mut value = vec![format!("In {name}")];
        value.extend(born.map(|born| format!("Born {}", words::date(born))));
        rows.push(SummaryRow { key: format!("Said {at}"), value, change: None });
        stated = Some(said);
    }
    if rows.len() < 2 {
        rows.clear();
    }
    let abouts: Vec<(&PageRevision, PatientProfile)> =
        chart.pages.iter().filter_map(|page| Some((page, profile(page)?))).collect();
    for ((page, before), (_, next)) in abouts.iter().zip(abouts.iter().skip(1)) {
        let value = corrected(before, next);
        if !value.is_empty() {
            let key = format!("Before, saved {}", words::moment(page.saved_at, &zone));
            rows.push(SummaryRow { key, value, change: None });
        }
    }
    rows
}

/// What stood there and was changed by the next answer.
fn corrected(before: &PatientProfile, next: &PatientProfile) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |what: &str, before: String, next: String| {
        if before != next {
            lines.push(format!("{what}: {before}"));
        }
    };
    line("Legal name", before.legal_name.to_string(), next.legal_name.to_string());
    line(
        "Sex at birth",
        words::sex_at_birth(before.sex_at_birth).to_owned(),
        words::sex_at_birth(next.sex_at_birth).to_owned(),
    );
    line("Telephone", before.telephone.to_string(), next.telephone.to_string());
    let address = |profile: &PatientProfile| words::address_lines(&profile.address).join(", ");
    line("Address", address(before), address(next));
    lines
}
