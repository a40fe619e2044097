//! What waits too long, or can be taken by nobody, reaches the operators: once.

use domain::{
    actor::Actor,
    encounter::{Answer, Expiry, Question},
    licence::LicenceStatus,
    place::UsState,
};
use jiff::SignedDuration;
use store::{Attestation, Letter, Overdue, StoreError, WaitLetters};

use crate::clinic::{Clinic, both};

pub async fn alert(clinic: &Clinic) -> Overdue {
    let operators = |overdue: Overdue| Letter {
        subject: "Alert".into(),
        body: format!(
            "{}, {}, {} and {}",
            overdue.nobody_licensed, overdue.past_target, overdue.unheld, overdue.unsent
        ),
    };
    let patient = Letter { subject: "To the patient".into(), body: "Nobody may.".into() };
    let letters = WaitLetters { operators: &operators, patient: &patient };
    clinic.store.alert_operators(&clinic.local(), &letters).await.unwrap()
}

/// What was written to operators, oldest first.
async fn letters(clinic: &Clinic) -> Vec<String> {
    written(clinic, "Alert").await
}

/// What was written to patients, oldest first.
async fn to_patients(clinic: &Clinic) -> Vec<String> {
    written(clinic, "To the patient").await
}

async fn written(clinic: &Clinic, subject: &str) -> Vec<String> {
    let mails = clinic.store.mailbox(&Actor::System, 50).await.unwrap();
    let alerts = mails.into_iter().filter(|mail| mail.letter.subject == subject);
    let mut bodies: Vec<String> = alerts.map(|mail| mail.letter.body).collect();
    bodies.reverse();
    bodies
}

#[tokio::test]
async fn operators_hear_once_of_what_waits_past_its_target() {
    both(async |clinic| {
        clinic.doctor(UsState::Tx).await;
        clinic.submitted(&clinic.patient().await).await;
        clinic.draft(&clinic.patient().await).await;
        clinic.pass(SignedDuration::from_hours(47));
        clinic.operator().await;
        assert_eq!(alert(&clinic).await, Overdue::default());
        clinic.pass(SignedDuration::from_hours(1));
        assert_eq!(alert(&clinic).await, Overdue { past_target: 1, ..Overdue::default() });
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert_eq!(letters(&clinic).await, ["0, 1, 0 and 0"]);

        // Every operator who may sign in has a letter of their own.
        let gone = clinic.operator().await;
        clinic.operator().await;
        let account = gone.account_id().unwrap();
        clinic.store.disable_account(&Actor::System, account).await.unwrap();
        clinic.submitted(&clinic.patient().await).await;
        clinic.pass(SignedDuration::from_hours(24 * 6));
        assert_eq!(alert(&clinic).await.past_target, 1);
        assert_eq!(letters(&clinic).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn operators_hear_once_of_what_no_clinician_may_take() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        clinic.submitted(&clinic.patient().await).await;
        clinic.change_licence(&doctor, LicenceStatus::Suspended).await;
        // No operator is there to be told: it is told later, and not forgotten. The patient is.
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert_eq!(to_patients(&clinic).await.len(), 1);
        clinic.operator().await;
        assert_eq!(alert(&clinic).await, Overdue { nobody_licensed: 1, ..Overdue::default() });
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert_eq!(letters(&clinic).await, ["1, 0, 0 and 0"]);
        assert_eq!(to_patients(&clinic).await.len(), 1);
        // Another state with a licence does not help; the right one does.
        clinic.doctor(UsState::Ar).await;
        clinic.submitted(&clinic.patient().await).await;
        assert_eq!(alert(&clinic).await.nobody_licensed, 1);
        clinic.doctor(UsState::Tx).await;
        clinic.submitted(&clinic.patient().await).await;
        assert_eq!(alert(&clinic).await, Overdue::default());
    })
    .await;
}

#[tokio::test]
async fn a_wait_that_begins_anew_is_told_anew() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let operator = clinic.operator().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let week = SignedDuration::from_hours(24 * 7);
        let held = clinic.held(&doctor, &claimed).await;
        let asks = vec![Question::Text { text: "Since when?".into() }];
        store.request_information(&doctor.actor, &held, asks, &clinic.rules, &local).await.unwrap();
        clinic.pass(week);
        assert_eq!(alert(&clinic).await, Overdue::default(), "the patient is to answer");
        let answers = vec![Answer::Text { text: "Since May.".into() }];
        let here = Attestation { location: UsState::Tx, on: clinic.today() };
        let change = clinic.change(&patient, claimed.id).await;
        let answered = store.respond(&patient, &change, answers, &here).await.unwrap();
        clinic.pass(week);
        assert_eq!(alert(&clinic).await.past_target, 1);
        assert_eq!(alert(&clinic).await.past_target, 0);
        // A live visit is called for: its wait begins now, and is told when it is over its time.
        let claimed = clinic.claimed(&doctor, &answered).await;
        clinic.called(&doctor, &claimed).await;
        clinic.pass(SignedDuration::from_hours(47));
        assert_eq!(alert(&clinic).await, Overdue::default());
        clinic.pass(week);
        assert_eq!(alert(&clinic).await, Overdue { unheld: 1, ..Overdue::default() });
        assert_eq!(alert(&clinic).await, Overdue::default());

        // One that waited for long in review is not late as soon as a visit is called for.
        let second = clinic.submitted(&clinic.patient().await).await;
        clinic.pass(SignedDuration::from_hours(47));
        let second = clinic.claimed(&doctor, &second).await;
        clinic.called(&doctor, &second).await;
        clinic.pass(SignedDuration::from_hours(2));
        assert_eq!(alert(&clinic).await, Overdue::default());
        let trail = store.audit_trail(&operator, claimed.id).await.unwrap();
        assert_eq!(trail.iter().filter(|line| line.action == "alert-operators").count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_state_that_is_left_again_by_its_last_clinician_is_told_again() {
    both(async |clinic| {
        clinic.operator().await;
        let doctor = clinic.doctor(UsState::Tx).await;
        clinic.submitted(&clinic.patient().await).await;
        let expected = Overdue { nobody_licensed: 1, ..Overdue::default() };
        for _ in 0..2 {
            clinic.change_licence(&doctor, LicenceStatus::Suspended).await;
            assert_eq!(alert(&clinic).await, expected);
            assert_eq!(alert(&clinic).await, Overdue::default());
            clinic.change_licence(&doctor, LicenceStatus::Active).await;
            assert_eq!(alert(&clinic).await, Overdue::default());
        }
        assert_eq!(letters(&clinic).await.len(), 2);
        assert_eq!(to_patients(&clinic).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_prescription_that_no_pharmacy_has_is_told_once() {
    both(async |clinic| {
        clinic.operator().await;
        let doctor = clinic.doctor(UsState::Tx).await;
        clinic.prescribed(&clinic.patient().await, &doctor).await;
        let sent = clinic.prescribed(&clinic.patient().await, &doctor).await;
        let change = clinic.change_of(&sent);
        let local = clinic.local();
        clinic.store.send_prescription(&doctor.actor, &change, &local).await.unwrap();
        assert_eq!(alert(&clinic).await, Overdue::default());
        clinic.pass(SignedDuration::from_hours(24 * 7));
        assert_eq!(alert(&clinic).await, Overdue { unsent: 1, ..Overdue::default() });
        assert_eq!(alert(&clinic).await, Overdue::default());
        // Nobody may send it: that is another matter, and none of the patient's.
        clinic.change_licence(&doctor, LicenceStatus::Suspended).await;
        assert_eq!(alert(&clinic).await, Overdue { nobody_licensed: 1, ..Overdue::default() });
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert!(to_patients(&clinic).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn two_servers_at_once_tell_it_once() {
    both(async |clinic| {
        clinic.operator().await;
        clinic.submitted(&clinic.patient().await).await;
        let (one, other) = tokio::join!(alert(&clinic), alert(&clinic));
        assert_eq!(one.total() + other.total(), 1);
        assert_eq!(letters(&clinic).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn operators_count_prescriptions_that_were_not_sent() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let operator = clinic.operator().await;
        let doctor = clinic.doctor(UsState::Tx).await;
        let first = clinic.prescribed(&clinic.patient().await, &doctor).await;
        let written = clinic.now();
        clinic.pass(SignedDuration::from_mins(1));
        let second = clinic.prescribed(&clinic.patient().await, &doctor).await;
        let unsent = store.unsent(&operator).await.unwrap();
        assert_eq!(unsent.len(), 1);
        assert_eq!((unsent[0].location, unsent[0].count), (Some(UsState::Tx), 2));
        assert_eq!(unsent[0].oldest, Some(written));
        for sent in [&first, &second] {
            let change = clinic.change_of(sent);
            store.send_prescription(&doctor.actor, &change, &local).await.unwrap();
        }
        assert!(store.unsent(&operator).await.unwrap().is_empty());
        for actor in [clinic.patient().await, doctor.actor, Actor::Visitor(None)] {
            assert!(matches!(store.unsent(&actor).await, Err(StoreError::Forbidden)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_clinic_sets_after_how_many_days_a_draft_ends() {
    both(async |clinic| {
        clinic.draft(&clinic.patient().await).await;
        clinic.pass(SignedDuration::from_hours(24 * 10));
        let expired = async |days| {
            let expiry = Expiry { draft_days: days, ..Expiry::default() };
            clinic.store.expire_due(&expiry).await.unwrap()
        };
        assert_eq!(expired(11).await, 0);
        assert_eq!(expired(10).await, 1);
        assert_eq!(expired(10).await, 0);
    })
    .await;
}
