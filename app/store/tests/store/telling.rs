//! What the product itself tells a patient about a draft or a visit: signed once, chained like everything
//! else, and the patient's own.

use domain::{
    actor::Actor,
    encounter::Encounter,
    ids::EncounterId,
    place::UsState,
    receipt::{Receipt, check, replay},
    relationship::Modality,
    rules::Outcome,
};
use jiff::SignedDuration;
use serde_json::json;
use store::{Attestation, Outlook, PageSave, StoreError};

use crate::{
    clinic::{Clinic, answers, both},
    pack::{PROHIBITION, rulebook},
};

async fn told(clinic: &Clinic, patient: &Actor, draft: EncounterId) -> Outlook {
    clinic.store.tell(patient, draft, &clinic.rules, &clinic.local()).await.unwrap()
}

/// A draft of somebody who is in a state where a video visit comes first.
async fn in_arkansas(clinic: &Clinic, patient: &Actor) -> EncounterId {
    let draft = clinic.draft(patient).await;
    let place = clinic.place(UsState::Ar);
    clinic.save(patient, draft, PageSave { expected_revision: 1, ..place }).await;
    draft
}

/// It is genuine, and the rules lead there.
async fn holds(clinic: &Clinic, receipt: &Receipt) {
    let key = clinic.store.receipt_key().await.unwrap();
    let read = check(&serde_json::to_string(receipt).unwrap(), Some(&key)).unwrap();
    assert_eq!(read, *receipt);
    replay(&clinic.rules.pack, &read).unwrap();
}

#[tokio::test]
async fn a_patient_who_needs_a_visit_is_told_so_with_a_receipt_that_holds() {
    both(async |clinic| {
        clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let draft = in_arkansas(&clinic, &patient).await;
        let Outlook { evaluation, served, receipt, .. } = told(&clinic, &patient, draft).await;
        let receipt = receipt.unwrap();
        assert_eq!((evaluation.overall(), served), (Outcome::VisitRequired, true));
        assert_eq!(receipt.body.kind, "told-visit-required");
        assert_eq!((receipt.body.encounter, receipt.body.sequence), (draft, 1));
        assert_eq!((receipt.body.determination, receipt.body.clinician), (None, None));
        assert!(receipt.body.grounds.contains_key("facts/takes-nitrate"));
        holds(&clinic, &receipt).await;
        let local = clinic.local();
        let file = clinic.store.receipt(&patient, draft, 1, &local).await.unwrap();
        assert_eq!(file, Some(receipt));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_signed_for_whom_a_medicine_is_open() {
    both(async |clinic| {
        clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        assert_eq!(told(&clinic, &patient, draft).await.receipt, None);
        assert_eq!(clinic.count("receipt").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_same_is_told_once_and_something_else_again() {
    both(async |clinic| {
        clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let draft = in_arkansas(&clinic, &patient).await;
        let tell = || told(&clinic, &patient, draft);
        // At the same time from several tabs, again, and the next day: the same receipt.
        let (one, two, three) = tokio::join!(tell(), tell(), tell());
        clinic.pass(SignedDuration::from_hours(24));
        for again in [two, three, tell().await] {
            assert_eq!(again.receipt, one.receipt);
        }
        assert_eq!(clinic.count("receipt").await, 1);
        // Other facts; and the first ones again.
        let answer = |code: &str, revision: i64| PageSave {
            expected_revision: revision,
            ..answers("health", json!({"nitrate": [{"coding": {"code": code}}]}))
        };
        clinic.save(&patient, draft, answer("yes", 1)).await;
        let barred = tell().await.receipt.unwrap();
        assert_eq!((barred.body.kind.as_str(), barred.body.sequence), ("told-not-here", 2));
        assert_eq!(barred.body.previous, one.receipt.as_ref().map(|one| one.body.digest()));
        holds(&clinic, &barred).await;
        clinic.save(&patient, draft, answer("no", 2)).await;
        assert_eq!(tell().await.receipt, one.receipt);
        assert_eq!(clinic.count("receipt").await, 2);
        // Another pack.
        let other = rulebook(&[PROHIBITION]);
        let recalled = clinic.store.tell(&patient, draft, &other, &clinic.local()).await.unwrap();
        let recalled = recalled.receipt.unwrap();
        assert_eq!(recalled.body.pack, other.pack.digest());
        assert_eq!(recalled.body.sequence, 3);
        // Another draft, with the same facts.
        let second = in_arkansas(&clinic, &patient).await;
        let sequence = told(&clinic, &patient, second).await.receipt.unwrap().body.sequence;
        assert_eq!(sequence, 4);
    })
    .await;
}

#[tokio::test]
async fn that_nobody_here_is_licensed_there_is_told_with_a_receipt_too() {
    both(async |clinic| {
        clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        let Outlook { served, receipt, .. } = told(&clinic, &patient, draft).await;
        let receipt = receipt.unwrap();
        assert!(!served);
        assert_eq!(receipt.body.kind, "told-not-here");
        assert_eq!(receipt.grounds().unwrap().licences, Some(Vec::new()));
        holds(&clinic, &receipt).await;
    })
    .await;
}

#[tokio::test]
async fn only_its_owner_is_told_of_a_draft() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Ar).await;
        let (patient, other) = (clinic.patient().await, clinic.patient().await);
        let draft = in_arkansas(&clinic, &patient).await;
        let (store, rules, local) = (&clinic.store, &clinic.rules, clinic.local());
        for stranger in [doctor.actor, Actor::Visitor(Some(draft)), clinic.operator().await] {
            let refused = store.tell(&stranger, draft, rules, &local).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)), "{stranger:?}");
        }
        let refused = store.tell(&other, draft, rules, &local).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        let unknown = EncounterId::new(clinic.now(), [9; 10]);
        let refused = store.tell(&patient, unknown, rules, &local).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        assert_eq!(clinic.count("receipt").await, 0);

        told(&clinic, &patient, draft).await;
        for stranger in [doctor.actor, other] {
            let found = store.receipt(&stranger, draft, 1, &local).await.unwrap();
            assert_eq!(found, None, "{stranger:?}");
        }
        let operator = clinic.operator().await;
        let refused = store.receipt(&operator, draft, 1, &local).await;
        assert!(matches!(refused, Err(StoreError::Forbidden)));

        let change = clinic.change(&patient, draft).await;
        store.submit(&patient, &change).await.unwrap();
        // What was told stays with the visit: its clinician reads it in the chart.
        let chart = store.chart(&doctor.actor, draft, &local).await.unwrap().unwrap();
        assert_eq!(chart.receipts.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_draft_with_a_place_is_not_told_of() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let protocol = "first".parse().unwrap();
        let draft = clinic.store.create_draft(&patient, "", &protocol, "1").await.unwrap();
        let refused = clinic.store.tell(&patient, draft, &clinic.rules, &clinic.local()).await;
        assert!(matches!(refused, Err(StoreError::Incomplete("place"))));
    })
    .await;
}

#[tokio::test]
async fn a_place_that_is_confirmed_another_day_is_another_fact() {
    both(async |clinic| {
        clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let draft = in_arkansas(&clinic, &patient).await;
        let first = told(&clinic, &patient, draft).await.receipt;
        clinic.pass(SignedDuration::from_hours(24));
        let here = Attestation { location: UsState::Ar, on: clinic.today() };
        clinic.store.confirm_draft_location(&patient, draft, &here).await.unwrap();
        assert_ne!(told(&clinic, &patient, draft).await.receipt, first);
    })
    .await;
}

/// A visit in a state where a video visit comes first, as its draft was told.
async fn sent(clinic: &Clinic, patient: &Actor) -> (Encounter, Option<Receipt>) {
    let draft = in_arkansas(clinic, patient).await;
    let receipt = told(clinic, patient, draft).await.receipt;
    let change = clinic.change(patient, draft).await;
    (clinic.store.submit(patient, &change).await.unwrap(), receipt)
}

#[tokio::test]
async fn of_a_visit_the_same_is_told_once_and_what_other_rules_say_again() {
    both(async |clinic| {
        clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let (visit, first) = sent(&clinic, &patient).await;
        // The same facts under the same rules: what was told of the draft holds.
        assert_eq!(told(&clinic, &patient, visit.id).await.receipt, first);
        assert_eq!(clinic.count("receipt").await, 1);
        let other = rulebook(&[PROHIBITION]);
        let tell = async || {
            let told = clinic.store.tell(&patient, visit.id, &other, &clinic.local()).await;
            told.unwrap().receipt.unwrap()
        };
        let recalled = tell().await;
        assert_eq!((recalled.body.kind.as_str(), recalled.body.sequence), ("told-not-here", 2));
        assert_eq!(tell().await, recalled);
        assert_eq!(clinic.count("receipt").await, 2);
    })
    .await;
}

#[tokio::test]
async fn of_a_visit_that_a_clinician_called_for_or_that_was_held_nothing_is_told_again() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let (visit, _) = sent(&clinic, &patient).await;
        let claimed = clinic.claimed(&doctor, &visit).await;
        let called = clinic.called(&doctor, &claimed).await;
        assert_eq!(told(&clinic, &patient, visit.id).await.receipt, None);
        clinic.visited(&doctor, &called).await;
        let after = told(&clinic, &patient, visit.id).await;
        assert_eq!((after.evaluation.modality(), after.receipt), (Modality::Video, None));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_told_of_what_has_come_to_its_end() {
    both(async |clinic| {
        clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let (visit, _) = sent(&clinic, &patient).await;
        clinic.store.withdraw(&patient, &clinic.change_of(&visit)).await.unwrap();
        let refused = clinic.store.tell(&patient, visit.id, &clinic.rules, &clinic.local()).await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })));
        assert_eq!(clinic.count("receipt").await, 1);
    })
    .await;
}
