//! Photos and records.

use domain::{
    actor::Actor,
    encounter::{Answer, Encounter, Question, VerbError},
    evidence::Evidence,
    ids::{EncounterId, PhotoId},
    place::UsState,
};
use jiff::SignedDuration;
use serde_json::json;
use store::{Attestation, Change, NewPhoto, PageSave, Photo, PhotoKind, StoreError};

use crate::clinic::{Clinic, Doctor, answers, both};

/// A photo of this view, or a record, as it arrives.
pub fn photo(clinic: &Clinic, encounter: EncounterId, view: Option<&str>) -> NewPhoto {
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

/// A page that names these files.
pub fn naming(revision: i64, photos: &[PhotoId]) -> PageSave {
    let named: Vec<_> = photos.iter().map(|photo| json!({ "attachment": photo })).collect();
    PageSave { expected_revision: revision, ..answers("photos", json!({ "photo": named })) }
}

impl Clinic {
    async fn sent(&self, patient: &Actor, encounter: EncounterId, view: Option<&str>) -> PhotoId {
        self.pass(SignedDuration::from_secs(1));
        self.store.add_photo(patient, &photo(self, encounter, view)).await.unwrap()
    }

    /// What stands in the encounter, as its patient sees it.
    async fn standing(&self, patient: &Actor, encounter: EncounterId) -> Vec<PhotoId> {
        let intake = self.store.intake(patient, encounter).await.unwrap().unwrap();
        intake.photos.iter().map(|photo: &Photo| photo.id).collect()
    }

    /// The patient is asked for a photo of the crown again.
    async fn asked(&self, doctor: &Doctor, claimed: &Encounter) -> Encounter {
        let again = vec![Question::Photo { view: "crown".into(), text: String::new() }];
        let held = self.holding(claimed);
        self.store
            .request_information(&doctor.actor, &held, again, &self.rules, &self.local())
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_photo_stands_once_a_page_names_it_and_replaces_the_earlier_one_of_its_view() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let first = clinic.sent(&patient, draft, Some("crown")).await;
        assert_eq!(clinic.standing(&patient, draft).await, [], "sent, and named by nothing yet");
        clinic.save(&patient, draft, naming(0, &[first])).await;
        assert_eq!(clinic.standing(&patient, draft).await, [first]);
        let second = clinic.sent(&patient, draft, Some("crown")).await;
        assert_eq!(clinic.standing(&patient, draft).await, [first], "until the page is saved");
        clinic.save(&patient, draft, naming(1, &[second])).await;
        let record = clinic.sent(&patient, draft, None).await;
        clinic.save(&patient, draft, naming(2, &[second, record])).await;
        assert_eq!(clinic.standing(&patient, draft).await, [second, record]);
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let local = clinic.local();
        let chart = store.chart(&patient, submitted.id, &local).await.unwrap().unwrap();
        assert_eq!(chart.photos.len(), 3);
        let on = clinic.today();
        let expected = [Evidence::Photo { on, view: "crown".into() }, Evidence::Record { on }];
        assert_eq!(chart.record.evidence, expected);
        let earlier = store.photo(&patient, first, &local).await.unwrap().unwrap();
        assert!(earlier.replaced_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_refused_leaves_what_stood() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let first = clinic.sent(&patient, draft, Some("crown")).await;
        clinic.save(&patient, draft, naming(0, &[first])).await;
        let second = clinic.sent(&patient, draft, Some("crown")).await;
        let stale = store.save_page(&patient, draft, &naming(0, &[second])).await;
        assert!(matches!(stale, Err(StoreError::StalePage { current: 1 })));
        assert_eq!(clinic.standing(&patient, draft).await, [first]);
        let other = clinic.patient().await;
        let elsewhere = clinic.draft(&other).await;
        let foreign = clinic.sent(&other, elsewhere, Some("crown")).await;
        let unknown = PhotoId::new(clinic.now(), [4; 10]);
        for wrong in [foreign, unknown] {
            let refused = store.save_page(&patient, draft, &naming(1, &[second, wrong])).await;
            assert!(matches!(refused, Err(StoreError::Incomplete("photo"))));
        }
        assert_eq!(clinic.standing(&patient, draft).await, [first]);
        let intake = store.intake(&patient, draft).await.unwrap().unwrap();
        assert_eq!(intake.page("photos").unwrap().revision, 1, "nothing is half-written");
        // The same save again, as after an answer that was lost.
        clinic.save(&patient, draft, naming(1, &[second])).await;
        clinic.save(&patient, draft, naming(1, &[second])).await;
        assert_eq!(clinic.standing(&patient, draft).await, [second]);
        let replaced = store.save_page(&patient, draft, &naming(2, &[first])).await;
        assert!(matches!(replaced, Err(StoreError::Incomplete("photo"))), "it does not come back");
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
        let id = clinic.sent(&patient, draft, Some("crown")).await;
        let unnamed = clinic.sent(&patient, draft, Some("crown")).await;
        clinic.save(&patient, draft, naming(0, &[id])).await;
        assert!(store.photo(&doctor.actor, id, &local).await.unwrap().is_none());
        let change = clinic.change(&patient, draft).await;
        store.submit(&patient, &change).await.unwrap();
        assert!(store.photo(&doctor.actor, id, &local).await.unwrap().is_some());
        assert!(store.photo(&doctor.actor, unnamed, &local).await.unwrap().is_none());
        assert!(store.photo(&patient, unnamed, &local).await.unwrap().is_some());
        let refused = store.photo(&elsewhere.actor, id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));
        let operator = clinic.operator().await;
        assert!(matches!(store.photo(&operator, id, &local).await, Err(StoreError::Forbidden)));
        for actor in [clinic.patient().await, Actor::Visitor(None)] {
            assert!(store.photo(&actor, id, &local).await.unwrap().is_none());
            assert!(store.photo(&actor, unnamed, &local).await.unwrap().is_none());
            let forged = store.add_photo(&actor, &photo(&clinic, draft, None)).await;
            assert!(matches!(forged, Err(StoreError::NotFound)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_that_names_a_file_no_more_takes_it_away_also_after_submitting() {
    both(async |clinic| {
        let (store, local, patient) = (&clinic.store, clinic.local(), clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let mut sent = Vec::new();
        for _ in 0..3 {
            sent.push(clinic.sent(&patient, draft, None).await);
        }
        clinic.save(&patient, draft, naming(0, &sent)).await;
        clinic.save(&patient, draft, naming(1, &sent[1..])).await;
        assert_eq!(clinic.standing(&patient, draft).await, sent[1..]);
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let change = clinic.change_of(&submitted);
        let amended = store.amend(&patient, &change, &naming(2, &sent[2..])).await.unwrap();
        assert_eq!(amended.version, submitted.version + 1);
        assert_eq!(clinic.standing(&patient, draft).await, sent[2..]);
        let removed = store.photo(&patient, sent[0], &local).await.unwrap().unwrap();
        assert!(removed.replaced_at.is_some(), "it stays on record");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_nothing_names_can_be_discarded() {
    both(async |clinic| {
        let (store, local, patient) = (&clinic.store, clinic.local(), clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let kept = clinic.sent(&patient, draft, None).await;
        let gone = clinic.sent(&patient, draft, None).await;
        clinic.save(&patient, draft, naming(0, &[kept])).await;
        let other = clinic.patient().await;
        for actor in [&other, &Actor::Visitor(None)] {
            let forged = store.discard_photo(actor, gone).await;
            assert!(matches!(forged, Err(StoreError::NotFound)));
        }
        store.discard_photo(&patient, gone).await.unwrap();
        assert!(store.photo(&patient, gone, &local).await.unwrap().is_none());
        for again in [gone, kept] {
            let refused = store.discard_photo(&patient, again).await;
            assert!(matches!(refused, Err(StoreError::NotFound)));
        }
        let named = store.save_page(&patient, draft, &naming(1, &[kept, gone])).await;
        assert!(matches!(named, Err(StoreError::Incomplete("photo"))));
        assert_eq!(clinic.standing(&patient, draft).await, [kept]);
    })
    .await;
}

#[tokio::test]
async fn what_nothing_named_for_a_week_is_shut_and_forgotten_once_its_file_is_deleted() {
    both(async |clinic| {
        let (store, local, patient) = (&clinic.store, clinic.local(), clinic.patient().await);
        let draft = clinic.draft(&patient).await;
        let named = clinic.sent(&patient, draft, Some("crown")).await;
        clinic.save(&patient, draft, naming(0, &[named])).await;
        let late = clinic.sent(&patient, draft, None).await;
        clinic.pass(SignedDuration::from_hours(7 * 24 - 1));
        let new = clinic.sent(&patient, draft, None).await;
        let discarded = clinic.sent(&patient, draft, None).await;
        store.discard_photo(&patient, discarded).await.unwrap();
        let shut = async || {
            let shut = store.shut_photos().await.unwrap();
            shut.into_iter().map(|photo| photo.id).collect::<Vec<_>>()
        };
        assert_eq!(shut().await, [discarded]);
        assert!(!store.forget_photo(late).await.unwrap(), "it is not shut yet");
        clinic.pass(SignedDuration::from_hours(1));
        assert_eq!(shut().await, [late, discarded]);

        // Nothing names it any more, though its file may still be there.
        let refused = store.save_page(&patient, draft, &naming(1, &[named, late])).await;
        assert!(matches!(refused, Err(StoreError::Incomplete("photo"))));
        assert!(store.photo(&patient, late, &local).await.unwrap().is_none());
        assert!(store.forget_photo(late).await.unwrap());
        assert!(!store.forget_photo(late).await.unwrap());
        assert!(!store.forget_photo(named).await.unwrap());
        assert_eq!(shut().await, [discarded], "until it is forgotten");
        clinic.save(&patient, draft, naming(1, &[named, new])).await;
        assert_eq!(clinic.standing(&patient, draft).await, [named, new]);
    })
    .await;
}

#[tokio::test]
async fn a_photo_that_answers_stands_with_the_answer_and_not_before() {
    both(async |clinic| {
        let (store, patient) = (&clinic.store, clinic.patient().await);
        let doctor = clinic.doctor(UsState::Tx).await;
        let draft = clinic.draft(&patient).await;
        let first = clinic.sent(&patient, draft, Some("crown")).await;
        let side = clinic.sent(&patient, draft, Some("side")).await;
        clinic.save(&patient, draft, naming(0, &[first, side])).await;
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let asked = clinic.asked(&doctor, &clinic.claimed(&doctor, &submitted).await).await;
        let sent = clinic.sent(&patient, asked.id, Some("crown")).await;
        let other_view = clinic.sent(&patient, asked.id, Some("side")).await;
        assert_eq!(clinic.version(&patient, asked.id).await, asked.version);
        let here = Attestation { location: UsState::Tx, on: clinic.today() };
        let change = Change { letter: None, ..clinic.change_of(&asked) };
        let unknown = PhotoId::new(clinic.now(), [4; 10]);
        for wrong in [unknown, first, other_view] {
            let wrong = vec![Answer::Photo { photo: wrong }];
            let refused = store.respond(&patient, &change, wrong, &here).await;
            assert!(matches!(refused, Err(StoreError::Incomplete("photo"))));
            assert_eq!(clinic.standing(&patient, asked.id).await, [first, side]);
        }
        let late = Change { version: asked.version - 1, ..change.clone() };
        let answer = vec![Answer::Photo { photo: sent }];
        let refused = store.respond(&patient, &late, answer.clone(), &here).await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })));
        assert_eq!(clinic.standing(&patient, asked.id).await, [first, side]);
        let done = store.respond(&patient, &change, answer, &here).await.unwrap();
        assert_eq!(clinic.standing(&patient, asked.id).await, [side, sent]);
        let withdrawn = store.withdraw(&patient, &clinic.change_of(&done)).await.unwrap();
        let late = store.add_photo(&patient, &photo(&clinic, withdrawn.id, None)).await;
        assert!(matches!(late, Err(StoreError::Verb(VerbError::WrongState { .. }))));
    })
    .await;
}
