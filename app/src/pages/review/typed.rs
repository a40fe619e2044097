//! What a clinician typed into a form of the chart: carried through a claim, or
//! shown where no form can hold it.

use leptos::prelude::*;

use crate::{
    form::Posted,
    ui::{SummaryList, SummaryRow},
};

/// What a form names besides what was typed: made anew whenever it is shown.
const TECHNICAL: [&str; 5] = ["command", "version", "lease", "digest", "act"];

/// The fields of the chart's forms, as their labels name them.
const FIELDS: [(&str, &str); 18] = [
    ("medication", "Medicine"),
    ("sig", "Directions"),
    ("quantity", "Quantity"),
    ("refills", "Refills"),
    ("diagnosis", "Diagnosis"),
    ("message", "Words to the patient"),
    ("fulfilled", "Done and recorded"),
    ("question-1", "Question 1"),
    ("question-2", "Question 2"),
    ("question-3", "Question 3"),
    ("view", "Photo again"),
    ("photo-text", "What to do better in the photo"),
    ("modality", "Kind of visit"),
    ("reason", "Reason"),
    ("on", "Date"),
    ("time", "Time"),
    ("note", "Note"),
    ("classes", "Classes"),
];

/// The verb whose form was posted; empty where it was none.
#[must_use]
pub fn verb(posted: &Posted) -> &str {
    posted.get("verb")
}

/// The pairs that are worth carrying; none where the form held nothing but its button.
#[must_use]
pub fn carried(posted: &Posted) -> Vec<(String, String)> {
    if verb(posted).is_empty() {
        return Vec::new();
    }
    posted.0.iter().filter(|(name, _)| !TECHNICAL.contains(&name.as_str())).cloned().collect()
}

/// Hidden fields that carry what was typed through another form.
#[must_use]
pub fn hidden(posted: &Posted) -> AnyView {
    let fields: Vec<AnyView> = carried(posted)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect();
    fields.into_any()
}

fn rows(posted: &Posted) -> Vec<SummaryRow> {
    if verb(posted).is_empty() {
        return Vec::new();
    }
    FIELDS
        .iter()
        .map(|(name, label)| SummaryRow {
            key: (*label).to_owned(),
            value: posted
                .all(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
                .collect(),
            change: None,
        })
        .filter(|row| !row.value.is_empty())
        .collect()
}

/// What was typed, to be read and copied; nothing where nothing was.
#[must_use]
pub fn shown(posted: &Posted) -> Option<AnyView> {
    let rows = rows(posted);
    (!rows.is_empty()).then(|| {
        view! {
            <div class="typed">
                <h3>"What you had written"</h3>
                <p>"It was not sent."</p>
                <SummaryList rows/>
            </div>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        Posted(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn what_was_typed_is_carried_without_the_claim_it_was_typed_under() {
        let form = posted(&[
            ("command", "1"),
            ("version", "2"),
            ("lease", "3"),
            ("digest", "4"),
            ("verb", "decline"),
            ("message", "See your doctor."),
        ]);
        let kept = [("verb", "decline"), ("message", "See your doctor.")];
        assert_eq!(carried(&form), posted(&kept).0);
        assert_eq!(rows(&form).len(), 1);
        assert!(carried(&posted(&[("command", "1"), ("message", "x")])).is_empty());
    }

    #[test]
    fn every_value_of_a_field_is_shown_and_an_empty_field_is_not() {
        let form = posted(&[
            ("verb", "prescribe"),
            ("message", "  "),
            ("fulfilled", "one"),
            ("fulfilled", "two"),
        ]);
        let rows = rows(&form);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows.first().map(|row| row.value.len()), Some(2));
    }
}
