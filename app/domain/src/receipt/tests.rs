//! A receipt that is signed is checked and replayed; whatever is changed is found and named.

use std::{fs, path::Path};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::{
    decide::Input,
    ids::{ClinicianId, DeterminationId, EncounterId},
    licence::LicenceTerm,
    pack::{Pack, PackFile},
    relationship::Relationship,
    rules::{Case, Facts, Ledger, Opening, Outcome, evaluate},
};

const SECRET: [u8; 32] = [9; 32];

fn collect(folder: &Path, root: &Path, found: &mut Vec<PackFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, found);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        found.push(PackFile { path: name, text: fs::read_to_string(&path).unwrap() });
    }
}

fn starter() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/starter");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    Pack::read(&files).unwrap()
}

/// Somebody whom the starter pack permits a medicine in Oregon.
fn permitted() -> Input {
    Input::read(
        r#"{"version":1,"on":"2026-11-23","patient":{"birth_date":"1985-04-02",
        "sex_at_birth":"male","location":"US-OR"},"protocol":"erectile-dysfunction",
        "facts":"all-clear","evidence":[{"kind":"blood-pressure","on":"2026-10-01",
        "systolic":"128.5","diastolic":82}],"consents":["telehealth"]}"#,
    )
    .unwrap()
}

fn case<'a>(input: &'a Input, facts: &'a Facts, licences: Option<&'a [LicenceTerm]>) -> Case<'a> {
    Case {
        on: input.on,
        birth_date: input.patient.birth_date,
        sex_at_birth: input.patient.sex_at_birth,
        location: input.patient.location.0,
        relationship: Relationship::New,
        protocol: &input.protocol,
        medications: None,
        facts,
        evidence: &input.evidence,
        unanswered: &[],
        consents: &input.consents,
        fulfilled: &input.fulfilled,
        visit: None,
        licences,
    }
}

/// What a clinician with these licences decided, or, without any, the product told.
fn signed(pack: &Pack, input: &Input, kind: &str, licences: Option<&[LicenceTerm]>) -> Receipt {
    let facts = input.facts(pack).unwrap();
    let case = case(input, &facts, licences);
    let evaluation = evaluate(pack, &Ledger::new(), Opening::Demonstration, &case).unwrap();
    let at: Timestamp = "2026-11-23T17:00:00Z".parse().unwrap();
    let told = Telling::named(kind).is_some();
    let heading = Heading {
        engine: "0.1.0".to_owned(),
        clinic: "a clinic".to_owned(),
        sequence: 1,
        previous: None,
        at,
        encounter: EncounterId::new(at, [1; 10]),
        determination: (!told).then(|| DeterminationId::new(at, [2; 10])),
        kind: kind.to_owned(),
        clinician: (!told).then(|| ClinicianId::new(at, [3; 10])),
        medication: (!told).then(|| "sildenafil-50".to_owned()),
        opening: Opening::Demonstration,
    };
    Receipt::sign(heading, &evaluation.into_record(), &Grounds::of(&case), &key(7), &SECRET)
}

fn receipt(pack: &Pack) -> Receipt {
    let term = LicenceTerm {
        state: "OR".parse().unwrap(),
        status: "active".parse().unwrap(),
        expires_on: "2027-01-31".parse().unwrap(),
    };
    signed(pack, &permitted(), "prescribed", Some(&[term]))
}

fn key(byte: u8) -> SecretKey {
    SecretKey::from_bytes(&[byte; 32])
}

fn json_of(receipt: &Receipt) -> Value {
    serde_json::to_value(receipt).unwrap()
}

#[test]
fn what_was_signed_is_genuine_and_the_rules_lead_there() {
    let pack = starter();
    let signed = receipt(&pack);
    let key = key(7).public();
    let read = check(&json_of(&signed).to_string(), Some(&key)).unwrap();
    assert_eq!(read, signed);
    replay(&pack, &read).unwrap();
    // However it is laid out: what counts is what it says.
    let pretty = serde_json::to_string_pretty(&json_of(&signed)).unwrap();
    assert_eq!(check(&pretty, None).unwrap(), signed);
}

#[test]
fn each_reader_gets_what_is_theirs_under_the_same_signature() {
    let pack = starter();
    let signed = receipt(&pack);
    let patients = signed.clone().for_the_patient();
    assert_eq!(patients.signature, signed.signature);
    assert!(!json_of(&patients)["disclosures"].to_string().contains("2027-01-31"));
    replay(&pack, &check(&json_of(&patients).to_string(), None).unwrap()).unwrap();
    // To somebody who is shown nothing it is genuine, and tells nothing.
    let blank = Receipt { disclosures: Vec::new(), ..signed };
    let read = check(&json_of(&blank).to_string(), None).unwrap();
    assert!(!json_of(&blank).to_string().contains("1985-04-02"));
    assert_eq!(replay(&pack, &read), Err(ReplayFault::Undisclosed));
}

#[test]
fn a_single_change_is_found_and_named() {
    let pack = starter();
    let signed = json_of(&receipt(&pack));
    for (pointer, value, expected) in [
        ("/body/kind", json!("declined"), Fault::Changed),
        ("/body/sequence", json!(2), Fault::Changed),
        ("/body/decisions/0/outcome", json!("prohibited"), Fault::Changed),
        ("/body/version", json!(2), Fault::Version(2)),
        ("/signature/value", json!("AAAA"), Fault::Signature),
        ("/signature/key", json!(key(8).public()), Fault::Changed),
    ] {
        let mut changed = signed.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_eq!(check(&changed.to_string(), None), Err(expected), "{pointer}");
    }
    let disclosures = signed["disclosures"].as_array().unwrap();
    for (place, disclosure) in disclosures.iter().enumerate() {
        let name = disclosure["name"].as_str().unwrap().to_owned();
        for (part, value) in [("value", json!("another")), ("salt", json!("00"))] {
            let mut changed = signed.clone();
            changed["disclosures"][place][part] = value;
            let fault = Err(Fault::Disclosure(name.clone()));
            assert_eq!(check(&changed.to_string(), None), fault, "{name} {part}");
        }
    }
    let mut added = signed.clone();
    let more = json!({ "name": "facts/nothing", "salt": "00", "value": true });
    added["disclosures"].as_array_mut().unwrap().push(more);
    let fault = Err(Fault::Disclosure("facts/nothing".to_owned()));
    assert_eq!(check(&added.to_string(), None), fault);
    let elsewhere = key(8).public();
    assert!(matches!(check(&signed.to_string(), Some(&elsewhere)), Err(Fault::Key(_))));
    assert!(matches!(check("{", None), Err(Fault::Unreadable(_))));
}

#[test]
fn whatever_single_byte_is_changed_nothing_false_is_taken_for_genuine() {
    let pack = starter();
    let signed = receipt(&pack).for_the_patient();
    let text = json_of(&signed).to_string();
    // Every 97th byte, and every one of the signature: the text is some 60 thousand long.
    let from = text.find("\"signature\"").unwrap();
    for place in (0..text.len()).step_by(97).chain(from..text.len().min(from + 220)) {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        if let Ok(read) = check(&changed, None) {
            assert!(read == signed, "byte {place} is taken for what was signed");
        }
    }
}

#[test]
fn another_pack_and_other_rules_are_named() {
    let pack = starter();
    let mut signed = receipt(&pack);
    let other = signed.body.decisions[0].medication.to_string();
    signed.body.decisions[0].missing.push("something".to_owned());
    assert_eq!(replay(&pack, &signed), Err(ReplayFault::Otherwise(other)));
    signed.body.pack = crate::rules::Digest::of_bytes(b"another");
    assert!(matches!(replay(&pack, &signed), Err(ReplayFault::OtherPack { .. })));
}

#[test]
fn what_was_signed_before_the_product_told_anything_itself_is_still_genuine() {
    let earlier = include_str!("earlier.json");
    let read = check(earlier, Some(&key(7).public())).unwrap();
    assert!(read.body.determination.is_some() && read.body.clinician.is_some());
    // Read and written again it is the same text, so that the chain holds.
    let raw: Value = serde_json::from_str(earlier).unwrap();
    assert_eq!(json_of(&read), raw);
    assert_eq!(read.body.signed_text(), crate::rules::canonical(&raw["body"]));
}

#[test]
fn what_the_product_told_names_no_clinician_and_can_be_decided_again() {
    let pack = starter();
    let told = signed(&pack, &permitted(), "told-visit-required", None).for_the_patient();
    let text = json_of(&told).to_string();
    assert!(!text.contains("\"clinician\"") && !text.contains("\"determination\""));
    replay(&pack, &check(&text, None).unwrap()).unwrap();
    // That nobody of the clinic is licensed there is no prescriber's secret.
    let unserved = signed(&pack, &permitted(), "told-not-here", Some(&[])).for_the_patient();
    assert_eq!(unserved.grounds().unwrap().licences, Some(Vec::new()));
    assert!(unserved.body.decisions.iter().all(|one| one.outcome == Outcome::Prohibited));
    replay(&pack, &check(&json_of(&unserved).to_string(), None).unwrap()).unwrap();
    let mut hidden = unserved;
    hidden.disclosures.retain(|one| one.name != "licences");
    assert_eq!(replay(&pack, &hidden), Err(ReplayFault::Undisclosed));
}

#[test]
fn a_patient_is_told_what_holds_for_the_whole_protocol() {
    let pack = starter();
    let told = |input: &Input, licences: Option<&[LicenceTerm]>| {
        let facts = input.facts(&pack).unwrap();
        let case = case(input, &facts, licences);
        Telling::of(&evaluate(&pack, &Ledger::new(), Opening::Demonstration, &case).unwrap())
    };
    let mut input = permitted();
    assert_eq!(told(&input, None), None);
    assert_eq!(told(&input, Some(&[])), Some(Telling::NotHere));
    input.patient.location.0 = crate::place::UsState::Ar;
    assert_eq!(told(&input, None), Some(Telling::VisitRequired));
    for telling in Telling::ALL {
        assert_eq!(Telling::named(telling.as_str()), Some(telling));
    }
    assert_eq!(Telling::named("visit-required"), None);
}
