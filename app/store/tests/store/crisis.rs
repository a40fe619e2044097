//! A draft that sends somebody to the crisis lifeline.

use domain::{actor::Actor, place::UsState};
use jiff::SignedDuration;
use serde_json::json;
use store::{Letter, PageSave, StoreError};

use crate::clinic::{Clinic, answers, both, profile};

pub fn urgent(expected_revision: i64, answer: &str) -> PageSave {
    PageSave {
        expected_revision,
        red_flag: true,
        crisis: Some(Letter { subject: "Urgent".into(), body: "Sign in now.".into() }),
        ..answers("about", json!({"said": answer}))
    }
}

/// Who was written to with the subject of the notice.
async fn written_to(clinic: &Clinic) -> Vec<String> {
    let mail = clinic.store.mailbox(&Actor::System, 50).await.unwrap();
    let mut to: Vec<String> = mail
        .into_iter()
        .filter(|mail| mail.letter.subject == "Urgent")
        .map(|mail| mail.to.to_string())
        .collect();
    to.sort();
    to
}

#[tokio::test]
async fn a_draft_that_calls_for_the_lifeline_reaches_every_operator_once() {
    both(async |clinic| {
        let (one, _other) = (clinic.operator().await, clinic.operator().await);
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        assert!(clinic.store.crises(&one).await.unwrap().is_empty());
        let at = clinic.now();
        clinic.save(&patient, draft, urgent(0, "yes")).await;
        clinic.pass(SignedDuration::from_mins(1));
        // The same save again, and another of the same draft: it was told.
        clinic.save(&patient, draft, urgent(0, "yes")).await;
        clinic.save(&patient, draft, urgent(1, "still")).await;
        assert_eq!(written_to(&clinic).await.len(), 2);

        let crises = clinic.store.crises(&one).await.unwrap();
        let [crisis] = crises.as_slice() else { panic!("{crises:?}") };
        assert_eq!((crisis.encounter, crisis.at), (draft, at));
        assert_eq!(crisis.location, Some(UsState::Tx));
        let (profile, person) = (profile(), crisis.person.clone().unwrap());
        assert_eq!(person, (profile.legal_name, profile.telephone));
        let trail = clinic.store.audit_trail(&one, draft).await.unwrap();
        let count = |action: &str| trail.iter().filter(|row| row.action == action).count();
        assert_eq!((count("raise-crisis"), count("read-crisis")), (1, 1));

        clinic.pass(SignedDuration::from_hours(7 * 24));
        assert!(clinic.store.crises(&one).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_operators_read_whom_to_call_and_nothing_else_raises_it() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let doctor = clinic.doctor(UsState::Tx).await;
        let draft = clinic.draft(&patient).await;
        let flagged = PageSave { crisis: None, ..urgent(0, "yes") };
        clinic.save(&patient, draft, flagged).await;
        assert_eq!(clinic.count("crisis").await, 0);
        for actor in [&patient, &doctor.actor, &Actor::Visitor(Some(draft))] {
            let refused = clinic.store.crises(actor).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
    })
    .await;
}
