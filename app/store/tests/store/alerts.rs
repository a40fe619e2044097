//! What waits too long, or can be taken by nobody, reaches the operators: once.

use domain::{actor::Actor, encounter::Expiry, licence::LicenceStatus, place::UsState};
use jiff::SignedDuration;
use store::{Letter, Overdue, StoreError};

use crate::clinic::{Clinic, both};

pub async fn alert(clinic: &Clinic) -> Overdue {
    let letter = |overdue: Overdue| Letter {
        subject: "Alert".into(),
        body: format!("{} and {}", overdue.nobody_licensed, overdue.past_target),
    };
    clinic.store.alert_operators(&clinic.local(), &letter).await.unwrap()
}

/// What was written to operators, oldest first.
async fn letters(clinic: &Clinic) -> Vec<String> {
    let mails = clinic.store.mailbox(&Actor::System, 50).await.unwrap();
    let alerts = mails.into_iter().filter(|mail| mail.letter.subject == "Alert");
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
        assert_eq!(alert(&clinic).await, Overdue { nobody_licensed: 0, past_target: 1 });
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert_eq!(letters(&clinic).await, ["0 and 1"]);

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
        // Nobody is there to be told: it is told later, and not forgotten.
        assert_eq!(alert(&clinic).await, Overdue::default());
        clinic.operator().await;
        assert_eq!(alert(&clinic).await, Overdue { nobody_licensed: 1, past_target: 0 });
        assert_eq!(alert(&clinic).await, Overdue::default());
        assert_eq!(letters(&clinic).await, ["1 and 0"]);
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
