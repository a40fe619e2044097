//! What a decision rested on, in the words of the pack that was in force.

use domain::{
    evidence::Evidence,
    pack::Pack,
    receipt::Grounds,
    relationship::{Modality, Relationship},
    rules::Value,
};

use super::row;
use crate::{pages::review::chart::findings, ui::SummaryRow, words};

/// Who and where the patient was, the facts, the evidence, and what was on record.
pub fn rows(grounds: &Grounds, pack: Option<&Pack>) -> Vec<SummaryRow> {
    let born = grounds.birth_date.map(|born| format!("Born {}", words::date(born.date())));
    let sex = grounds.sex_at_birth.map(|sex| format!("{} at birth", words::sex_at_birth(sex)));
    let mut rows = vec![
        row("Patient", born.into_iter().chain(sex).collect()),
        row("Where", vec![grounds.location.name().to_owned()]),
        row("Relationship", vec![relationship(grounds.relationship)]),
    ];
    rows.extend(facts(grounds, pack));
    let evidence: Vec<String> = grounds.evidence.iter().map(piece).collect();
    let codes = |codes: &mut dyn Iterator<Item = &String>| -> Vec<String> {
        codes.map(|code| code.replace('-', " ")).collect()
    };
    let visit = grounds.visit.map(|visit| held(visit.modality, visit.on));
    let licences = grounds.licences.as_ref().map(|terms| {
        let term = |term: &domain::licence::LicenceTerm| {
            let (state, status) = (term.state.name(), term.status.as_str());
            format!("{state}, {status}, until {}", words::date(term.expires_on))
        };
        let none = terms.is_empty().then(|| "None that covers the place".to_owned());
        terms.iter().map(term).chain(none).collect()
    });
    rows.extend(
        [
            ("Evidence", evidence),
            ("Not answered", unanswered(grounds, pack)),
            ("Consents", codes(&mut grounds.consents.iter())),
            ("Duties recorded", codes(&mut grounds.fulfilled.iter())),
            ("Live visit", visit.into_iter().collect()),
            ("Licenses", licences.unwrap_or_default()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| row(key, value)),
    );
    rows
}

/// What holds one by one; what does not, summed up in a line.
fn facts(grounds: &Grounds, pack: Option<&Pack>) -> Vec<SummaryRow> {
    let (mut yes, mut no, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for (name, value) in grounds.facts.iter() {
        let fact = pack.and_then(|pack| pack.catalogue().get(name.as_str()));
        let title = fact.map_or_else(|| name.to_string(), |fact| fact.title.clone());
        match value {
            Value::Boolean(true) => yes.push(title),
            Value::Boolean(false) => no.push(title),
            Value::Number(_) | Value::Date(_) | Value::Code(_) => {
                let unit = fact.and_then(|fact| fact.unit.as_deref()).unwrap_or_default();
                others.push(row(&title, vec![findings::in_words(value, unit)]));
            }
            Value::Codes { known, complete } => {
                let mut codes: Vec<String> =
                    known.iter().map(|code| code.replace('-', " ")).collect();
                if known.is_empty() {
                    codes.push("None".to_owned());
                }
                if !complete {
                    codes.push("There may be others".to_owned());
                }
                others.push(row(&title, vec![codes.join("; ")]));
            }
        }
    }
    let summed = (!no.is_empty()).then(|| row("Does not hold", vec![no.join("; ")]));
    let holds = (!yes.is_empty()).then(|| row("Holds", yes));
    holds.into_iter().chain(others).chain(summed).collect()
}

/// Required questions without an answer, as they read.
fn unanswered(grounds: &Grounds, pack: Option<&Pack>) -> Vec<String> {
    let protocol = pack.and_then(|pack| pack.protocol(&grounds.protocol));
    let asked = |id: &domain::questionnaire::LinkId| {
        let item = protocol.and_then(|protocol| protocol.questionnaire.item(id.as_str()));
        item.map_or_else(|| id.to_string(), |item| item.text.clone())
    };
    grounds.unanswered.iter().map(asked).collect()
}

fn piece(piece: &Evidence) -> String {
    let on = words::date(piece.on());
    match piece {
        Evidence::BloodPressure { systolic, diastolic, .. } => {
            format!("Blood pressure {systolic}/{diastolic} mmHg, {on}")
        }
        Evidence::HeartRate { value, .. } => format!("Heart rate {value} a minute, {on}"),
        Evidence::Photo { view, .. } => format!("Photo, {}, {on}", view.replace('-', " ")),
        Evidence::ClinicianDialogue { .. } => format!("A clinician's question answered, {on}"),
        Evidence::Lab { code, value, unit, .. } => {
            format!("Laboratory, LOINC {code}: {value} {unit}, {on}")
        }
        Evidence::Record { .. } => format!("Record, {on}"),
        Evidence::LocationAttestation { .. } => format!("Said where they are, {on}"),
    }
}

fn relationship(relationship: Relationship) -> String {
    match relationship {
        Relationship::New => "New: no live visit on record".to_owned(),
        Relationship::Established { on, modality } => {
            format!("Established: {}", held(modality, on))
        }
        Relationship::InPersonEvaluated { on, .. } => {
            format!("Evaluated in person, {}", words::date(on))
        }
    }
}

fn held(modality: Modality, on: domain::Date) -> String {
    format!("live visit, {}, {}", modality.as_str().replace('-', " "), words::date(on))
}
