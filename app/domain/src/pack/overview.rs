//! What a pack says of each jurisdiction, on one page.

use std::fmt::Write as _;

use super::Pack;
use crate::{
    place::UsState,
    relationship::Modality,
    rules::{Effect, EvidenceKind, Jurisdiction, Requirement, Rule},
};

/// A page in Markdown: every state with its gate, modality, consent, rules for controlled
/// medicines, confidence and source; the same for the same pack.
#[must_use]
pub fn page(pack: &Pack) -> String {
    let head = pack.head();
    let mut page = format!(
        "# What the pack {} {} asks for, state by state\n\n{}\n\nMade by `asynclinic pack jurisdictions`; a \
         test holds this page to the pack. Gate, visit and consent are those for a medicine that \
         is not controlled and a patient whom nobody here has seen. Federal rules come on top, and \
         so do those of each protocol.\n\n",
        head.id, head.version, head.notice
    );
    page.push_str(
        "| State | Gate | Least visit | Consent | Controlled medicines | Confidence | Source |\n",
    );
    page.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for state in UsState::ALL {
        let line = Line::of(pack, state);
        let cells = [
            &line.name,
            &line.gate,
            &line.visit,
            &line.consent,
            &line.controlled,
            &line.confidence,
            &line.source,
        ];
        let cells: Vec<String> = cells.into_iter().map(|cell| cell.replace('|', "\\|")).collect();
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    page
}

/// What stands in the row of one state.
struct Line {
    name: String,
    gate: String,
    visit: String,
    consent: String,
    controlled: String,
    confidence: String,
    source: String,
}

impl Line {
    fn of(pack: &Pack, state: UsState) -> Self {
        let own: Vec<&Rule> =
            pack.rules().filter(|rule| rule.jurisdiction == Jurisdiction::State(state)).collect();
        let general: Vec<&Rule> = own
            .iter()
            .copied()
            .filter(|rule| !is_about_controlled(rule) && rule.protocols.is_none())
            .collect();
        let opening = general.iter().find(|rule| rule.effect == Effect::Open);
        let visit = modality(&general);
        let name = state.name();
        Self {
            name: name.to_owned(),
            gate: gate(opening.is_some(), visit, &general),
            visit: visit.as_str().to_owned(),
            consent: if general.iter().any(|rule| asks_consent(rule)) { "yes" } else { "" }
                .to_owned(),
            controlled: controlled(&own, name),
            confidence: opening.map_or("", |rule| rule.confidence.as_str()).to_owned(),
            source: opening.map_or_else(String::new, |rule| match &rule.url {
                Some(url) => format!("[{}]({url})", rule.citation),
                None => rule.citation.clone(),
            }),
        }
    }
}

fn is_about_controlled(rule: &Rule) -> bool {
    rule.controlled == Some(true) || rule.schedules.is_some()
}

/// The strongest visit that the rules ask for.
fn modality(rules: &[&Rule]) -> Modality {
    let asked = rules.iter().filter_map(|rule| match &rule.effect {
        Effect::Require(Requirement::Modality(modality)) => Some(*modality),
        Effect::Require(Requirement::Evidence(_) | Requirement::Consent(_))
        | Effect::Open
        | Effect::Prohibit
        | Effect::Limit(_)
        | Effect::Refer
        | Effect::Stop(_)
        | Effect::Alert
        | Effect::Oblige(_) => None,
    });
    asked.max().unwrap_or_default()
}

fn asks_consent(rule: &Rule) -> bool {
    matches!(rule.effect, Effect::Require(Requirement::Consent(_)))
}

/// What stands before care without a live visit.
fn gate(opens: bool, visit: Modality, rules: &[&Rule]) -> String {
    if !opens {
        return "closed".to_owned();
    }
    if visit > Modality::Asynchronous {
        return "a live visit".to_owned();
    }
    let demands: Vec<&str> = rules
        .iter()
        .filter_map(|rule| match &rule.effect {
            Effect::Require(Requirement::Evidence(demand)) => {
                Some(if demand.kinds.contains(&EvidenceKind::ClinicianDialogue) {
                    "a clinician's question answered"
                } else {
                    "an image or a record"
                })
            }
            Effect::Require(Requirement::Modality(_) | Requirement::Consent(_))
            | Effect::Open
            | Effect::Prohibit
            | Effect::Limit(_)
            | Effect::Refer
            | Effect::Stop(_)
            | Effect::Alert
            | Effect::Oblige(_) => None,
        })
        .collect();
    if demands.is_empty() {
        "open".to_owned()
    } else {
        format!("open, with {}", demands.join(" and "))
    }
}

/// The titles of the state's own rules for controlled medicines, without its name.
fn controlled(rules: &[&Rule], name: &str) -> String {
    let own = rules.iter().filter(|rule| is_about_controlled(rule));
    let titles: Vec<&str> = own
        .map(|rule| {
            let title = rule.title.strip_prefix(name).unwrap_or(&rule.title);
            title.trim_start_matches([':', ' '])
        })
        .collect();
    if titles.is_empty() { "the federal rules".to_owned() } else { titles.join("; ") }
}
