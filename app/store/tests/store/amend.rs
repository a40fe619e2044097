//! Corrections after submitting, and what they open.

use domain::{
    encounter::StateName,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    rules::Outcome,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{Attestation, Change, PageSave, PatientProfile, Place, StoreError};

use crate::{
    clinic::{Clinic, Doctor, answers, both, order, profile},
    pack::{asking, rulebook},
};

/// Asks whether there are medicines, and only then for the list, which must be given.
const LIST_ON_REQUEST: &str = r#"{
    "resourceType": "Questionnaire",
    "url": "urn:test",
    "version": "1",
    "title": "Questions",
    "status": "active",
    "item": [
        {
            "linkId": "health",
            "type": "group",
            "text": "Your health",
            "item": [{
                "linkId": "nitrate",
                "type": "choice",
                "required": true,
                "text": "Do you take a nitrate?",
                "extension": [{ "url": "urn:asynclinic:fact", "valueCode": "takes-nitrate" }],
                "answerOption": [
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "yes", "display": "Yes" } },
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "no", "display": "No" } }
                ]
            }]
        },
        {
            "linkId": "any",
            "type": "group",
            "text": "Your medicines",
            "item": [{
                "linkId": "takes-any",
                "type": "choice",
                "required": true,
                "text": "Do you take any medicine?",
                "answerOption": [
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "yes", "display": "Yes" } },
                    { "valueCoding": { "system": "urn:asynclinic:answer", "code": "no", "display": "No" } }
                ]
            }]
        },
        {
            "linkId": "list",
            "type": "group",
            "text": "Your list",
            "enableWhen": [{
                "question": "takes-any", "operator": "=",
                "answerCoding": { "system": "urn:asynclinic:answer", "code": "yes" }
            }],
            "item": [{
                "linkId": "typed",
                "type": "string",
                "required": true,
                "repeats": true,
                "text": "Which medicines do you take?",
                "extension": [{ "url": "urn:asynclinic:medicines", "valueBoolean": true }]
            }]
        }
    ]
}"#;

const PLACE_WITHIN_A_WEEK: &str = r#"
[[rule]]
id = "us/place"
jurisdiction = "US"
title = "Where the patient is"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = { require = { evidence = "location-attestation", within-days = 7 } }
patient = "We must know where you are."
clinician = "The patient must confirm where they are."
"#;

fn says(page: &str, link_id: &str, answer: &Value) -> PageSave {
    answers(page, json!({ link_id: [answer] }))
}

fn code(code: &str) -> Value {
    json!({ "coding": { "code": code } })
}

/// What the rules say for the medicine of the protocol, as this clinician would be shown.
async fn outcome(clinic: &Clinic, doctor: &Doctor, id: domain::ids::EncounterId) -> Outcome {
    let local = clinic.local();
    let chart = clinic.store.chart(&doctor.actor, id, &local).await.unwrap().unwrap();
    let dates = local(chart.record.location);
    let seen = clinic.rules.evaluate(&chart.record, Some(&chart.licences), &dates).unwrap();
    seen.evaluation.decision(&order().medication).unwrap().outcome
}

#[tokio::test]
async fn a_list_of_medicines_that_a_correction_opens_must_be_given_before_anything_is_signed() {
    both(async |clinic| {
        let clinic = Clinic { rules: asking(LIST_ON_REQUEST, &[]), ..clinic };
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        clinic.save(&patient, draft, says("any", "takes-any", &code("no"))).await;
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let claimed = clinic.claimed(&doctor, &submitted).await;
        assert_eq!(outcome(&clinic, &doctor, draft).await, Outcome::Permitted);

        let amend = async |save: PageSave| {
            let change = clinic.change(&patient, draft).await;
            store.amend(&patient, &change, &save).await.unwrap()
        };
        // `draft` has typed a medicine before; to a question that was not asked it is no answer.
        amend(PageSave { expected_revision: 1, ..answers("medicines", json!({})) }).await;
        let yes = says("any", "takes-any", &code("yes"));
        let opened = amend(PageSave { expected_revision: 1, ..yes }).await;
        assert_eq!(outcome(&clinic, &doctor, draft).await, Outcome::Incomplete);
        let mut held = clinic.held(&doctor, &opened).await;
        held.lease = clinic.holding(&claimed).lease;
        let signed = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
        assert!(matches!(signed, Err(StoreError::NotPermitted { .. })), "{signed:?}");

        let first = amend(says("list", "typed", &json!({ "text": "Nitro spray" }))).await;
        assert_eq!(outcome(&clinic, &doctor, draft).await, Outcome::Prohibited);
        let harmless = says("list", "typed", &json!({ "text": "Metformin" }));
        let given = amend(PageSave { expected_revision: 1, ..harmless }).await;
        assert_eq!(given.version, first.version + 1);
        let mut held = clinic.held(&doctor, &given).await;
        held.lease = clinic.holding(&claimed).lease;
        let signed = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
        assert_eq!(signed.unwrap().state.name(), StateName::Prescribed);
    })
    .await;
}

#[tokio::test]
async fn after_seven_days_prescribing_waits_until_the_patient_confirms_where_they_are() {
    both(async |clinic| {
        let clinic = Clinic { rules: rulebook(&[PLACE_WITHIN_A_WEEK]), ..clinic };
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        clinic.pass(SignedDuration::from_hours(8 * 24));
        let claimed = clinic.claimed(&doctor, &submitted).await;
        assert_eq!(outcome(&clinic, &doctor, claimed.id).await, Outcome::Incomplete);
        let held = clinic.held(&doctor, &claimed).await;
        let late = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
        assert!(matches!(late, Err(StoreError::NotPermitted { .. })), "{late:?}");

        let here = Attestation { location: UsState::Tx, on: clinic.today() };
        let change = clinic.change(&patient, claimed.id).await;
        let confirmed = store.confirm_location(&patient, &change, &here).await.unwrap();
        assert_eq!(confirmed.version, claimed.version + 1);
        assert_eq!(store.confirm_location(&patient, &change, &here).await.unwrap(), confirmed);
        let held = clinic.held(&doctor, &confirmed).await;
        let signed = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
        assert_eq!(signed.unwrap().state.name(), StateName::Prescribed);
    })
    .await;
}

/// The page `about`, as the form saves it.
pub fn about(profile: &PatientProfile, expected_revision: i64) -> PageSave {
    PageSave { expected_revision, ..answers("about", serde_json::to_value(profile).unwrap()) }
}

#[tokio::test]
async fn who_the_patient_is_is_corrected_with_version_event_and_audit_or_not_at_all() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        let first = PatientProfile { telephone: "512 555 0143".parse().unwrap(), ..profile() };
        assert_eq!(store.save_about(&patient, draft, &about(&first, 0), &first).await.unwrap(), 1);
        let stale = store.save_about(&patient, draft, &about(&profile(), 0), &profile()).await;
        assert!(matches!(stale, Err(StoreError::StalePage { current: 1 })), "{stale:?}");
        assert_eq!(store.profile(&patient).await.unwrap(), Some(first.clone()));

        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let late = store.save_about(&patient, draft, &about(&profile(), 1), &profile()).await;
        assert!(matches!(late, Err(StoreError::Verb(_))), "{late:?}");
        assert_eq!(store.profile(&patient).await.unwrap(), Some(first.clone()));

        let second = PatientProfile { sex_at_birth: SexAtBirth::Female, ..first.clone() };
        let (events, audits) = (clinic.count("event").await, clinic.count("audit").await);
        let change = clinic.change_of(&submitted);
        let save = about(&second, 1);
        let amended = store.amend_about(&patient, &change, &save, &second).await.unwrap();
        assert_eq!(amended.version, submitted.version + 1);
        assert_eq!(store.amend_about(&patient, &change, &save, &second).await.unwrap(), amended);
        assert_eq!(clinic.count("event").await, events + 1);
        assert_eq!(clinic.count("audit").await, audits + 2, "the change, and that it came again");
        let doctor = clinic.doctor(UsState::Tx).await;
        let chart = store.chart(&doctor.actor, draft, &clinic.local()).await.unwrap().unwrap();
        assert_eq!(chart.record.sex_at_birth, Some(SexAtBirth::Female));

        let stale = Change { version: amended.version, ..clinic.change_of(&amended) };
        let refused = store.amend_about(&patient, &stale, &about(&first, 1), &first).await;
        assert!(matches!(refused, Err(StoreError::StalePage { current: 2 })), "{refused:?}");
        let other = clinic.patient().await;
        let change = clinic.change_of(&amended);
        let forged = store.amend_about(&other, &change, &about(&first, 2), &first).await;
        assert!(matches!(forged, Err(StoreError::NotFound)), "{forged:?}");
        assert_eq!(store.profile(&patient).await.unwrap(), Some(second));
    })
    .await;
}

#[tokio::test]
async fn a_corrected_birth_date_stands_in_the_record_and_in_the_profile() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        let birth_date: BirthDate = "1990-04-02".parse().unwrap();
        let place = Place { location: UsState::Ar, birth_date, on: clinic.today() };
        let save = answers("place", json!({ "state": "AR", "birth-date": "1990-04-02" }));
        let save = PageSave { expected_revision: 1, place: Some(place), ..save };
        let change = clinic.change_of(&submitted);
        let amended = store.amend(&patient, &change, &save).await.unwrap();
        assert_eq!(amended.location, UsState::Ar);
        let chart = store.chart(&patient, submitted.id, &clinic.local()).await.unwrap().unwrap();
        assert_eq!(chart.record.birth_date, Some(birth_date));
        assert_eq!(chart.profile.unwrap().birth_date, birth_date);
        let verbs: Vec<_> = chart.events.iter().map(|event| event.verb.as_str()).collect();
        assert_eq!(verbs, ["submit", "relocate"]);
    })
    .await;
}
