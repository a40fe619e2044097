//! What a clinician finds out of facts that the answers leave open.

use domain::{
    actor::Actor,
    decimal::Decimal,
    encounter::{Encounter, VerbError},
    place::UsState,
    rules::Value,
};
use serde_json::json;
use store::{NewFinding, PageSave, StoreError};

use crate::{
    clinic::{Clinic, Doctor, answers, both, order},
    pack::rulebook,
};

/// Too little clearance bars the medicine; without it nobody knows.
pub const CLEARANCE: &str = r#"
[[rule]]
id = "us/clearance"
jurisdiction = "US"
title = "Clearance"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
when = { fact = "clearance", less-than = 30 }
effect = "prohibit"
patient = "Your kidneys are too weak."
clinician = "Clearance below 30."
"#;

fn finding(fact: &str, value: Value) -> NewFinding {
    NewFinding { fact: fact.into(), value, why: " By telephone. ".into() }
}

pub fn clearance(value: i32) -> NewFinding {
    finding("clearance", Value::Number(Decimal::whole(value)))
}

async fn record(
    clinic: &Clinic,
    doctor: &Doctor,
    encounter: &Encounter,
    found: &NewFinding,
) -> Result<Encounter, StoreError> {
    let held = clinic.holding(encounter);
    let local = clinic.local();
    clinic.store.record_finding(&doctor.actor, &held, found, &clinic.rules, &local).await
}

async fn prescribes(clinic: &Clinic, doctor: &Doctor, encounter: &Encounter) -> bool {
    let held = clinic.held(doctor, encounter).await;
    let (store, local) = (&clinic.store, clinic.local());
    match store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await {
        Ok(_) => true,
        Err(StoreError::NotPermitted { .. }) => false,
        Err(error) => panic!("{error}"),
    }
}

/// A submitted encounter whose patient answered the question about nitrates so.
async fn answered(clinic: &Clinic, patient: &Actor, answer: &str) -> Encounter {
    let draft = clinic.draft(patient).await;
    clinic.save(patient, draft, nitrate(answer, 1)).await;
    let change = clinic.change(patient, draft).await;
    clinic.store.submit(patient, &change).await.unwrap()
}

fn nitrate(answer: &str, expected_revision: i64) -> PageSave {
    let save = answers("health", json!({"nitrate": [{"coding": {"code": answer}}]}));
    PageSave { expected_revision, ..save }
}

#[tokio::test]
async fn a_finding_makes_a_missing_number_known_and_can_be_corrected() {
    both(async |clinic| {
        let clinic = Clinic { rules: rulebook(&[CLEARANCE]), ..clinic };
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        assert!(!prescribes(&clinic, &doctor, &claimed).await);

        let weak = record(&clinic, &doctor, &claimed, &clearance(20)).await.unwrap();
        assert_eq!(weak.version, claimed.version + 1);
        assert!(!prescribes(&clinic, &doctor, &weak).await);
        let sound = record(&clinic, &doctor, &weak, &clearance(60)).await.unwrap();

        let local = clinic.local();
        let chart = clinic.store.chart(&doctor.actor, sound.id, &local).await.unwrap().unwrap();
        let [first, second] = chart.findings.as_slice() else { panic!("{:?}", chart.findings) };
        assert_eq!((first.found.value.clone(), first.by), (clearance(20).value, doctor.id));
        assert_eq!(
            (second.found.why.as_str(), second.name.as_str()),
            ("By telephone.", "Dora Doctor")
        );
        assert_eq!(second.at, clinic.now());
        let verbs: Vec<_> = chart.events.iter().map(|event| event.verb.as_str()).collect();
        assert_eq!(verbs.iter().filter(|verb| **verb == "record-finding").count(), 2);
        let operator = clinic.operator().await;
        let trail = clinic.store.audit_trail(&operator, sound.id).await.unwrap();
        assert_eq!(trail.iter().filter(|row| row.action == "record-finding").count(), 2);
        assert!(prescribes(&clinic, &doctor, &sound).await);
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_found_is_refused_and_changes_nothing() {
    both(async |clinic| {
        let clinic = Clinic { rules: rulebook(&[CLEARANCE]), ..clinic };
        let doctor = clinic.doctor(UsState::Tx).await;
        let other = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        for wrong in [
            finding("clearance", Value::Boolean(true)),
            clearance(-1),
            // Answered, or set by the engine itself, or no fact at all.
            finding("takes-nitrate", Value::Boolean(false)),
            finding("relationship", Value::Code("established".into())),
            finding("nothing", Value::Boolean(true)),
        ] {
            let refused = record(&clinic, &doctor, &claimed, &wrong).await;
            assert!(matches!(refused, Err(StoreError::NotFindable)), "{wrong:?}: {refused:?}");
        }
        let silent = NewFinding { why: "  ".into(), ..clearance(60) };
        let refused = record(&clinic, &doctor, &claimed, &silent).await;
        assert!(matches!(refused, Err(StoreError::Incomplete(_))));
        let refused = record(&clinic, &other, &claimed, &clearance(60)).await;
        assert!(matches!(refused, Err(StoreError::Verb(VerbError::ClaimedElsewhere))));
        let (held, local) = (clinic.holding(&claimed), clinic.local());
        for actor in [&patient, &clinic.operator().await, &Actor::System] {
            let refused = clinic
                .store
                .record_finding(actor, &held, &clearance(60), &clinic.rules, &local)
                .await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
        assert_eq!(clinic.count("fact_finding").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_finding_answers_for_a_patient_who_was_not_sure_and_never_against_them() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let no = finding("takes-nitrate", Value::Boolean(false));
        let patient = clinic.patient().await;
        let said_yes = answered(&clinic, &patient, "yes").await;
        let claimed = clinic.claimed(&doctor, &said_yes).await;
        let refused = record(&clinic, &doctor, &claimed, &no).await;
        assert!(matches!(refused, Err(StoreError::NotFindable)));

        // Not sure, found out: no. Then the patient says yes, and it stands.
        let patient = clinic.patient().await;
        let unsure = answered(&clinic, &patient, "unsure").await;
        let claimed = clinic.claimed(&doctor, &unsure).await;
        assert!(!prescribes(&clinic, &doctor, &claimed).await);
        let found = record(&clinic, &doctor, &claimed, &no).await.unwrap();
        let change = clinic.change(&patient, found.id).await;
        clinic.store.amend(&patient, &change, &nitrate("yes", 2)).await.unwrap();
        let local = clinic.local();
        let chart = clinic.store.chart(&doctor.actor, found.id, &local).await.unwrap().unwrap();
        assert!(!prescribes(&clinic, &doctor, &chart.encounter).await);

        // Not sure, found out: no; nothing else is said, and it is enough.
        let patient = clinic.patient().await;
        let unsure = answered(&clinic, &patient, "unsure").await;
        let claimed = clinic.claimed(&doctor, &unsure).await;
        let found = record(&clinic, &doctor, &claimed, &no).await.unwrap();
        assert!(prescribes(&clinic, &doctor, &found).await);
    })
    .await;
}
