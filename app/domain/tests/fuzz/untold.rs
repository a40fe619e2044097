//! Nothing that a patient said stands in what is said of a mistake.

use domain::{
    decide::{Input, decide},
    receipt::check,
    rules::{Ledger, Opening},
};
use proptest::test_runner::TestCaseResult;
use serde_json::{Value, json};

use crate::{
    cases::{Words, file, made_up},
    choices::Choices,
    receipts,
    run::{Numbers, Target, wrong},
    shipped, tree,
};

/// Part of every value that must not be told; no name and no message holds it.
const MARK: &str = "8642097";

/// Such a year, in a date.
const YEAR: &str = "8642-0";

/// A value of any type, with the mark in it.
fn marked(choices: &mut Choices<'_>) -> Value {
    match choices.below(12) {
        0 => json!("Q8642097"),
        1 => json!(8_642_097),
        2 => json!(-8_642_097.125),
        3 => json!(8_642_097.123_456_7),
        4 => json!("8642097.5"),
        5 => json!(["Q8642097", 8_642_097]),
        6 => json!({ "known": ["Q8642097"] }),
        7 => json!({ "known": [8_642_097], "complete": true }),
        8 => json!({ "known": ["Q8642097"], "complete": "8642097" }),
        9 => json!("8642-02-30"),
        10 => json!("2026-02-30T8642097"),
        _ => json!("one, expected 8642097"),
    }
}

/// Where a case says something of the patient's health or who they are.
fn is_told(pointer: &str) -> bool {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    match parts.as_slice() {
        ["patient", "birth_date" | "sex_at_birth"] => true,
        ["facts", _] => true,
        ["evidence", _, field] => *field != "kind",
        ["relationship", "on"] | ["visit", "on"] => true,
        _ => false,
    }
}

fn build(words: &Words, numbers: &[Numbers]) -> Value {
    let mut case =
        made_up(words, &mut Choices::new(numbers.as_flattened()), &|_, _, choices| marked(choices));
    let mut pointers = Vec::new();
    tree::collect(&case, String::new(), &mut pointers);
    pointers.retain(|pointer| is_told(pointer));
    for numbers in numbers {
        let mut choices = Choices::new(numbers);
        if let Some(place) = pointers.get(choices.below(pointers.len())) {
            *case.pointer_mut(place).unwrap() = marked(&mut choices);
        }
    }
    case
}

fn silent(message: &str) -> TestCaseResult {
    if message.contains(MARK) || message.contains(YEAR) {
        wrong(format!("it tells a value: {message}"))
    } else {
        Ok(())
    }
}

#[test]
fn a_mistake_in_a_case_never_tells_a_value() {
    let pack = shipped::starter();
    let words = Words::of(&pack);
    Target {
        name: "untold-cases",
        cases: 1000,
        build: &|numbers| file(build(&words, numbers).to_string()),
        check: &|files| {
            for file in files {
                let input = match Input::read(&file.text) {
                    Ok(input) => input,
                    Err(error) => return silent(&error.to_string()),
                };
                let answer = decide(&pack, &Ledger::new(), Opening::Demonstration, &input);
                if let Err(error) = answer {
                    silent(&error.to_string())?;
                }
            }
            Ok(())
        },
    }
    .run();
}

#[test]
fn a_mistake_in_a_receipt_never_tells_a_value() {
    let pack = shipped::starter();
    let signed = serde_json::to_value(receipts::signed(&pack)).unwrap();
    let mut pointers = Vec::new();
    tree::collect(&signed, String::new(), &mut pointers);
    pointers.retain(|pointer| {
        let last = pointer.rsplit('/').next().unwrap();
        (pointer.starts_with("/body/") || pointer.ends_with("/value")) && last != "version"
    });
    let build = |numbers: &[Numbers]| {
        let mut receipt = signed.clone();
        for numbers in numbers {
            let mut choices = Choices::new(numbers);
            if let Some(place) = receipt.pointer_mut(choices.of::<String>(&pointers)) {
                *place = marked(&mut choices);
            }
        }
        file(receipt.to_string())
    };
    let check = |files: &[domain::pack::PackFile]| {
        files.iter().try_for_each(|file| match check(&file.text, None) {
            Ok(_) => wrong("a changed receipt is taken for genuine"),
            Err(fault) => silent(&fault.to_string()),
        })
    };
    Target { name: "untold-receipts", cases: 300, build: &build, check: &check }.run();
}
