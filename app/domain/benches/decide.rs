//! How long one decision takes: one medicine, under the whole pack that is shipped.
//!
//! Printed beside what reading that case from JSON takes in the same run.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement"
)]

#[path = "../tests/shipped/mod.rs"]
mod shipped;

use std::{
    collections::BTreeSet,
    hint::black_box,
    time::{Duration, Instant},
};

use domain::{
    decide::{Input, decide},
    medication::MedicationId,
    pack::Pack,
    place::UsState,
    relationship::Relationship,
    rules::{Case, Facts, Ledger, Opening, evaluate},
};

/// How often each is done in one go, and how many goes there are.
const TIMES: (u32, usize) = (10, 41);

fn main() {
    let pack = shipped::starter();
    let cases: Vec<String> = cases(&pack);
    let inputs: Vec<Input> = cases.iter().map(|case| Input::read(case).unwrap()).collect();
    let ledger = Ledger::new();
    let decided = median(|| {
        for input in &inputs {
            black_box(decide(&pack, &ledger, Opening::Demonstration, black_box(input)).unwrap());
        }
    });
    let facts: Vec<Facts> = inputs.iter().map(|input| input.facts(&pack).unwrap()).collect();
    let none = BTreeSet::new();
    let weighed = median(|| {
        for (input, facts) in inputs.iter().zip(&facts) {
            let medication = input.medication.clone().map(|one| [one]);
            let case = Case {
                on: input.on,
                birth_date: input.patient.birth_date,
                sex_at_birth: input.patient.sex_at_birth,
                location: input.patient.location.0,
                relationship: Relationship::New,
                protocol: &input.protocol,
                medications: medication.as_ref().map(<[_; 1]>::as_slice),
                facts,
                evidence: &input.evidence,
                unanswered: &[],
                consents: &input.consents,
                fulfilled: &none,
                visit: None,
                licences: None,
            };
            let decided = evaluate(&pack, &ledger, Opening::Demonstration, black_box(&case));
            black_box(decided.unwrap());
        }
    });
    let read = median(|| {
        for case in &cases {
            black_box(Input::read(black_box(case)).unwrap());
        }
    });
    let each = |time: Duration| time.as_secs_f64() * 1e6 / cases.len() as f64;
    println!("cases: {} (every medicine, in 4 states)", cases.len());
    println!("one decision:                        {:.1} microseconds", each(weighed));
    println!("the same from a case to its answer:  {:.1} microseconds", each(decided));
    println!("reading that case from JSON:         {:.1} microseconds", each(read));
}

/// Every medicine of the pack, in states of each kind of gate.
fn cases(pack: &Pack) -> Vec<String> {
    let medicines = pack.protocols().flat_map(|protocol| {
        protocol.formulary.iter().map(|medication| (protocol.id.clone(), medication.id.clone()))
    });
    let places = [UsState::Or, UsState::Tx, UsState::Ar, UsState::Mn];
    medicines
        .flat_map(|(protocol, medication)| {
            places.map(|place| case(protocol.as_str(), &medication, place))
        })
        .collect()
}

fn case(protocol: &str, medication: &MedicationId, place: UsState) -> String {
    format!(
        r#"{{"version":1,"on":"2026-12-31","patient":{{"birth_date":"1990-04-02",
        "sex_at_birth":"male","location":"{}"}},"protocol":"{protocol}",
        "medication":"{medication}","facts":"all-clear","evidence":[{{"kind":"blood-pressure",
        "on":"2026-10-01","systolic":128,"diastolic":82}}],"consents":["telehealth"]}}"#,
        place.jurisdiction()
    )
}

/// What one go takes in the middle of all goes.
fn median(work: impl Fn()) -> Duration {
    let (times, goes) = TIMES;
    let mut took: Vec<Duration> = (0..goes)
        .map(|_| {
            let began = Instant::now();
            for _ in 0..times {
                work();
            }
            began.elapsed() / times
        })
        .collect();
    took.sort();
    took[goes / 2]
}
