//! Cases as data: what the starter must answer, through the interface that anybody can ask.
//!
//! The files in `cases/` were written from the reference tables, never from what the engine
//! says. Each case changes what it names of its file's base.

#![cfg(test)]

mod shipped;

use std::{collections::BTreeSet, fs, path::Path};

use domain::{
    decide::{Answer, Input, decide},
    rules::{Ledger, Opening},
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
