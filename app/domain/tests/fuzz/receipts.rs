//! The receipt reader: whatever is changed, nothing false is taken for genuine.

use domain::{
    Timestamp,
    decide::Input,
    ids::{ClinicianId, DeterminationId, EncounterId},
    licence::LicenceTerm,
    pack::{Pack, PackFile},
    receipt::{Grounds, Heading, Receipt, SecretKey, check, replay},
    relationship::Relationship,
    rules::{Case, Ledger, Opening, canonical, evaluate},
};
use proptest::test_runner::TestCaseResult;
use serde_json::json;

use crate::{
    cases::file,
    choices::Choices,
    edit,
    run::{Numbers, Target, wrong},
    shipped, tree,
};

/// A receipt of a visit in Oregon, about a protocol's first medicine.
pub fn signed(pack: &Pack) -> Receipt {
    let protocol = pack.protocols().last().unwrap();
    let text = json!({
        "version": 1,
        "on": "2026-11-23",
        "patient": { "birth_date": "1985-04-02", "sex_at_birth": "male", "location": "US-OR" },
        "protocol": protocol.id,
        "facts": "all-clear",
        "evidence": [
            { "kind": "blood-pressure", "on": "2026-10-01", "systolic": "128.5", "diastolic": 82 },
        ],
        "consents": ["telehealth"],
    });
    let input = Input::read(&text.to_string()).unwrap();
    let facts = input.facts(pack).unwrap();
    let term = LicenceTerm {
        state: "OR".parse().unwrap(),
        status: "active".parse().unwrap(),
        expires_on: "2027-01-31".parse().unwrap(),
    };
    let case = Case {
        on: input.on,
        birth_date: input.patient.birth_date,
        sex_at_birth: input.patient.sex_at_birth,
        location: input.patient.location.0,
        relationship: Relationship::New,
        protocol: &input.protocol,
        medications: None,
        facts: &facts,
        evidence: &input.evidence,
        unanswered: &[],
        consents: &input.consents,
        fulfilled: &input.fulfilled,
        visit: None,
        licences: Some(&[term]),
    };
    let evaluation = evaluate(pack, &Ledger::new(), Opening::Demonstration, &case).unwrap();
    let at: Timestamp = "2026-11-23T17:00:00Z".parse().unwrap();
    let heading = Heading {
        engine: "0.1.0".to_owned(),
        clinic: "a clinic".to_owned(),
        sequence: 1,
        previous: None,
        at,
        encounter: EncounterId::new(at, [1; 10]),
        determination: Some(DeterminationId::new(at, [2; 10])),
        kind: "prescribed".to_owned(),
        clinician: Some(ClinicianId::new(at, [3; 10])),
        medication: protocol.formulary.first().map(|one| one.id.to_string()),
        opening: Opening::Demonstration,
    };
    let key = SecretKey::from_bytes(&[7; 32]);
    Receipt::sign(heading, &evaluation.into_record(), &Grounds::of(&case), &key, &[9; 32])
}

#[test]
fn a_changed_receipt_is_refused_or_says_the_same() {
    let pack = shipped::starter();
    let signed = signed(&pack);
    let text = serde_json::to_string(&signed).unwrap();
    let pretty = serde_json::to_string_pretty(&signed).unwrap();
    Target {
        name: "receipts",
        cases: 200,
        build: &|numbers| file(changed(&[&text, &pretty], numbers)),
        check: &|files| files.iter().try_for_each(|file| judge(&pack, &signed, file)),
    }
    .run();
}

fn changed(texts: &[&str], numbers: &[Numbers]) -> String {
    let mut text = (*Choices::new(&numbers[0]).of(texts)).to_owned();
    for numbers in numbers {
        let mut choices = Choices::new(&numbers[1..]);
        text = if choices.once_in(2) {
            edit::change(&text, &mut choices)
        } else {
            tree::change(&text, &mut choices)
        };
    }
    text
}

fn judge(pack: &Pack, signed: &Receipt, file: &PackFile) -> TestCaseResult {
    if let Ok(read) = check(&file.text, None) {
        if read.body != signed.body || read.signature != signed.signature {
            return wrong("what was never signed is taken for genuine");
        }
        if let Some(other) = read.disclosures.iter().find(|one| !signed.disclosures.contains(one)) {
            return wrong(format!("`{}` says what was not signed", other.name));
        }
        let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        if canonical(&json["body"]) != signed.body.signed_text() {
            return wrong("another text is taken for what was signed");
        }
    }
    // Whoever has a key can sign anything: that it is genuine is not asked for here.
    if let Ok(read) = serde_json::from_str::<Receipt>(&file.text) {
        let (one, other) = (replay(pack, &read), replay(pack, &read));
        if one != other {
            return wrong("replayed twice, it comes out otherwise");
        }
        if one.is_ok() && read.body.decisions != signed.body.decisions {
            // Other grounds may well lead elsewhere; the rules must then say the same again.
            let json = serde_json::to_string(&read).unwrap();
            let again: Receipt = serde_json::from_str(&json).unwrap();
            if again != read || replay(pack, &again).is_err() {
                return wrong("written and read, it comes out otherwise");
            }
        }
    }
    Ok(())
}
