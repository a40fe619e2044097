//! Cases as data: what the starter must answer, through the interface that anybody can ask.
//!
//! The files in `cases/` were written from the reference tables, never from what the engine
//! says. Each case changes what it names of its file's base.

#![cfg(test)]

mod shipped;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use domain::{
    decide::{Answer, Input, decide},
    pack::RuleSlice,
    rules::{Ledger, Opening, evaluate},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use shipped::starter;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    base: Value,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    with: Map<String, Value>,
    expect: Expected,
}

/// What the one decision must say; what is left out is not asked about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    outcome: String,
    modality: Option<String>,
    /// Among what is missing.
    #[serde(default)]
    missing: Vec<String>,
    /// Among the rules that spoke.
    #[serde(default)]
    because: Vec<String>,
}

fn files() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

fn input(base: &Value, case: &Case) -> Input {
    let mut json = base.clone();
    for (pointer, value) in &case.with {
        *json.pointer_mut(pointer).unwrap() = value.clone();
    }
    Input::read(&json.to_string()).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

/// What the answer says otherwise than expected.
fn wrong(answer: &Answer, expected: &Expected) -> Vec<String> {
    let [decision] = answer.decisions.as_slice() else {
        panic!("{} decisions", answer.decisions.len())
    };
    let mut wrong = Vec::new();
    if decision.outcome.as_str() != expected.outcome {
        let because: Vec<_> = decision.reasons.iter().map(|reason| reason.rule.as_str()).collect();
        wrong.push(format!(
            "{}, not {} (missing {:?}, because {because:?})",
            decision.outcome.as_str(),
            expected.outcome,
            decision.missing
        ));
    }
    let modality = decision.modality.as_str();
    if expected.modality.as_ref().is_some_and(|expected| expected != modality) {
        wrong.push(format!("{modality}, not {:?}", expected.modality));
    }
    for name in &expected.missing {
        // Evidence that must be fresh says so behind its name.
        if !decision.missing.iter().any(|missing| missing.starts_with(name.as_str())) {
            wrong.push(format!("{name} is not missing ({:?})", decision.missing));
        }
    }
    for rule in &expected.because {
        if !decision.reasons.iter().any(|reason| reason.rule.as_str() == rule) {
            wrong.push(format!("{rule} did not speak"));
        }
    }
    wrong
}

#[test]
fn every_case_is_answered_as_the_reference_says() {
    let pack = starter();
    let (mut names, mut mistakes) = (BTreeSet::new(), Vec::new());
    for File { about, base, cases } in files() {
        assert!(!about.is_empty());
        for case in cases {
            let input = input(&base, &case);
            let answer = decide(&pack, &Ledger::new(), Opening::Demonstration, &input)
                .unwrap_or_else(|error| panic!("{}: {error}", case.name));
            let again = decide(&pack, &Ledger::new(), Opening::Demonstration, &input);
            assert_eq!(again.as_ref(), Ok(&answer), "{}", case.name);
            let wrong = wrong(&answer, &case.expect);
            mistakes.extend(wrong.into_iter().map(|wrong| format!("{}: {wrong}", case.name)));
            assert!(names.insert(case.name.clone()), "“{}” twice", case.name);
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(names.len() >= 400, "{} cases", names.len());
}

#[test]
fn a_slice_decides_every_case_as_the_whole_pack_does_to_the_byte() {
    let (pack, ledger) = (starter(), Ledger::new());
    let mut slices = BTreeMap::new();
    let mut decided = 0;
    for File { base, cases, .. } in files() {
        for case in cases {
            let input = input(&base, &case);
            let location = input.patient.location.0;
            let slice = slices.entry((location, input.protocol.clone())).or_insert_with(|| {
                // As it travels to a browser.
                let slice = pack.slice(location, &input.protocol).unwrap();
                borsh::from_slice::<RuleSlice>(&borsh::to_vec(&slice).unwrap()).unwrap()
            });
            let (facts, terms) = (input.facts(&pack).unwrap(), input.clinician.as_ref());
            let licences = terms.map(|clinician| clinician.terms());
            let asked = domain::rules::Case {
                on: input.on,
                birth_date: input.patient.birth_date,
                sex_at_birth: input.patient.sex_at_birth,
                location,
                relationship: input.relationship.read().unwrap(),
                protocol: &input.protocol,
                medications: None,
                facts: &facts,
                evidence: &input.evidence,
                unanswered: &[],
                consents: &input.consents,
                fulfilled: &input.fulfilled,
                visit: input.visit,
                licences: licences.as_deref(),
            };
            let opening = Opening::Demonstration;
            let whole = evaluate(&pack, &ledger, opening, &asked).unwrap();
            let part = slice.evaluate_over(&ledger, opening, &asked, &[input.on]).unwrap();
            let [whole, part] = [whole, part].map(|one| serde_json::to_string(&one).unwrap());
            assert_eq!(whole, part, "{}", case.name);
            decided += 1;
        }
    }
    assert!(decided >= 400, "{decided} cases");
}
