//! What the patient told us, by section: to check before sending, and to add to afterwards.

use super::intake::{Draft, Stage};
use crate::{pages::Refusal, ui::SummaryRow, words};

/// A section's name with its rows.
pub type Section = (String, Vec<SummaryRow>);

/// Who and where, and every question that is asked, answered or not. With
/// `change`, each has a link to change or add it.
///
/// # Errors
/// `NotFound` when the pack in force has the protocol no more.
pub fn sections(draft: &Draft, change: bool) -> Result<Vec<Section>, Refusal> {
    let questionnaire = draft.questionnaire();
    let mut sections = vec![("Where you are and who you are".to_owned(), who(draft, change))];
    for (index, page) in questionnaire.pages.iter().enumerate() {
        if !draft.asks(page) {
            continue;
        }
        let href = draft.href(Stage::Step(index + 1));
        let items = questionnaire.enabled_items(page, &draft.response);
        let rows = items.into_iter().filter(|item| item.is_question()).map(|item| SummaryRow {
            key: item.text.clone(),
            value: draft
                .response
                .get(item.link_id.as_str())
                .iter()
                .map(|answer| item.in_words(answer))
                .collect(),
            change: change.then(|| (href.clone(), item.text.clone())),
        });
        match sections.last_mut() {
            Some((section, group)) if section == page.section_name() => group.extend(rows),
            _ => sections.push((page.section_name().to_owned(), rows.collect())),
        }
    }
    Ok(sections)
}

/// Who and where, as rows.
fn who(draft: &Draft, change: bool) -> Vec<SummaryRow> {
    let row = |key: &str, value: Vec<String>, stage: Stage, what: &str| SummaryRow {
        key: key.to_owned(),
        value,
        change: change.then(|| (draft.href(stage), what.to_owned())),
    };
    let mut rows = Vec::new();
    if let Some(location) = draft.intake.location {
        let value = vec![location.name().to_owned()];
        rows.push(row("You are in", value, Stage::Place, "where you are"));
    }
    if let Some(birth_date) = draft.intake.birth_date {
        let value = vec![words::date(birth_date.date())];
        rows.push(row("Date of birth", value, Stage::Place, "your date of birth"));
    }
    if let Some(profile) = &draft.profile {
        let about = Stage::About;
        let sex = words::sex_at_birth(profile.sex_at_birth).to_owned();
        let telephone = profile.telephone.to_string();
        let address = words::address_lines(&profile.address);
        rows.extend([
            row("Name", vec![profile.legal_name.to_string()], about, "your name"),
            row("Sex at birth", vec![sex], about, "your sex at birth"),
            row("Phone", vec![telephone], about, "your phone number"),
            row("Address", address, about, "your address"),
        ]);
    }
    rows
}
