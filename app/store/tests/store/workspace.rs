//! What the clinician's pages stand on: lists with their audit, the past of a patient,
//! a claim without a licence, and the open tab that keeps a claim.

use domain::{
    actor::Actor,
    encounter::{StateName, VisitDemand},
    ids::EncounterId,
    licence::LicenceStatus,
    people::SexAtBirth,
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use serde_json::json;
use store::{OwnClaim, PageSave, SessionState, StoreError, VisitHeld, WorklistRow};

use crate::clinic::{Clinic, account, answers, both};

/// How often the trail of an encounter has this line.
async fn lines(clinic: &Clinic, encounter: EncounterId, action: &str) -> usize {
    let operator = clinic.operator().await;
    let trail = clinic.store.audit_trail(&operator, encounter).await.unwrap();
    trail.iter().filter(|line| line.action == action).count()
}

#[tokio::test]
async fn a_claim_can_be_found_and_given_back_without_a_licence() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let colleague = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        let refused = store.chart(&doctor.actor, claimed.id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));

        let held = clinic.holding(&claimed);
        let expected = OwnClaim { version: claimed.version, lease: held.lease };
        assert_eq!(store.own_claim(&doctor.actor, claimed.id).await.unwrap(), Some(expected));
        assert_eq!(lines(&clinic, claimed.id, "read-own-claim").await, 1);
        // One that ran out can still be given back; a colleague has none to give.
        clinic.pass(SignedDuration::from_mins(20));
        assert_eq!(store.own_claim(&doctor.actor, claimed.id).await.unwrap(), Some(expected));
        assert_eq!(store.own_claim(&colleague.actor, claimed.id).await.unwrap(), None);
        let unknown = EncounterId::new(clinic.now(), [3; 10]);
        assert_eq!(store.own_claim(&doctor.actor, unknown).await.unwrap(), None);
        for actor in [patient, Actor::System, Actor::Visitor(None)] {
            let refused = store.own_claim(&actor, claimed.id).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
        let back = store.release(&doctor.actor, &held).await.unwrap();
        assert_eq!(back.state.name(), StateName::AwaitingReview);
        assert_eq!(store.own_claim(&doctor.actor, claimed.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_open_tab_that_keeps_a_claim_does_not_keep_the_session() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        store.create_session("before").await.unwrap();
        assert!(store.sign_in("before", "session", account(&doctor.actor)).await.unwrap());
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.holding(&claimed);
        for _ in 0..5 {
            clinic.pass(SignedDuration::from_mins(5));
            let state = store.peek_session("session").await.unwrap();
            let SessionState::Live(session) = state else { panic!("{state:?}") };
            store.renew(&session.actor(), claimed.id, held.lease, &local).await.unwrap();
        }
        clinic.pass(SignedDuration::from_mins(5));
        for state in [store.peek_session("session").await, store.session("session").await] {
            assert!(matches!(state.unwrap(), SessionState::Ended { account: Some(_), .. }));
        }
        // Somebody who asks for a page is there, and stays signed in.
        store.create_session("again").await.unwrap();
        assert!(store.sign_in("again", "working", account(&doctor.actor)).await.unwrap());
        for _ in 0..3 {
            clinic.pass(SignedDuration::from_mins(20));
            assert!(matches!(store.session("working").await.unwrap(), SessionState::Live(_)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_of_the_queue_says_who_waits_and_puts_each_on_record() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let first = clinic.submitted(&clinic.patient().await).await;
        clinic.pass(SignedDuration::from_mins(1));
        let second = clinic.submitted(&clinic.patient().await).await;
        let queue = store.queue(&doctor.actor, 1, 0, &local).await.unwrap();
        assert_eq!((queue.rows.len(), queue.total, queue.licences.len()), (1, 2, 1));
        let row = &queue.rows[0];
        assert_eq!((row.encounter, row.record.sex_at_birth), (first.id, Some(SexAtBirth::Male)));
        assert!(row.record.birth_date.is_some());
        // What the row shows is what the chart will: the same record.
        let chart = store.chart(&doctor.actor, first.id, &local).await.unwrap().unwrap();
        assert_eq!(row.record, chart.record);
        assert_eq!(lines(&clinic, first.id, "list-in-queue").await, 1);
        assert_eq!(lines(&clinic, second.id, "list-in-queue").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_worklist_says_whose_prescription_it_is_and_puts_each_on_record() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let older = clinic.prescribed(&clinic.patient().await, &doctor).await;
        clinic.pass(SignedDuration::from_mins(1));
        let newer = clinic.prescribed(&clinic.patient().await, &doctor).await;
        let rows = store.worklist(&doctor.actor, &local).await.unwrap().to_send;
        let order: Vec<EncounterId> = rows.iter().map(|row| row.encounter).collect();
        assert_eq!(order, [older.id, newer.id]);
        assert_eq!(rows[0].birth_date.to_string(), "1980-02-29");
        assert_eq!(rows[0].response.get("typed").len(), 1);
        assert_eq!(lines(&clinic, older.id, "list-in-worklist").await, 1);
        store.send_prescription(&doctor.actor, &clinic.change_of(&older), &local).await.unwrap();
        let worklist = store.worklist(&doctor.actor, &local).await.unwrap();
        let ids = |rows: &[WorklistRow]| rows.iter().map(|row| row.encounter).collect::<Vec<_>>();
        assert_eq!(ids(&worklist.to_send), [newer.id]);
        assert_eq!(ids(&worklist.sent), [older.id]);
        store.send_prescription(&doctor.actor, &clinic.change_of(&newer), &local).await.unwrap();
        let worklist = store.worklist(&doctor.actor, &local).await.unwrap();
        assert_eq!(ids(&worklist.to_send), []);
        assert_eq!(ids(&worklist.sent), [newer.id, older.id], "the newest first");
    })
    .await;
}

#[tokio::test]
async fn the_worklist_holds_visits_until_they_are_held_for_who_is_licensed_there() {
    both(async |clinic| {
        let (store, local, rules) = (&clinic.store, clinic.local(), &clinic.rules);
        let (doctor, elsewhere) =
            (clinic.doctor(UsState::Tx).await, clinic.doctor(UsState::Ar).await);
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let demand = VisitDemand { modality: Modality::Video, reason: "To look.".into() };
        let called = store.require_visit(&doctor.actor, &held, demand.clone(), rules, &local);
        let called = called.await.unwrap();
        let worklist = store.worklist(&doctor.actor, &local).await.unwrap();
        let [row] = worklist.to_hold.as_slice() else { panic!("{:?}", worklist.to_hold) };
        assert_eq!(
            (row.encounter, row.location, row.since),
            (called.id, UsState::Tx, clinic.now())
        );
        assert_eq!((&row.demand, row.urgent), (&demand, false));
        assert_eq!(row.patient.as_str(), "Pat Patient");
        assert_eq!(lines(&clinic, called.id, "list-in-worklist").await, 1);
        let nothing = store.worklist(&elsewhere.actor, &local).await.unwrap();
        assert_eq!(nothing.encounters().count(), 0);

        let (at, on) = (clinic.now(), clinic.today());
        let visit = VisitHeld { modality: Modality::Video, at, on, note: "Seen.".into() };
        let change = clinic.change_of(&called);
        store.complete_visit(&doctor.actor, &change, &visit, &local).await.unwrap();
        let worklist = store.worklist(&doctor.actor, &local).await.unwrap();
        assert_eq!(worklist.to_hold.len(), 0);
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        assert_eq!(store.worklist(&doctor.actor, &local).await.unwrap().encounters().count(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_chart_tells_what_this_clinic_did_for_the_patient_before() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let before = clinic.prescribed(&patient, &doctor).await;
        clinic.prescribed(&clinic.patient().await, &doctor).await;
        clinic.pass(SignedDuration::from_hours(24));
        let draft = clinic.draft(&patient).await;
        let chart = store.chart(&doctor.actor, before.id, &local).await.unwrap().unwrap();
        assert!(chart.earlier.is_empty(), "a draft is nobody's but the patient's");
        let change = clinic.change(&patient, draft).await;
        let now = store.submit(&patient, &change).await.unwrap();
        let chart = store.chart(&doctor.actor, now.id, &local).await.unwrap().unwrap();
        assert_eq!(chart.earlier.len(), 1);
        let earlier = &chart.earlier[0];
        assert_eq!(earlier.encounter, before);
        assert_eq!(earlier.determinations.len(), 1);
        assert_eq!(lines(&clinic, before.id, "read-in-chart").await, 1);
        let own = store.chart(&patient, now.id, &local).await.unwrap().unwrap();
        assert!(own.earlier.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_first_answer_that_raised_a_red_flag_stays_in_the_chart() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        let yes = json!({"pain": [{"coding": {"code": "yes"}}]});
        let flag = PageSave { red_flag: true, ..answers("symptoms", yes.clone()) };
        clinic.save(&patient, draft, flag).await;
        let no = json!({"pain": [{"coding": {"code": "no"}}]});
        let back = PageSave { expected_revision: 1, ..answers("symptoms", no) };
        clinic.save(&patient, draft, back).await;
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let chart = store.chart(&doctor.actor, submitted.id, &local).await.unwrap().unwrap();
        assert!(chart.had_red_flag);
        let first = chart.pages.iter().find(|page| page.page == "symptoms").unwrap();
        assert_eq!((first.revision, &first.answers), (1, &yes));
    })
    .await;
}
