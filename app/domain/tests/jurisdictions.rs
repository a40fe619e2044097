//! What each of the starter pack's 51 jurisdictions asks of a new and of an
//! established patient. The expected values were taken from the reference table
//! of state law, never from the engine.

#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use domain::{
    pack::{Pack, PackFile},
    people::{BirthDate, SexAtBirth},
    place::UsState,
    relationship::{
        EvaluatedBy,
        Modality::{self, Asynchronous, Audio, InPerson, Video},
        Relationship, VisitOnRecord,
    },
    rules::{
        Case, DecisionRecord, Effect, Facts, Jurisdiction, Ledger, Opening, Outcome, Rule, evaluate,
    },
};
use jiff::civil::{Date, date};

/// What asynchronous care must rest on, beside the questionnaire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    Nothing,
    Dialogue,
    Images,
}
use Evidence::{Dialogue, Images, Nothing};

/// What the state adds to the federal rules for a controlled medicine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Controlled {
    /// Nothing that binds a medicine of Schedule III.
    Federal,
    /// Shut, by the text or because nobody has read it.
    Closed,
    /// The monitoring programme is looked up first.
    Check,
    /// A live visit of at least this modality.
    Live(Modality),
    /// Both.
    LiveAndCheck(Modality),
}
use Controlled::{Check, Closed, Federal, Live, LiveAndCheck};

type Row = (&'static str, [Modality; 2], [Modality; 2], Evidence, bool, Controlled);

/// State; modality for erectile dysfunction (new, established patient); the
/// same for hair loss; evidence; does the state itself ask for consent;
/// controlled medicines.
#[rustfmt::skip]
const EXPECTED: [Row; 51] = [
    ("AK", [Video, Asynchronous], [Video, Asynchronous], Dialogue, false, Live(Video)),
    ("AL", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, true, Live(InPerson)),
    ("AR", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Live(InPerson)),
    ("AZ", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("CA", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, true, Check),
    ("CO", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("CT", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Closed),
    ("DC", [Audio, Audio], [Audio, Audio], Nothing, true, Federal),
    ("DE", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Federal),
    ("FL", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, false, Federal),
    ("GA", [Video, Asynchronous], [Video, Asynchronous], Dialogue, false, Live(InPerson)),
    ("HI", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Federal),
    ("IA", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Live(Video)),
    ("ID", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("IL", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Federal),
    ("IN", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Federal),
    ("KS", [Video, Video], [Video, Video], Dialogue, false, Closed),
    ("KY", [Audio, Audio], [Audio, Audio], Dialogue, true, Federal),
    ("LA", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Live(InPerson)),
    ("MA", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Federal),
    ("MD", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("ME", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("MI", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, true, Check),
    ("MN", [InPerson, InPerson], [Asynchronous, Asynchronous], Dialogue, false, Live(InPerson)),
    ("MO", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Live(Video)),
    ("MS", [Audio, Audio], [Audio, Audio], Dialogue, true, Closed),
    ("MT", [Video, Video], [Video, Video], Dialogue, false, Federal),
    ("NC", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("ND", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Federal),
    ("NE", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("NH", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Live(InPerson)),
    ("NJ", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("NM", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Closed),
    ("NV", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, false, LiveAndCheck(Video)),
    ("NY", [Video, Video], [Video, Video], Dialogue, false, Live(InPerson)),
    ("OH", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, true, Live(InPerson)),
    ("OK", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Federal),
    ("OR", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Nothing, false, Federal),
    ("PA", [Video, Video], [Video, Video], Dialogue, false, Live(InPerson)),
    ("RI", [Audio, Audio], [Audio, Audio], Dialogue, false, Federal),
    ("SC", [Video, Asynchronous], [Video, Asynchronous], Dialogue, false, Federal),
    ("SD", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Closed),
    ("TN", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Closed),
    ("TX", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Images, true, Federal),
    ("UT", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Check),
    ("VA", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Federal),
    ("VT", [Video, Asynchronous], [Video, Asynchronous], Dialogue, true, Closed),
    ("WA", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, false, Federal),
    ("WI", [Asynchronous, Asynchronous], [Asynchronous, Asynchronous], Dialogue, true, Federal),
    ("WV", [Audio, Asynchronous], [Audio, Asynchronous], Dialogue, true, Federal),
    ("WY", [Video, Video], [Video, Video], Dialogue, false, Closed),
];

const TODAY: Date = date(2026, 11, 23);

/// After a video visit in an earlier encounter.
const ESTABLISHED: Relationship = met_by(Video);

/// After an earlier visit of this modality.
const fn met_by(modality: Modality) -> Relationship {
    Relationship::Established { on: date(2026, 3, 1), modality }
}

fn starter() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/starter")
}

/// Every file of the starter pack, its path relative to the pack's folder.
fn files() -> Vec<PackFile> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<PackFile>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                let name = path.strip_prefix(root).expect("a path inside the pack");
                found.push(PackFile {
                    path: name.to_string_lossy().replace('\\', "/"),
                    text: fs::read_to_string(&path).expect("a readable file"),
                });
            }
        }
    }
    let (root, mut found) = (starter(), Vec::new());
    walk(&root, &root, &mut found);
    found
}

fn pack() -> Pack {
    Pack::read(&files()).expect("the starter pack is sound")
}

/// The rules of one state.
fn rules_of<'a>(pack: &'a Pack, state: &str) -> Vec<&'a Rule> {
    let state = Jurisdiction::State(state.parse().expect("a state"));
    pack.rules().filter(|rule| rule.jurisdiction == state).collect()
}

fn decisions(
    pack: &Pack,
    state: &str,
    protocol: &str,
    relationship: Relationship,
    visit: Option<VisitOnRecord>,
) -> Vec<DecisionRecord> {
    let protocol = protocol.parse().expect("a protocol");
    let case = Case {
        unanswered: &[],
        on: TODAY,
        birth_date: Some(BirthDate::new(date(1985, 4, 2)).expect("a birth date")),
        sex_at_birth: Some(SexAtBirth::Male),
        location: state.parse::<UsState>().expect("a state"),
        relationship,
        protocol: &protocol,
        medications: None,
        facts: &Facts::default(),
        evidence: &[],
        consents: &BTreeSet::new(),
        fulfilled: &BTreeSet::new(),
        visit,
        licences: None,
    };
    evaluate(pack, &Ledger::default(), Opening::Demonstration, &case)
        .expect("a protocol of the pack")
        .into_record()
        .decisions
}

fn asked(decision: &DecisionRecord) -> Evidence {
    let names = |part: &str| decision.missing.iter().any(|entry| entry.contains(part));
    match (names("clinician-dialogue"), names("photo|record|lab")) {
        (true, false) => Dialogue,
        (false, true) => Images,
        (false, false) => Nothing,
        (true, true) => panic!("no state asks for both"),
    }
}

#[test]
fn every_state_asks_for_the_modality_and_evidence_of_the_reference() {
    let pack = pack();
    let relationships = [Relationship::New, ESTABLISHED];
    for (state, erectile_dysfunction, hair_loss, evidence, ..) in EXPECTED {
        for (protocol, modalities) in
            [("erectile-dysfunction", erectile_dysfunction), ("hair-loss", hair_loss)]
        {
            for (relationship, modality) in relationships.into_iter().zip(modalities) {
                let decisions = decisions(&pack, state, protocol, relationship, None);
                assert!(!decisions.is_empty(), "{state}, {protocol}");
                for decision in decisions {
                    let of = (state, decision.medication.as_str(), relationship.as_str());
                    assert_eq!(decision.modality, modality, "{of:?}");
                    assert_eq!(asked(&decision), evidence, "{of:?}");
                }
            }
        }
    }
}

/// The states whose relationship begins by live video; a telephone call makes
/// none there, and the gate stays as it is for a new patient.
const VIDEO_FIRST: [&str; 11] = ["AK", "AR", "DE", "GA", "IN", "LA", "NM", "OK", "SC", "SD", "VT"];

#[test]
fn an_earlier_telephone_visit_opens_no_gate_that_asks_for_video_first() {
    let pack = pack();
    for (state, gates, hair_loss, ..) in EXPECTED {
        for (protocol, [new, established]) in
            [("erectile-dysfunction", gates), ("hair-loss", hair_loss)]
        {
            let expected = if VIDEO_FIRST.contains(&state) { new } else { established };
            assert_eq!(VIDEO_FIRST.contains(&state), new == Video && established < Video);
            for decision in decisions(&pack, state, protocol, met_by(Audio), None) {
                assert_eq!(decision.modality, expected, "{state}, {}", decision.medication);
            }
        }
    }
}

#[test]
fn a_telephone_call_alone_supports_no_controlled_medicine_in_iowa_and_missouri() {
    let pack = pack_with_controlled_medicines();
    for state in ["IA", "MO"] {
        let own = format!("us-{}/controlled/telephone", state.to_lowercase());
        for (modality, asks) in [(Audio, true), (Video, false)] {
            let decision = controlled(&pack, state, met_by(modality), "third");
            let asked = decision.reasons.iter().any(|reason| reason.rule.as_str() == own);
            assert_eq!(asked, asks, "{state}, {}", modality.as_str());
        }
    }
}

#[test]
fn a_video_visit_takes_the_place_of_dialogue_and_of_images() {
    let pack = pack();
    for (state, ..) in EXPECTED {
        let visit = Some(VisitOnRecord { modality: Video, on: TODAY });
        for decision in decisions(&pack, state, "hair-loss", Relationship::New, visit) {
            assert_eq!(asked(&decision), Nothing, "{state}");
        }
    }
}

#[test]
fn a_telephone_visit_in_texas_still_needs_images_or_records() {
    let visit = Some(VisitOnRecord { modality: Audio, on: TODAY });
    for decision in decisions(&pack(), "TX", "hair-loss", Relationship::New, visit) {
        assert_eq!(asked(&decision), Images);
    }
}

#[test]
fn every_state_has_one_opening_and_says_whose_rule_it_is() {
    let pack = pack();
    for (code, ..) in EXPECTED {
        let state: UsState = code.parse().expect("a state");
        let rules = rules_of(&pack, code);
        let openings = rules.iter().filter(|rule| rule.effect == Effect::Open);
        assert_eq!(openings.count(), 1, "{code}");
        for rule in rules {
            let (id, folder) = (rule.id.as_str(), format!("us-{}/", code.to_lowercase()));
            assert!(id.starts_with(&folder), "{id}");
            assert!(rule.title.starts_with(&format!("{}: ", state.name())), "{id}");
        }
    }
}

#[test]
fn consent_is_cited_where_the_state_itself_asks_for_it() {
    let pack = pack();
    for (state, _, _, _, consent, _) in EXPECTED {
        let id = format!("us-{}/consent/telehealth", state.to_lowercase());
        let cited = rules_of(&pack, state).iter().any(|rule| rule.id.as_str() == id);
        assert_eq!(cited, consent, "{state}");
    }
}

/// The starter with one more protocol: a medicine of Schedule III and one of
/// Schedule II, which no protocol of the starter has.
fn pack_with_controlled_medicines() -> Pack {
    let medicine = |id: &str, schedule: &str| {
        format!(
            r#"
[[medication]]
id = "{id}"
name = "{id}"
plain-name = "{id}"
ingredient = "{id}"
strength = "1 mg"
form = "tablet"
route = "oral"
unit = "tablet"
schedule = "{schedule}"
indication = "trial"
off-label = false
max-quantity = 1
max-refills = 0
max-days-supply = 1
default-diagnosis = "Z00.00"
[[medication.sig]]
code = "once"
text = "Take 1 tablet."
quantity = 1
days-supply = 1
"#
        )
    };
    let folder = "protocols/controlled-trial";
    let head = r#"id = "controlled-trial"
title = "Trial"
summary = "Trial."
who-this-is-for = "Trial."
follow-up-days = [30]
diagnoses = [{ code = "Z00.00", title = "Trial" }]
[[decline-reasons]]
code = "no"
label = "No"
patient = "No."
"#;
    let questions = r#"{"resourceType":"Questionnaire","url":"urn:asynclinic:questionnaire:controlled-trial","version":"1","status":"active","title":"Trial","item":[{"linkId":"page","type":"group","text":"Trial","item":[{"linkId":"goal","type":"string","text":"Goal"}]}]}"#;
    let mut files = files();
    for (name, text) in [
        ("protocol.toml", head.to_owned()),
        ("questionnaire.json", questions.to_owned()),
        ("rules.toml", String::new()),
        ("formulary.toml", medicine("third", "III") + &medicine("second", "II")),
    ] {
        files.push(PackFile { path: format!("{folder}/{name}"), text });
    }
    Pack::read(&files).unwrap_or_else(|errors| panic!("{errors}"))
}

fn controlled(pack: &Pack, state: &str, relationship: Relationship, id: &str) -> DecisionRecord {
    decisions(pack, state, "controlled-trial", relationship, None)
        .into_iter()
        .find(|decision| decision.medication.as_str() == id)
        .expect("the medicine")
}

/// The state's own rules, not the federal ones, say that the programme is looked up.
fn checks(decision: &DecisionRecord, state: &str) -> bool {
    let own = format!("us-{}/", state.to_lowercase());
    decision.reasons.iter().any(|reason| {
        reason.rule.as_str().starts_with(&own)
            && reason.effect == Effect::Oblige("pdmp-check".to_owned())
    })
}

#[test]
fn a_condition_of_a_state_that_nobody_can_work_out_is_recorded_before_signing() {
    let pack = pack_with_controlled_medicines();
    for (state, duty) in [
        ("IN", "controlled-conditions-confirmed"),
        ("VA", "controlled-conditions-confirmed"),
        ("CO", "full-license-confirmed"),
        ("SC", "state-registration-confirmed"),
    ] {
        for relationship in [Relationship::New, ESTABLISHED] {
            let decision = controlled(&pack, state, relationship, "third");
            assert!(decision.obligations.iter().any(|owed| owed == duty), "{state}: {decision:?}");
        }
    }
}

#[test]
fn a_medicine_of_schedule_three_carries_each_states_own_duty() {
    let pack = pack_with_controlled_medicines();
    for (state, _, gates, _, _, expected) in EXPECTED {
        let relationships = [Relationship::New, ESTABLISHED];
        for (relationship, gate) in relationships.into_iter().zip(gates) {
            let decision = controlled(&pack, state, relationship, "third");
            let (closed, check, live) = match expected {
                Federal => (false, false, Asynchronous),
                Closed => (true, false, Asynchronous),
                Check => (false, true, Asynchronous),
                Live(modality) => (false, false, modality),
                LiveAndCheck(modality) => (false, true, modality),
            };
            let of = (state, relationship.as_str());
            assert_eq!(decision.outcome == Outcome::Prohibited, closed, "{of:?}");
            assert_eq!(checks(&decision, state), check, "{of:?}");
            // Until the end of 2026 the federal rules ask for video.
            assert_eq!(decision.modality, gate.max(live).max(Video), "{of:?}");
        }
    }
}

#[test]
fn an_examination_in_person_counts_for_as_long_as_the_state_says() {
    let pack = pack_with_controlled_medicines();
    let examined = |on: Date| Relationship::InPersonEvaluated { on, by: EvaluatedBy::Prescriber };
    for (state, medicine, still, over, after) in [
        ("AL", "third", date(2025, 11, 23), date(2025, 11, 22), InPerson),
        ("NH", "third", date(2025, 11, 23), date(2025, 11, 22), InPerson),
        ("NV", "third", date(2026, 5, 23), date(2026, 5, 22), Video),
        ("NJ", "second", date(2026, 8, 23), date(2026, 8, 22), InPerson),
    ] {
        let needed = |on: Date| controlled(&pack, state, examined(on), medicine).modality;
        assert!(needed(still) < after, "{state}");
        assert_eq!(needed(over), after, "{state}");
    }
}

#[test]
fn schedule_two_is_shut_or_held_to_a_visit_where_only_it_is_named() {
    let pack = pack_with_controlled_medicines();
    for (state, closed, modality) in [
        ("AZ", false, Video),
        ("FL", true, Video),
        ("NJ", false, InPerson),
        ("SC", false, InPerson),
        ("WV", true, Video),
    ] {
        let decision = controlled(&pack, state, Relationship::New, "second");
        assert_eq!(decision.outcome == Outcome::Prohibited, closed, "{state}");
        assert_eq!(decision.modality, modality, "{state}");
        let third = controlled(&pack, state, Relationship::New, "third");
        assert_ne!(third.outcome, Outcome::Prohibited, "{state}");
    }
    assert!(checks(&controlled(&pack, "KY", Relationship::New, "second"), "KY"));
}
