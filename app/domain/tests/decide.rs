//! The interface to the rules: what it reads, what it answers, what it refuses.

#![cfg(test)]

mod shipped;

use boon::{Compiler, SchemaIndex, Schemas};
use domain::{
    decide::{Answer, Input, SCHEMA, decide},
    pack::Pack,
    rules::{Ledger, Opening, Outcome, Verification},
};
use serde_json::{Value, json};
use shipped::starter;

/// A patient in Oregon whom nothing speaks against, with everything on record.
fn case() -> Value {
    json!({
        "version": 1,
        "on": "2026-12-31",
        "patient": {
            "birth_date": "1990-04-02", "sex_at_birth": "male", "location": "US-OR",
        },
        "relationship": { "kind": "new", "on": null, "by": null },
        "protocol": "erectile-dysfunction",
        "medication": "sildenafil-50",
        "facts": "all-clear",
        "evidence": [
            { "kind": "blood-pressure", "on": "2026-10-01", "systolic": 128, "diastolic": 82 },
        ],
        "consents": ["telehealth"],
        "fulfilled": [],
        "visit": null,
        "clinician": {
            "licences": [{ "state": "US-OR", "status": "active", "expires": "2027-01-31" }],
        },
    })
}

/// The same case with something else at a JSON pointer.
fn with(pointer: &str, value: Value) -> Value {
    let mut case = case();
    *case.pointer_mut(pointer).unwrap() = value;
    case
}

fn ask(pack: &Pack, case: &Value) -> Answer {
    let input = Input::read(&case.to_string()).unwrap();
    decide(pack, &Ledger::new(), Opening::Demonstration, &input).unwrap()
}

fn outcome(pack: &Pack, case: &Value) -> Outcome {
    ask(pack, case).decisions[0].outcome
}

fn refusal(pack: &Pack, case: &Value) -> String {
    let read = Input::read(&case.to_string());
    let decided = read
        .and_then(|input| decide(pack, &Ledger::new(), Opening::Demonstration, &input).map(drop));
    decided.unwrap_err().to_string()
}

#[test]
fn each_outcome_is_the_first_that_holds() {
    let pack = starter();
    assert_eq!(outcome(&pack, &case()), Outcome::Permitted);
    for (pointer, value, expected) in [
        ("/facts", json!({ "chest-pain-now": true }), Outcome::Emergency),
        (
            "/facts",
            json!({ "nitrate-any-form-incl-prn-and-amyl-nitrite": true }),
            Outcome::Prohibited,
        ),
        ("/facts", json!({ "testicular-mass": true }), Outcome::Refer),
        ("/patient/location", json!("US-AR"), Outcome::Prohibited),
        ("/clinician", json!({ "licences": [] }), Outcome::Prohibited),
        ("/clinician/licences/0/expires", json!("2026-12-30"), Outcome::Prohibited),
        ("/clinician/licences/0/status", json!("suspended"), Outcome::Prohibited),
        ("/facts", json!({}), Outcome::Incomplete),
        ("/facts", json!({ "testicular-mass": null }), Outcome::Incomplete),
        ("/evidence", json!([]), Outcome::Incomplete),
        ("/consents", json!([]), Outcome::Incomplete),
        ("/patient/birth_date", json!(null), Outcome::Incomplete),
        ("/patient/birth_date", json!("2010-01-01"), Outcome::Prohibited),
    ] {
        assert_eq!(outcome(&pack, &with(pointer, value.clone())), expected, "{pointer} {value}");
    }
    let mut arkansas = with("/patient/location", json!("US-AR"));
    arkansas["clinician"] = json!(null);
    assert_eq!(outcome(&pack, &arkansas), Outcome::VisitRequired);
    assert_eq!(ask(&pack, &arkansas).decisions[0].modality.as_str(), "video");
    arkansas["visit"] = json!({ "modality": "video", "on": "2026-12-31" });
    assert_eq!(outcome(&pack, &arkansas), Outcome::Permitted);
}

#[test]
fn a_relationship_is_what_it_is_said_to_be() {
    let pack = starter();
    let mut arkansas = with("/patient/location", json!("US-AR"));
    arkansas["clinician"] = json!(null);
    // What a form alone does not give is asked for, whoever is known.
    arkansas["evidence"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "kind": "clinician-dialogue", "on": "2026-12-30" }));
    let known = |relationship: Value| {
        let mut case = arkansas.clone();
        case["relationship"] = relationship;
        outcome(&pack, &case)
    };
    assert_eq!(known(json!({ "kind": "new" })), Outcome::VisitRequired);
    let audio = json!({ "kind": "established", "on": "2026-05-01", "modality": "audio" });
    assert_eq!(known(audio), Outcome::VisitRequired);
    assert_eq!(known(json!({ "kind": "established", "on": "2026-05-01" })), Outcome::Permitted);
    let in_person = json!({ "kind": "in-person-evaluated", "on": "2026-05-01", "by": "self" });
    assert_eq!(known(in_person), Outcome::Permitted);
}

#[test]
fn without_a_medicine_every_one_is_decided_in_the_order_of_the_formulary() {
    let pack = starter();
    let all = ask(&pack, &with("/medication", json!(null)));
    let protocol = pack.protocol(&"erectile-dysfunction".parse().unwrap()).unwrap();
    let order: Vec<_> = protocol.formulary.iter().map(|medication| &medication.id).collect();
    assert_eq!(
        all.decisions.iter().map(|decision| &decision.medication).collect::<Vec<_>>(),
        order
    );
    for decision in &all.decisions {
        let mut sorted = decision.missing.clone();
        sorted.sort();
        assert_eq!(decision.missing, sorted);
        let rules: Vec<_> = decision.reasons.iter().map(|reason| &reason.rule).collect();
        assert!(rules.is_sorted(), "{rules:?}");
    }
}

#[test]
fn outside_a_demonstration_an_opening_must_be_verified() {
    let pack = starter();
    let input = Input::read(&case().to_string()).unwrap();
    let mut ledger = Ledger::new();
    let strict = decide(&pack, &ledger, Opening::VerifiedOnly, &input).unwrap();
    let decision = &strict.decisions[0];
    assert_eq!(decision.outcome, Outcome::Prohibited);
    assert!(decision.reasons.iter().any(|reason| {
        reason.rule.as_str() == "engine/unverified-opening" && reason.verified.is_none()
    }));
    let rule = pack.rule(&"us-or/service/open".parse().unwrap()).unwrap();
    let verification = Verification {
        by: "Ann Counsel".to_owned(),
        at: "2026-12-01T09:00:00Z".parse().unwrap(),
        note: String::new(),
    };
    ledger.verify(rule.id.clone(), rule.digest(), verification.clone());
    let open = decide(&pack, &ledger, Opening::VerifiedOnly, &input).unwrap();
    assert_eq!(open.decisions[0].outcome, Outcome::Permitted);
    assert!(open.decisions[0].reasons.iter().any(|reason| {
        reason.rule == rule.id && reason.verified.as_ref() == Some(&verification)
    }));
}

#[test]
fn what_cannot_be_decided_is_refused_with_what_to_write_instead() {
    let pack = starter();
    for (pointer, value, expected) in [
        ("/version", json!(2), "`version` must be 1: this program does not know version 2"),
        ("/on", json!("2026-02-30"), "there is no such day at line 1 column"),
        ("/patient/location", json!("US"), "`US` is not a state; write one as `US-TX`"),
        ("/patient/location", json!("TX"), "`TX` is not a state; write one as `US-TX`"),
        ("/protocol", json!("warts"), "the pack has no protocol `warts`"),
        ("/medication", json!("sildenafil-30"), "the protocol has no medicine `sildenafil-30`"),
        (
            "/facts",
            json!({ "testicular-mas": true, "low-libido": 3, "age": 40 }),
            "`age` is worked out from the case: leave it out\n\
             the fact `low-libido` must be true or false, or null\n\
             the pack has no fact `testicular-mas`; did you mean `testicular-mass`?",
        ),
        ("/facts", json!("none"), "`facts` must be an object, or \"all-clear\""),
        (
            "/evidence/0",
            json!({ "kind": "record", "on": "2026-10-01", "value": 3 }),
            "evidence 1: `record` has no field `value`",
        ),
        ("/evidence/0/kind", json!("pulse"), "evidence 1: expected one of `blood-pressure`, "),
        ("/evidence/0/systolic", json!(128.12345), "at most twelve digits before the point"),
        ("/clinician/licences/0/state", json!("OR"), "`OR` is not a state"),
        ("/relationship/kind", json!("established"), "`relationship.on` is missing"),
        ("/relationship/on", json!("2026-01-01"), "`relationship.on` does not go with its kind"),
        (
            "/visit",
            json!({ "modality": "fax", "on": "2026-10-01" }),
            "expected one of `asynchronous`, ",
        ),
    ] {
        let refusal = refusal(&pack, &with(pointer, value.clone()));
        assert!(refusal.contains(expected), "{pointer} {value}: {refusal}");
    }
    let mut unknown = case();
    unknown["medicine"] = json!("sildenafil-50");
    assert!(refusal(&pack, &unknown).contains("unknown field `medicine`, expected one of"));
    assert!(Input::read("{").unwrap_err().to_string().contains("line 1 column 1"));
}

fn schema(part: &str) -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let document: Value = serde_json::from_str(SCHEMA).unwrap();
    let address = document["$id"].as_str().unwrap().to_owned();
    compiler.enable_format_assertions();
    compiler.add_resource(&address, document).unwrap();
    let index = compiler.compile(&format!("{address}{part}"), &mut schemas).unwrap();
    (schemas, index)
}

#[test]
fn the_schema_takes_what_the_program_takes_and_gives() {
    let pack = starter();
    let (input, at) = schema("");
    for (pointer, value) in [
        ("/version", json!(1)),
        ("/facts", json!({ "testicular-mass": null, "medicine-classes": ["nitrate"] })),
        ("/facts", json!({ "systolic": "128.5" })),
        ("/relationship", json!({ "kind": "established", "on": "2026-05-01" })),
        ("/clinician", json!(null)),
        ("/visit", json!({ "modality": "audio", "on": "2026-12-30" })),
    ] {
        let case = with(pointer, value);
        input.validate(&case, at).unwrap_or_else(|error| panic!("{case}: {error}"));
        ask(&pack, &case);
    }
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/on", json!("2026-02-30")),
        ("/patient/location", json!("US")),
        ("/evidence/0", json!({ "kind": "record", "on": "2026-10-01", "value": 3 })),
        ("/relationship/kind", json!("established")),
        ("/facts", json!("none")),
    ] {
        let case = with(pointer, value);
        assert!(input.validate(&case, at).is_err(), "{case}");
        assert!(!refusal(&pack, &case).is_empty());
    }
    let (answer, at) = schema("#/$defs/answer");
    for location in ["US-OR", "US-AR", "US-TX", "US-MN"] {
        let mut case = with("/patient/location", json!(location));
        case["medication"] = json!(null);
        let given = serde_json::to_value(ask(&pack, &case)).unwrap();
        answer.validate(&given, at).unwrap_or_else(|error| panic!("{given}: {error}"));
    }
}
