//! What patients do after they have submitted.

use domain::{
    encounter::{Answer, Expiry, Question, State, StateName, VerbError},
    ids::PhotoId,
    place::UsState,
};
use serde_json::json;
use store::{Attestation, Change, PageSave, StoreError};

use crate::clinic::{answers, both};

#[tokio::test]
async fn an_answer_returns_to_the_queue_with_the_place_attested() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let questions = vec![Question::Text { text: "Since when?".into() }];
        let held = clinic.holding(&claimed);
        let asked = store
            .request_information(&doctor.actor, &held, questions, &clinic.rules, &local)
            .await
            .unwrap();
        let here = Attestation { location: UsState::Tx, on: clinic.today() };
        let change = clinic.change_of(&asked);
        let none = store.respond(&patient, &change, Vec::new(), &here).await;
        assert!(matches!(none, Err(StoreError::Verb(VerbError::Words(_)))));
        let photo = Answer::Photo { photo: PhotoId::new(clinic.now(), [1; 10]) };
        let wrong = store.respond(&patient, &change, vec![photo], &here).await;
        assert!(matches!(wrong, Err(StoreError::Verb(VerbError::Words(_)))));
        let text = vec![Answer::Text { text: " May ".into() }];
        let other = clinic.patient().await;
        let forged = store.respond(&other, &change, text.clone(), &here).await;
        assert!(matches!(forged, Err(StoreError::NotFound)));
        let answered = store.respond(&patient, &change, text.clone(), &here).await.unwrap();
        assert_eq!(store.respond(&patient, &change, text.clone(), &here).await.unwrap(), answered);
        assert!(answered.state.waiting().unwrap().answered);
        let chart = store.chart(&patient, answered.id, &local).await.unwrap().unwrap();
        let row = &chart.requests[0];
        assert_eq!(row.answers.as_deref(), Some([Answer::Text { text: "May".into() }].as_slice()));
        assert_eq!(row.answered_on, Some(clinic.today()));
        let dialogue = |piece: &&domain::evidence::Evidence| piece.kind() == "clinician-dialogue";
        assert_eq!(chart.record.evidence.iter().filter(dialogue).count(), 1);
        let again = clinic.change_of(&answered);
        let again = store.respond(&patient, &again, text, &here).await;
        assert!(matches!(again, Err(StoreError::Verb(VerbError::WrongState { .. }))));
    })
    .await;
}

#[tokio::test]
async fn amending_moves_the_version_under_the_clinician() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let yes = json!({"nitrate": [{"coding": {"code": "yes"}}]});
        let save = PageSave { expected_revision: 1, red_flag: true, ..answers("health", yes) };
        let change = clinic.change(&patient, claimed.id).await;
        let amended = store.amend(&patient, &change, &save).await.unwrap();
        assert_eq!(
            (amended.state.name(), amended.version),
            (StateName::InReview, claimed.version + 1)
        );
        assert!(amended.state.waiting().unwrap().urgent);
        assert_eq!(store.amend(&patient, &change, &save).await.unwrap(), amended);
        let order = crate::clinic::order();
        let late = store.prescribe(&doctor.actor, &held, &order, &clinic.rules, &local).await;
        assert!(matches!(late, Err(StoreError::Conflict { .. })));
        let stale = Change { command: clinic.command(), version: amended.version, ..change };
        let other = PageSave { answers: json!({}), ..save };
        let stale = store.amend(&patient, &stale, &other).await;
        assert!(matches!(stale, Err(StoreError::StalePage { current: 2 })));
        let chart = store.chart(&doctor.actor, claimed.id, &local).await.unwrap().unwrap();
        assert!(chart.had_red_flag && chart.pages.len() == 4);
    })
    .await;
}

#[tokio::test]
async fn moving_takes_the_encounter_to_other_clinicians() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.holding(&claimed);
        let there = Attestation { location: UsState::Ar, on: clinic.today() };
        let change = clinic.change_of(&claimed);
        let moved = store.confirm_location(&patient, &change, &there).await.unwrap();
        assert_eq!(moved.location, UsState::Ar);
        let questions = vec![Question::Text { text: "Why?".into() }];
        let asked =
            store.request_information(&doctor.actor, &held, questions, &clinic.rules, &local).await;
        assert!(matches!(asked, Err(StoreError::NoLicence(_))));
        let change = clinic.change_of(&moved);
        let stays = store.confirm_location(&patient, &change, &there).await.unwrap();
        assert_eq!(stays.version, moved.version + 1);
        // Where they said they were stays on record, each time.
        let chart = store.chart(&patient, moved.id, &local).await.unwrap().unwrap();
        let said: Vec<_> = chart
            .pages
            .iter()
            .filter(|page| page.page == "location")
            .filter_map(|page| page.answers["state"].as_str())
            .collect();
        assert_eq!(said.last_chunk(), Some(&["AR", "AR"]));
        let chart = store.chart(&patient, moved.id, &local).await.unwrap().unwrap();
        let verbs: Vec<_> = chart.events.iter().map(|event| event.verb.as_str()).collect();
        assert_eq!(verbs, ["submit", "claim", "relocate", "confirm-location"]);
    })
    .await;
}

#[tokio::test]
async fn a_place_in_a_draft_is_confirmed_without_a_new_version() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let version = clinic.version(&patient, draft).await;
        let there = Attestation { location: UsState::Ar, on: clinic.today() };
        store.confirm_draft_location(&patient, draft, &there).await.unwrap();
        let intake = store.intake(&patient, draft).await.unwrap().unwrap();
        assert_eq!((intake.location, intake.version), (Some(UsState::Ar), version));
        let other = clinic.patient().await;
        let forged = store.confirm_draft_location(&other, draft, &there).await;
        assert!(matches!(forged, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_patient_sees_and_withdraws_their_own() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let submitted = clinic.submitted(&patient).await;
        clinic.draft(&patient).await;
        let visits = store.visits(&patient).await.unwrap();
        assert_eq!(visits.len(), 1);
        assert_eq!(visits[0].encounter, submitted);
        assert!(store.visits(&clinic.patient().await).await.unwrap().is_empty());
        // A draft that nobody sent in time is told of, and not just gone.
        let late = clinic.patient().await;
        let draft = clinic.draft(&late).await;
        clinic.meddle(&format!("update encounter set touched_at = 0 where id = '{draft}'")).await;
        store.expire_due(&Expiry::default()).await.unwrap();
        let visits = store.visits(&late).await.unwrap();
        let states: Vec<_> = visits.iter().map(|visit| &visit.encounter.state).collect();
        let at = clinic.now();
        assert_eq!(states, [&State::Expired { at, from: StateName::Draft }]);
        let change = clinic.change_of(&submitted);
        let other = clinic.patient().await;
        let forged = store.withdraw(&other, &change).await;
        assert!(matches!(forged, Err(StoreError::NotFound)));
        let done = store.withdraw(&patient, &change).await.unwrap();
        assert_eq!(done.state.name(), StateName::Withdrawn);
        let again = store.withdraw(&patient, &clinic.change_of(&done)).await;
        assert!(matches!(again, Err(StoreError::Verb(VerbError::WrongState { .. }))));
        let doctor = clinic.doctor(UsState::Tx).await;
        let local = clinic.local();
        let late = store.claim(&doctor.actor, clinic.command(), done.id, &local).await;
        assert!(matches!(late, Err(StoreError::Verb(VerbError::WrongState { .. }))));
    })
    .await;
}
