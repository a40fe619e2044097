//! Photos and records.

use domain::{
    actor::Actor,
    encounter::{Answer, Question, VerbError},
    evidence::Evidence,
    ids::EncounterId,
    place::UsState,
};
use jiff::SignedDuration;
use store::{Attestation, NewPhoto, PhotoKind, StoreError};

use crate::clinic::{Clinic, both};

fn photo(clinic: &Clinic, encounter: EncounterId, view: Option<&str>) -> NewPhoto {
    NewPhoto {
        encounter,
        kind: if view.is_some() { PhotoKind::Photo } else { PhotoKind::Record },
        view: view.map(str::to_owned),
        object_key: clinic.command().to_string(),
        media_type: "image/jpeg".into(),
        bytes: 1000,
        width: 10,
        height: 20,
        sha256: "00".into(),
        on: clinic.today(),
    }
}

#[tokio::test]
async fn a_later_photo_of_a_view_replaces_the_earlier_one() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let first = store.add_photo(&patient, &photo(&clinic, draft, Some("crown"))).await.unwrap();
        clinic.pass(SignedDuration::from_secs(1));
        let second =
            store.add_photo(&patient, &photo(&clinic, draft, Some("crown"))).await.unwrap();
        clinic.pass(SignedDuration::from_secs(1));
        let record = store.add_photo(&patient, &photo(&clinic, draft, None)).await.unwrap();
        let photos = store.intake(&patient, draft).await.unwrap().unwrap().photos;
        assert_eq!(photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [second, record]);
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let local = clinic.local();
        let chart = store.chart(&patient, submitted.id, &local).await.unwrap().unwrap();
        assert_eq!(chart.photos.len(), 3);
        let on = clinic.today();
        let expected = [Evidence::Photo { on, view: "crown".into() }, Evidence::Record { on }];
        assert_eq!(chart.record.evidence, expected);
        assert!(store.photo(&patient, first, &local).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_photo_is_seen_by_who_may_see_its_encounter() {
    both(async |clinic| {
        let (store, local, patient) = (&clinic.store, clinic.local(), clinic.patient().await);
        let doctor = clinic.doctor(UsState::Tx).await;
        let elsewhere = clinic.doctor(UsState::Ar).await;
        let draft = clinic.draft(&patient).await;
        let id = store.add_photo(&patient, &photo(&clinic, draft, Some("crown"))).await.unwrap();
        assert!(store.photo(&doctor.actor, id, &local).await.unwrap().is_none());
        let change = clinic.change(&patient, draft).await;
        store.submit(&patient, &change).await.unwrap();
        assert!(store.photo(&doctor.actor, id, &local).await.unwrap().is_some());
        let refused = store.photo(&elsewhere.actor, id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));
        let operator = clinic.operator().await;
        assert!(matches!(store.photo(&operator, id, &local).await, Err(StoreError::Forbidden)));
        for actor in [clinic.patient().await, Actor::Visitor(None)] {
            assert!(store.photo(&actor, id, &local).await.unwrap().is_none());
            let forged = store.add_photo(&actor, &photo(&clinic, draft, None)).await;
            assert!(matches!(forged, Err(StoreError::NotFound)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_photo_can_be_removed_from_a_draft_only() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let gone = store.add_photo(&patient, &photo(&clinic, draft, None)).await.unwrap();
        let kept = store.add_photo(&patient, &photo(&clinic, draft, None)).await.unwrap();
        let other = clinic.patient().await;
        let forged = store.remove_photo(&other, gone).await;
        assert!(matches!(forged, Err(StoreError::NotFound)));
        store.remove_photo(&patient, gone).await.unwrap();
        assert!(matches!(store.remove_photo(&patient, gone).await, Err(StoreError::NotFound)));
        let photos = store.intake(&patient, draft).await.unwrap().unwrap().photos;
        assert_eq!(photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [kept]);
        let change = clinic.change(&patient, draft).await;
        store.submit(&patient, &change).await.unwrap();
        assert!(matches!(store.remove_photo(&patient, kept).await, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_photo_sent_under_review_moves_the_version() {
    both(async |clinic| {
        let (store, local, patient) = (&clinic.store, clinic.local(), clinic.patient().await);
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        store.add_photo(&patient, &photo(&clinic, claimed.id, Some("crown"))).await.unwrap();
        assert_eq!(clinic.version(&patient, claimed.id).await, claimed.version + 1);
        // When a photo was asked for, the answer moves it instead.
        let version = claimed.version + 1;
        let held = clinic.holding(&domain::encounter::Encounter { version, ..claimed });
        let again = Question::Photo { view: "crown".into(), text: String::new() };
        let asked =
            store.request_information(&doctor.actor, &held, vec![again], &local).await.unwrap();
        let new = photo(&clinic, asked.id, Some("crown"));
        let sent = store.add_photo(&patient, &new).await.unwrap();
        let here = Attestation { location: UsState::Tx, on: clinic.today() };
        let change = clinic.change_of(&asked);
        let foreign = domain::ids::PhotoId::new(clinic.now(), [4; 10]);
        let foreign = vec![Answer::Photo { photo: foreign }];
        let refused = store.respond(&patient, &change, foreign, &here).await;
        assert!(matches!(refused, Err(StoreError::Incomplete("photo"))));
        let answers = vec![Answer::Photo { photo: sent }];
        let done = store.respond(&patient, &change, answers, &here).await.unwrap();
        let withdrawn = store.withdraw(&patient, &clinic.change_of(&done)).await.unwrap();
        let late = store.add_photo(&patient, &photo(&clinic, withdrawn.id, None)).await;
        assert!(matches!(late, Err(StoreError::Verb(VerbError::WrongState { .. }))));
    })
    .await;
}
