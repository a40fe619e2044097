//! A change of law happens at midnight by itself, by the clocks of the state that the patient
//! is in: the DEA flexibilities end with 2026 (21 CFR 1307.41), and the next day a controlled
//! medicine needs an evaluation in person.

#![cfg(test)]
#![cfg(feature = "ssr")]

use std::collections::BTreeSet;

use app::{packs::starter_files, words::local_dates};
use domain::{
    Timestamp,
    pack::Pack,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    relationship::{Modality, Relationship, VisitOnRecord},
    rules::{Case, Facts, Ledger, Opening, evaluate_over},
};

/// The starter, with one of its medicines made a controlled one.
fn pack() -> Pack {
    let mut files = starter_files();
    let formulary = files
        .iter_mut()
        .find(|file| file.path == "protocols/hair-loss/formulary.toml")
        .expect("a formulary");
    let (before, after) = ("id = \"finasteride-1\"", "id = \"finasteride-1\"\nschedule = \"III\"");
    assert!(formulary.text.contains(before));
    formulary.text = formulary.text.replacen(before, after, 1);
    Pack::read(&files).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The least modality, and whether the flexibilities speak, at this moment in this state.
fn asked(pack: &Pack, state: UsState, at: &str) -> (Modality, bool) {
    let dates = local_dates(state, at.parse::<Timestamp>().expect("a moment"));
    let protocol = "hair-loss".parse().expect("a protocol");
    let medications = ["finasteride-1".parse().expect("a medicine")];
    let case = Case {
        on: dates[0],
        birth_date: Some(
            BirthDate::new("1985-04-02".parse().expect("a day")).expect("a birth date"),
        ),
        sex_at_birth: Some(SexAtBirth::Male),
        location: state,
        relationship: Relationship::New,
        protocol: &protocol,
        medications: Some(&medications),
        facts: &Facts::new(),
        evidence: &[],
        unanswered: &[],
        consents: &BTreeSet::new(),
        fulfilled: &BTreeSet::new(),
        visit: Some(VisitOnRecord {
            modality: Modality::Video,
            on: "2026-12-30".parse().expect("a day"),
        }),
        licences: None,
    };
    let evaluation = evaluate_over(pack, &Ledger::new(), Opening::Demonstration, &case, &dates)
        .expect("a decision");
    let [decision] = evaluation.decisions.as_slice() else { panic!("one medicine") };
    let flexible = decision
        .reasons
        .iter()
        .any(|reason| reason.rule.as_str() == "us/controlled/audio-video-until-the-end-of-2026");
    (decision.modality, flexible)
}

#[test]
fn the_flexibilities_end_at_midnight_where_the_patient_is() {
    let pack = pack();
    // State; the last second of 2026 on its first clock to get there, and the first second
    // of 2027 on its last one.
    for (state, last, first) in [
        (UsState::Md, "2027-01-01T04:59:59Z", "2027-01-01T05:00:00Z"),
        (UsState::Il, "2027-01-01T05:59:59Z", "2027-01-01T06:00:00Z"),
        (UsState::Co, "2027-01-01T06:59:59Z", "2027-01-01T07:00:00Z"),
        (UsState::Wa, "2027-01-01T07:59:59Z", "2027-01-01T08:00:00Z"),
        (UsState::Tx, "2027-01-01T05:59:59Z", "2027-01-01T07:00:00Z"),
    ] {
        let name = state.name();
        assert_eq!(asked(&pack, state, "2026-12-31T12:00:00Z"), (Modality::Video, true), "{name}");
        assert_eq!(asked(&pack, state, last), (Modality::Video, true), "{name}");
        assert_eq!(asked(&pack, state, first), (Modality::InPerson, false), "{name}");
        assert_eq!(
            asked(&pack, state, "2027-01-02T12:00:00Z"),
            (Modality::InPerson, false),
            "{name}"
        );
    }
}

#[test]
fn between_the_midnights_of_a_state_with_two_clocks_the_stricter_day_holds() {
    let pack = pack();
    for at in ["2027-01-01T06:00:00Z", "2027-01-01T06:59:59Z"] {
        let (modality, _) = asked(&pack, UsState::Tx, at);
        assert_eq!(modality, Modality::InPerson, "{at}: in El Paso it is still 2026");
    }
}
