//! The interface to the rules: cases from the files of cases, changed, and cases made up.

use std::{fs, path::Path};

use domain::{
    pack::{Pack, PackFile},
    place::UsState,
    rules::{Effect, FactType, Requirement},
};
use serde_json::{Map, Value, json};

use crate::{
    answers::Judge,
    choices::Choices,
    edit,
    run::{Numbers, Target, wrong},
    shipped, tree,
};

#[test]
fn a_changed_case_is_refused_in_words_or_decided_the_same_each_time() {
    let judge = Judge::new(shipped::starter());
    let cases = written();
    Target {
        name: "cases",
        cases: 1500,
        build: &|numbers| file(changed(&cases, numbers)),
        check: &|files| files.iter().try_for_each(|file| judge.ask(&file.text)),
    }
    .run();
}

#[test]
fn a_case_that_is_made_up_is_always_decided() {
    let judge = Judge::new(shipped::starter());
    let words = Words::of(&judge.pack);
    Target {
        name: "made-up-cases",
        cases: 500,
        build: &|numbers| {
            file(made_up(&words, &mut Choices::new(numbers.as_flattened()), &value).to_string())
        },
        check: &|files| {
            for file in files {
                if let Err(error) = domain::decide::Input::read(&file.text) {
                    return wrong(format!("not read: {error}"));
                }
                if let Some(mistake) =
                    judge.input_mistake(&serde_json::from_str(&file.text).unwrap())
                {
                    return wrong(mistake);
                }
                judge.ask(&file.text)?;
            }
            Ok(())
        },
    }
    .run();
}

/// An input of one file.
pub fn file(text: String) -> Vec<PackFile> {
    vec![PackFile { path: "input.json".to_owned(), text }]
}

/// Every case of the files of cases.
fn written() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let mut json = file["base"].clone();
            for (pointer, value) in case["with"].as_object().unwrap() {
                *json.pointer_mut(pointer).unwrap() = value.clone();
            }
            found.push(json.to_string());
        }
    }
    found
}

fn changed(cases: &[String], numbers: &[Numbers]) -> String {
    let mut text = Choices::new(&numbers[0]).of(cases).clone();
    for numbers in numbers {
        let mut choices = Choices::new(&numbers[1..]);
        text = if choices.once_in(3) {
            edit::change(&text, &mut choices)
        } else {
            tree::change(&text, &mut choices)
        };
    }
    text
}

/// The words of a pack that a case may use.
pub struct Words {
    protocols: Vec<(String, Vec<String>)>,
    facts: Vec<(String, FactType)>,
    classes: Vec<String>,
    views: Vec<String>,
    labs: Vec<String>,
    consents: Vec<String>,
    duties: Vec<String>,
}

impl Words {
    pub fn of(pack: &Pack) -> Self {
        let mut words = Self {
            protocols: Vec::new(),
            facts: Vec::new(),
            classes: Vec::new(),
            views: vec![String::new()],
            labs: vec![String::new()],
            consents: Vec::new(),
            duties: Vec::new(),
        };
        for protocol in pack.protocols() {
            let medications = protocol.formulary.iter().map(|one| one.id.to_string()).collect();
            words.protocols.push((protocol.id.to_string(), medications));
        }
        let of_case = |name: &str| domain::rules::builtin::FROM_CASE.contains(&name);
        for fact in pack.facts().filter(|fact| !of_case(fact.name.as_str())) {
            words.facts.push((fact.name.to_string(), fact.fact_type));
        }
        words.classes.extend(pack.lexicon().entries().flat_map(|entry| entry.classes.clone()));
        for rule in pack.rules() {
            match &rule.effect {
                Effect::Require(Requirement::Evidence(demand)) => {
                    words.views.extend(demand.view.clone());
                    words.labs.extend(demand.code.clone());
                }
                Effect::Require(Requirement::Consent(consent)) => {
                    words.consents.push(consent.clone())
                }
                Effect::Oblige(duty) => words.duties.push(duty.clone()),
                _ => {}
            }
        }
        words
    }
}

/// Some of these.
fn some(all: &[String], choices: &mut Choices<'_>) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    (0..choices.below(4)).map(|_| choices.of(all).clone()).collect()
}

/// A day, most often near that of the others.
fn day(choices: &mut Choices<'_>) -> String {
    let (year, month) = match choices.below(8) {
        0 => (choices.below(10_000), 1 + choices.below(12)),
        1 => (*choices.of(&[1900, 1904, 2000, 2024, 9999]), 2),
        _ => (2026, 1 + choices.below(12)),
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    format!("{year:04}-{month:02}-{:02}", 1 + choices.below(last))
}

fn number(choices: &mut Choices<'_>) -> Value {
    match choices.below(5) {
        0 => json!(choices.below(1_000_000)),
        1 => json!(-999_999_999_999_i64),
        2 => json!(999_999_999_999_i64),
        3 => json!(format!("{}.{}", choices.below(300), choices.below(1000))),
        _ => json!(choices.below(300)),
    }
}

/// A value of the fact's type.
fn value(fact_type: FactType, words: &Words, choices: &mut Choices<'_>) -> Value {
    match fact_type {
        FactType::Boolean => json!(choices.below(2) == 1),
        FactType::Number => number(choices),
        FactType::Date => json!(day(choices)),
        FactType::Code => json!("a-code"),
        FactType::Codes if choices.below(2) == 0 => json!(some(&words.classes, choices)),
        FactType::Codes => {
            json!({ "known": some(&words.classes, choices), "complete": choices.below(2) == 1 })
        }
    }
}

fn evidence(words: &Words, choices: &mut Choices<'_>) -> Value {
    let on = day(choices);
    match choices.below(7) {
        0 => {
            json!({ "kind": "blood-pressure", "on": on, "systolic": number(choices), "diastolic": number(choices) })
        }
        1 => json!({ "kind": "heart-rate", "on": on, "value": number(choices) }),
        2 => json!({ "kind": "photo", "on": on, "view": choices.of(&words.views) }),
        3 => {
            json!({ "kind": "lab", "on": on, "code": choices.of(&words.labs), "value": number(choices), "unit": "mg/dL" })
        }
        4 => json!({ "kind": "clinician-dialogue", "on": on }),
        5 => json!({ "kind": "record", "on": on }),
        _ => json!({ "kind": "location-attestation", "on": on }),
    }
}

/// How a fact gets its value.
pub type Give<'a> = &'a dyn Fn(FactType, &Words, &mut Choices<'_>) -> Value;

/// A case of the interface's shape.
pub fn made_up(words: &Words, choices: &mut Choices<'_>, give: Give<'_>) -> Value {
    let (protocol, medications) = choices.of(&words.protocols);
    let medication = if choices.below(2) == 0 { None } else { Some(choices.of(medications)) };
    let state = |choices: &mut Choices<'_>| choices.of(&UsState::ALL).jurisdiction();
    let relationship = match choices.below(4) {
        0 => json!({ "kind": "new" }),
        1 => json!({ "kind": "established", "on": day(choices) }),
        2 => {
            json!({ "kind": "established", "on": day(choices), "modality": choices.of(&["audio", "video", "in-person", "asynchronous"]) })
        }
        _ => {
            json!({ "kind": "in-person-evaluated", "on": day(choices), "by": choices.of(&[Some("self"), Some("covering"), Some("other"), None]) })
        }
    };
    let born = format!(
        "{}-{:02}-{:02}",
        1900 + choices.below(200),
        1 + choices.below(12),
        1 + choices.below(28)
    );
    let visit = match choices.below(3) {
        0 => {
            json!({ "modality": choices.of(&["audio", "video", "in-person"]), "on": day(choices) })
        }
        _ => Value::Null,
    };
    let licences: Vec<Value> = (0..choices.below(4))
        .map(|_| {
            let status = choices.of(&["active", "inactive", "suspended", "revoked"]);
            json!({ "state": state(choices), "status": status, "expires": day(choices) })
        })
        .collect();
    let pieces: Vec<Value> = (0..choices.below(5)).map(|_| evidence(words, choices)).collect();
    let head = json!({
        "version": 1,
        "on": day(choices),
        "patient": {
            "birth_date": if choices.below(8) == 0 { None } else { Some(born) },
            "sex_at_birth": choices.of(&[Some("female"), Some("male"), Some("unknown"), None]),
            "location": state(choices),
        },
        "relationship": relationship,
        "protocol": protocol,
        "medication": medication,
        "evidence": pieces,
        "consents": some(&words.consents, choices),
        "fulfilled": some(&words.duties, choices),
        "visit": visit,
        "clinician": if choices.below(2) == 0 { Value::Null } else { json!({ "licences": licences }) },
    });
    let mut case = head;
    case["facts"] = if choices.below(6) == 0 {
        json!("all-clear")
    } else {
        let mut facts = Map::new();
        for _ in 0..choices.below(12) {
            let (name, fact_type) = choices.of(&words.facts);
            facts.insert(name.clone(), give(*fact_type, words, choices));
        }
        Value::Object(facts)
    };
    case
}
