//! Drafts, pages, consents, submission.

use domain::{actor::Actor, encounter::StateName, medication::ProtocolId, place::UsState};
use serde_json::json;
use store::{
    Change, Constraint, KeptQuestionnaires, NewPublication, PageSave, StoreError, Upgrade,
};

use crate::{
    clinic::{Clinic, answers, both, order, profile},
    pack::{PROHIBITION, QUESTIONNAIRE, asking, files, read},
};

#[tokio::test]
async fn a_page_keeps_every_revision_and_refuses_a_stale_one() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let id = store.create_draft(&patient, "", &"first".parse().unwrap(), "1").await.unwrap();
        let first = answers("health", json!({"nitrate": [{"coding": {"code": "no"}}]}));
        assert_eq!(clinic.save(&patient, id, first.clone()).await, 1);
        // A retry of the same save is the same save.
        assert_eq!(clinic.save(&patient, id, first.clone()).await, 1);
        let second = PageSave { expected_revision: 1, answers: json!({}), ..first.clone() };
        assert_eq!(clinic.save(&patient, id, second).await, 2);
        let stale = PageSave {
            answers: json!({"nitrate": [{"coding": {"code": "yes"}}]}),
            expected_revision: 1,
            ..first.clone()
        };
        let refused = store.save_page(&patient, id, &stale).await;
        assert!(matches!(refused, Err(StoreError::StalePage { current: 2 })));
        let ahead = PageSave { expected_revision: 9, ..first };
        let refused = store.save_page(&patient, id, &ahead).await;
        assert!(matches!(refused, Err(StoreError::StalePage { current: 2 })));
        let intake = store.intake(&patient, id).await.unwrap().unwrap();
        assert_eq!(intake.page("health").unwrap().revision, 2);
        assert_eq!(clinic.count("encounter_page").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_question_page_holds_answers_and_nothing_else() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let protocol = "first".parse().unwrap();
        let id = clinic.store.create_draft(&patient, "", &protocol, "1").await.unwrap();
        let wrong = answers("health", json!({"nitrate": "no"}));
        let refused = clinic.store.save_page(&patient, id, &wrong).await;
        assert!(matches!(refused, Err(StoreError::Incomplete(_))));
        let about = answers("about", json!({"anything": "goes"}));
        assert_eq!(clinic.save(&patient, id, about).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_its_owners_alone() {
    both(async |clinic| {
        let store = &clinic.store;
        let (patient, other) = (clinic.patient().await, clinic.patient().await);
        let doctor = clinic.doctor(UsState::Tx).await;
        let id = clinic.draft(&patient).await;
        let save = answers("about", json!({}));
        for actor in [&other, &Actor::Visitor(Some(id)), &Actor::Visitor(None)] {
            assert!(store.intake(actor, id).await.unwrap().is_none());
            let saved = store.save_page(actor, id, &save).await;
            assert!(matches!(saved, Err(StoreError::NotFound)));
        }
        let operator = clinic.operator().await;
        for actor in [&doctor.actor, &operator, &Actor::System] {
            assert!(matches!(store.intake(actor, id).await, Err(StoreError::Forbidden)));
            let saved = store.save_page(actor, id, &save).await;
            assert!(matches!(saved, Err(StoreError::Forbidden)));
            let protocol = "first".parse().unwrap();
            let made = store.create_draft(actor, "", &protocol, "1").await;
            assert!(matches!(made, Err(StoreError::Forbidden)));
        }
        // A clinician does not see drafts, wherever they are licensed.
        let chart = store.chart(&doctor.actor, id, &clinic.local()).await.unwrap();
        assert!(chart.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_visitor_goes_on_with_the_draft_of_their_session() {
    both(async |clinic| {
        let store = &clinic.store;
        store.create_session("s").await.unwrap();
        let protocol = "first".parse().unwrap();
        let id = store.create_draft(&Actor::Visitor(None), "s", &protocol, "1").await.unwrap();
        let visitor = Actor::Visitor(Some(id));
        clinic.save(&visitor, id, clinic.place(UsState::Ar)).await;
        let intake = store.intake(&visitor, id).await.unwrap().unwrap();
        assert_eq!(intake.location, Some(UsState::Ar));
        assert_eq!(intake.birth_date, Some(profile().birth_date));
        assert_eq!(intake.patient, None);
        store.discard_draft(&visitor, id).await.unwrap();
        let again = store.discard_draft(&visitor, id).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn submitting_twice_makes_one_encounter() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let change = clinic.change(&patient, id).await;
        let first = store.submit(&patient, &change).await.unwrap();
        assert_eq!(first.state.name(), StateName::AwaitingReview);
        assert_eq!(store.submit(&patient, &change).await.unwrap(), first);
        let from_another_tab = Change { command: clinic.command(), ..change.clone() };
        assert_eq!(store.submit(&patient, &from_another_tab).await.unwrap(), first);
        let reloaded = clinic.change(&patient, id).await;
        assert_eq!(store.submit(&patient, &reloaded).await.unwrap(), first);
        assert_eq!((clinic.count("event").await, clinic.count("mail").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_draft_without_place_or_profile_is_not_submitted() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let id = store.create_draft(&patient, "", &"first".parse().unwrap(), "1").await.unwrap();
        let change = clinic.change(&patient, id).await;
        let refused = store.submit(&patient, &change).await;
        assert!(matches!(refused, Err(StoreError::Incomplete("place"))));
        let address = "new@example.org".parse().unwrap();
        let new = store.find_or_create_patient(&address).await.unwrap().unwrap().actor();
        let id = store.create_draft(&new, "", &"first".parse().unwrap(), "1").await.unwrap();
        clinic.save(&new, id, clinic.place(UsState::Tx)).await;
        let change = clinic.change(&new, id).await;
        let refused = store.submit(&new, &change).await;
        assert!(matches!(refused, Err(StoreError::Incomplete("profile"))));
        assert_eq!(clinic.count("event").await, 0);
    })
    .await;
}

#[tokio::test]
async fn answers_that_were_saved_after_the_check_are_not_submitted() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let change = clinic.change(&patient, id).await;
        clinic.save(&patient, id, answers("about", json!({}))).await;
        let refused = clinic.store.submit(&patient, &change).await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_patient_has_one_open_encounter_of_a_protocol() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let first = clinic.submitted(&patient).await;
        let id = clinic.draft(&patient).await;
        let change = clinic.change(&patient, id).await;
        let refused = store.submit(&patient, &change).await;
        assert!(matches!(refused, Err(StoreError::Duplicate(Constraint::OpenEncounter))));
        let withdraw = clinic.change_of(&first);
        store.withdraw(&patient, &withdraw).await.unwrap();
        store.submit(&patient, &change).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_red_flag_that_was_taken_back_makes_it_urgent() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let flagged = PageSave { red_flag: true, ..answers("about", json!({"pain": "yes"})) };
        clinic.save(&patient, id, flagged).await;
        let taken_back =
            PageSave { expected_revision: 1, ..answers("about", json!({"pain": "no"})) };
        clinic.save(&patient, id, taken_back).await;
        assert!(clinic.store.intake(&patient, id).await.unwrap().unwrap().had_red_flag);
        let change = clinic.change(&patient, id).await;
        let submitted = clinic.store.submit(&patient, &change).await.unwrap();
        assert!(submitted.state.waiting().unwrap().urgent);
    })
    .await;
}

#[tokio::test]
async fn a_submitted_encounter_is_no_longer_saved_as_a_draft() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        let save = answers("about", json!({}));
        let refused = clinic.store.save_page(&patient, submitted.id, &save).await;
        assert!(matches!(refused, Err(StoreError::Verb(_))));
        let upgrade = Upgrade { from: "1".into(), to: "2".into(), pages: Vec::new() };
        let refused = clinic.store.upgrade_questionnaire(&patient, submitted.id, &upgrade).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        let refused = clinic.store.discard_draft(&patient, submitted.id).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_consent_is_signed_once() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let consents = store.intake(&patient, id).await.unwrap().unwrap().consents;
        let first = store.sign_consent(&patient, id, &consents[0]).await.unwrap();
        assert_eq!(store.sign_consent(&patient, id, &consents[0]).await.unwrap(), first);
        let other = clinic.patient().await;
        let forged = store.sign_consent(&other, id, &consents[0]).await;
        assert!(matches!(forged, Err(StoreError::NotFound)));
        let visitor = store.sign_consent(&Actor::Visitor(Some(id)), id, &consents[0]).await;
        assert!(matches!(visitor, Err(StoreError::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn a_command_id_stands_for_one_thing() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        let withdraw = clinic.change_of(&submitted);
        let withdrawn = store.withdraw(&patient, &withdraw).await.unwrap();
        let other = clinic.draft(&patient).await;
        let version = clinic.version(&patient, other).await;
        let reused = Change { encounter: other, version, ..withdraw.clone() };
        let refused = store.submit(&patient, &reused).await;
        assert!(matches!(refused, Err(StoreError::CommandReused)));
        let longer = Change { letter: None, ..withdraw.clone() };
        assert_eq!(store.withdraw(&patient, &longer).await.unwrap(), withdrawn);
        assert_eq!(clinic.count("mail").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_taken_over_to_another_questionnaire_once_and_keeps_every_revision() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let pages = vec![
            ("medicines".to_owned(), json!({})),
            ("moved".to_owned(), json!({"typed": [{"text": "Metformin"}]})),
        ];
        let upgrade = Upgrade { from: "1".into(), to: "2".into(), pages };
        let other = clinic.patient().await;
        let forged = store.upgrade_questionnaire(&other, id, &upgrade).await;
        assert!(matches!(forged, Err(StoreError::NotFound)));
        store.upgrade_questionnaire(&patient, id, &upgrade).await.unwrap();
        store.upgrade_questionnaire(&patient, id, &upgrade).await.unwrap();
        let intake = store.intake(&patient, id).await.unwrap().unwrap();
        assert_eq!(intake.questionnaire_version, "2");
        let revision = |page: &str| intake.page(page).map(|page| page.revision);
        assert_eq!((revision("health"), revision("medicines")), (Some(1), Some(2)));
        assert_eq!(revision("moved"), Some(1));
        assert_eq!(intake.response().unwrap().get("typed").len(), 1);
        assert_eq!(clinic.count("encounter_page").await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_questionnaire_is_kept_as_it_read() {
    both(async |clinic| {
        let store = &clinic.store;
        let protocol: ProtocolId = "first".parse().unwrap();
        let first = clinic.rules.pack.protocol(&protocol).unwrap().questionnaire.clone();
        assert_eq!(store.questionnaire(&protocol, "1").await.unwrap(), None);
        clinic.ship(&files(QUESTIONNAIRE, &[])).await.unwrap();
        assert_eq!(store.questionnaire(&protocol, "1").await.unwrap(), Some(first.clone()));
        // Other questions under the same version would be read as if they had been asked.
        let other = QUESTIONNAIRE.replace(r#""linkId": "nitrate""#, r#""linkId": "nitrates""#);
        let (pack, operator) = (read(&files(&other, &[])), clinic.operator().await);
        store.keep_pack(&operator, &pack, &files(&other, &[])).await.unwrap();
        let new = NewPublication { effective_at: clinic.now(), note: String::new() };
        let refused = store.publish_pack(&operator, &pack, &new).await;
        assert!(matches!(refused, Err(StoreError::QuestionnaireReused { .. })), "{refused:?}");
        // The program's own pack stays a draft then, and the clinic goes on.
        clinic.ship(&files(&other, &[PROHIBITION])).await.unwrap();
        assert_eq!(clinic.count("publication").await, 1);
        assert_eq!(store.questionnaire(&protocol, "1").await.unwrap(), Some(first));
        assert_eq!(store.questionnaire(&protocol, "2").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_was_submitted_is_read_with_the_questionnaire_that_was_answered() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let protocol: ProtocolId = "first".parse().unwrap();
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let shown = clinic.held(&doctor, &claimed).await;

        // The clinic goes on with another, which asks under another name.
        let asked = QUESTIONNAIRE
            .replace(r#""version": "1""#, r#""version": "2""#)
            .replace(r#""linkId": "nitrate""#, r#""linkId": "nitrates""#);
        let mut newer = asking(&asked, &[]);
        let chart = store.chart(&doctor.actor, claimed.id, &local).await.unwrap().unwrap();
        let dates = local(chart.record.location);
        let unlearnt = newer.evaluate(&chart.record, Some(&chart.licences), &dates);
        assert!(matches!(unlearnt, Err(StoreError::UnknownQuestionnaire)));
        // Where it was never kept, the one in force is all there is: its question is open.
        let unkept = store.prescribe(&doctor.actor, &shown, &order(), &newer, &local).await;
        assert!(matches!(unkept, Err(StoreError::RulesChanged { .. })));

        clinic.ship(&files(QUESTIONNAIRE, &[])).await.unwrap();
        clinic.ship(&files(&asked, &[])).await.unwrap();
        newer.kept = KeptQuestionnaires::default();
        store.learn_questionnaire(&newer, &protocol, "1").await.unwrap();
        let clinic = Clinic { rules: newer, ..clinic.clone() };
        let held = clinic.held(&doctor, &claimed).await;
        let done = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
        assert_eq!(done.unwrap().state.name(), StateName::Prescribed);
    })
    .await;
}
