//! Answers that call for a call from the clinic at once.

use std::collections::BTreeSet;

use domain::{
    actor::Actor,
    encounter::{Encounter, Question, StateName, VisitDemand},
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use serde_json::json;
use store::{Alarm, Letter, PageSave, StoreError};

use crate::clinic::{Clinic, answers, both, profile};

pub fn urgent(expected_revision: i64, answer: &str) -> PageSave {
    PageSave {
        expected_revision,
        red_flag: true,
        crisis: Some(alarm("test/danger")),
        ..answers("about", json!({"said": answer}))
    }
}

fn alarm(danger: &str) -> Alarm {
    let letter = Letter { subject: "Urgent".into(), body: "Sign in now.".into() };
    Alarm { dangers: BTreeSet::from([danger.parse().unwrap()]), letter }
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
async fn what_is_added_after_sending_calls_for_help_too_and_again_after_a_day() {
    both(async |clinic| {
        let (store, operator) = (&clinic.store, clinic.operator().await);
        let doctor = clinic.doctor(UsState::Tx).await;
        let amend = async |patient: &Actor, encounter: &Encounter, save: &PageSave| {
            store.amend(patient, &clinic.change_of(encounter), save).await.unwrap()
        };
        let mut told = 0;
        for state in [
            StateName::AwaitingReview,
            StateName::InReview,
            StateName::AwaitingPatient,
            StateName::AwaitingVisit,
        ] {
            let patient = clinic.patient().await;
            let sent = clinic.submitted(&patient).await;
            let local = clinic.local();
            let stands = match state {
                StateName::AwaitingReview => sent,
                _ => {
                    let claimed = clinic.claimed(&doctor, &sent).await;
                    let held = clinic.held(&doctor, &claimed).await;
                    let words = "Since when?".to_owned();
                    match state {
                        StateName::InReview => claimed,
                        StateName::AwaitingPatient => {
                            let asks = vec![Question::Text { text: words }];
                            let asked = store.request_information(
                                &doctor.actor,
                                &held,
                                asks,
                                &clinic.rules,
                                &local,
                            );
                            asked.await.unwrap()
                        }
                        _ => {
                            let demand = VisitDemand { modality: Modality::Audio, reason: words };
                            let rules = &clinic.rules;
                            let called =
                                store.require_visit(&doctor.actor, &held, demand, rules, &local);
                            called.await.unwrap()
                        }
                    }
                }
            };
            assert_eq!(stands.state.name(), state);
            let says = |revision, text: &str| PageSave {
                page: "health".into(),
                answers: json!({"said": [{"text": text}]}),
                ..urgent(revision, "")
            };
            let first = says(1, "yes");
            let stands = amend(&patient, &stands, &first).await;
            told += 1;
            assert_eq!(written_to(&clinic).await.len(), told, "{state}");
            let more = says(2, "still");
            let stands = amend(&patient, &stands, &more).await;
            assert_eq!(written_to(&clinic).await.len(), told, "not again at once: {state}");
            clinic.pass(SignedDuration::from_hours(24));
            let again = says(3, "again");
            amend(&patient, &stands, &again).await;
            told += 1;
            assert_eq!(written_to(&clinic).await.len(), told, "after a day: {state}");
        }
        assert_eq!(store.crises(&operator).await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn another_danger_calls_for_help_at_once_and_the_same_one_does_not() {
    both(async |clinic| {
        let _operator = clinic.operator().await;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        let mut told = Vec::new();
        for (revision, danger) in
            [(0, "test/one"), (1, "test/one"), (2, "test/other"), (3, "test/one")]
        {
            clinic.pass(SignedDuration::from_mins(1));
            let crisis = Some(alarm(danger));
            let save = PageSave { crisis, ..urgent(revision, &revision.to_string()) };
            clinic.save(&patient, draft, save).await;
            told.push(written_to(&clinic).await.len());
        }
        assert_eq!(told, [1, 1, 2, 2]);
        // Each has a day of its own: what another danger made known says nothing of this one.
        let mut revision = 4;
        let mut again = async |danger: &str, hours: i64| {
            clinic.pass(SignedDuration::from_hours(hours));
            let crisis = Some(alarm(danger));
            let save = PageSave { crisis, ..urgent(revision, &revision.to_string()) };
            clinic.save(&patient, draft, save).await;
            revision += 1;
            written_to(&clinic).await.len()
        };
        assert_eq!(again("test/third", 23).await, 3);
        assert_eq!(again("test/one", 17).await, 4);
        assert_eq!(again("test/third", 1).await, 4);
        assert_eq!(clinic.count("crisis").await, 1);
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
