//! Many at once: one wins, nothing is lost, nothing is doubled.

use std::sync::Arc;

use domain::{
    encounter::{StateName, VerbError},
    licence::LicenceStatus,
    place::UsState,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use store::{Change, Engine, Store, StoreError};

use crate::clinic::{Clinic, answers, both, order};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_32_claimers_one_wins() {
    both(async |clinic| {
        let submitted = clinic.submitted(&clinic.patient().await).await;
        let mut doctors = Vec::new();
        for _ in 0..32 {
            doctors.push(clinic.doctor(UsState::Tx).await);
        }
        let claims: Vec<_> = doctors
            .into_iter()
            .map(|doctor| {
                let (clinic, id) = (clinic.clone(), submitted.id);
                tokio::spawn(async move {
                    let command = clinic.command();
                    clinic.store.claim(&doctor.actor, command, id, &clinic.local()).await
                })
            })
            .collect();
        let mut won = 0;
        for claim in claims {
            match claim.await.unwrap() {
                Ok(encounter) => {
                    won += 1;
                    assert_eq!(encounter.state.name(), StateName::InReview);
                }
                Err(StoreError::Verb(VerbError::ClaimedElsewhere)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(clinic.count("event").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_16_submissions_one_is_made_and_all_hear_of_it() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let change = clinic.change(&patient, id).await;
        let submissions: Vec<_> = (0..16)
            .map(|number| {
                let (store, change) = (clinic.store.clone(), change.clone());
                // Every second one is a retry of the same command.
                let command = if number % 2 == 0 { change.command } else { store.new_command() };
                let change = Change { command, ..change };
                tokio::spawn(async move { store.submit(&patient, &change).await })
            })
            .collect();
        let mut made = Vec::new();
        for submission in submissions {
            made.push(submission.await.unwrap().unwrap());
        }
        assert!(made.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!((clinic.count("event").await, clinic.count("mail").await), (1, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_16_saves_of_one_revision_one_is_kept() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let id = clinic.draft(&patient).await;
        let saves: Vec<_> = (0..16)
            .map(|number| {
                let store = clinic.store.clone();
                let save = answers("about", serde_json::json!({ "number": number }));
                tokio::spawn(async move { store.save_page(&patient, id, &save).await })
            })
            .collect();
        let mut kept = 0;
        for save in saves {
            match save.await.unwrap() {
                Ok(revision) => {
                    kept += 1;
                    assert_eq!(revision, 1);
                }
                Err(StoreError::StalePage { current }) => assert_eq!(current, 1),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(kept, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_20_guesses_of_a_code_five_are_looked_at() {
    both(async |clinic| {
        let email = "ann@example.org".parse().unwrap();
        let letter = crate::clinic::letter();
        clinic.store.issue_code(&email, "code", "s", &letter).await.unwrap();
        let email = Arc::new(email);
        let guesses: Vec<_> = (0..20)
            .map(|number| {
                let (store, email) = (clinic.store.clone(), Arc::clone(&email));
                let guess = if number == 19 { "code".to_owned() } else { number.to_string() };
                tokio::spawn(async move { store.redeem_code(&email, &guess, "s").await.unwrap() })
            })
            .collect();
        let mut right = 0;
        for guess in guesses {
            right += u32::from(guess.await.unwrap());
        }
        assert!(right <= 1);
        let tried = clinic.count("code where tries = 5 or used_at is not null").await;
        assert_eq!(tried, 1);
    })
    .await;
}

/// A revocation that holds the licence's row while a clinician prescribes.
async fn revoke_slowly(clinic: &Clinic, go_on: tokio::sync::oneshot::Receiver<()>) {
    let sql = "update licence set status = 'revoked'";
    match clinic.store.engine() {
        Engine::Sqlite => {
            let mut connection = SqliteConnection::connect(&clinic.url).await.unwrap();
            connection.execute("begin immediate").await.unwrap();
            connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
            go_on.await.unwrap();
            connection.execute("commit").await.unwrap();
        }
        Engine::Postgres => {
            let mut connection = PgConnection::connect(&clinic.url).await.unwrap();
            connection.execute("begin").await.unwrap();
            connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
            go_on.await.unwrap();
            connection.execute("commit").await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_licence_revoked_between_read_and_commit_refuses() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let (signal, go_on) = tokio::sync::oneshot::channel();
        let revoking = clinic.clone();
        let revocation = tokio::spawn(async move { revoke_slowly(&revoking, go_on).await });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let prescribing = clinic.clone();
        let prescription = tokio::spawn(async move {
            let (store, local) = (&prescribing.store, prescribing.local());
            store.prescribe(&doctor.actor, &held, &order(), &prescribing.rules, &local).await
        });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert!(!prescription.is_finished(), "it must wait for the licence's row");
        signal.send(()).unwrap();
        revocation.await.unwrap();
        let refused = prescription.await.unwrap();
        assert!(matches!(refused, Err(StoreError::NoLicence(_))), "{refused:?}");
        assert_eq!(clinic.count("prescription").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn revoking_waits_for_a_decision_under_way_or_comes_before_it() {
    both(async |clinic| {
        for _ in 0..8 {
            let doctor = clinic.doctor(UsState::Tx).await;
            let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
            let held = clinic.held(&doctor, &claimed).await;
            let (revoking, revoked) = (clinic.clone(), doctor.clone());
            let revocation = tokio::spawn(async move {
                revoking.change_licence(&revoked, LicenceStatus::Revoked).await;
            });
            let (store, local) = (&clinic.store, clinic.local());
            let done = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
            revocation.await.unwrap();
            assert!(matches!(done, Ok(_) | Err(StoreError::NoLicence(_))), "{done:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_stores_on_one_database_behave_as_one() {
    both(async |clinic| {
        let clock = clinic.clone();
        let now = move || clock.now();
        let entropy = store::Entropy::seeded(99);
        let second = Store::connect(&clinic.url, store::Clock::new(now), entropy).await.unwrap();
        let mut writers = Vec::new();
        for number in 0..24 {
            let patient = clinic.patient().await;
            let id = clinic.draft(&patient).await;
            let change = clinic.change(&patient, id).await;
            let store = if number % 2 == 0 { clinic.store.clone() } else { second.clone() };
            writers.push(tokio::spawn(async move { store.submit(&patient, &change).await }));
        }
        let mut ids = std::collections::BTreeSet::new();
        for writer in writers {
            ids.insert(writer.await.unwrap().unwrap().id);
        }
        assert_eq!(ids.len(), 24);
        assert_eq!(clinic.count("encounter where state = 'awaiting-review'").await, 24);
        second.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_changes_cases_and_what_gathers_them_do_not_wait_for_each_other() {
    both(async |clinic| {
        let mut working = tokio::task::JoinSet::new();
        for _ in 0..3 {
            // Whatever is done to one visit concerns the patient's other one too.
            let (patient, doctor) = (clinic.patient().await, clinic.doctor(UsState::Tx).await);
            clinic.prescribed(&patient, &doctor).await;
            let mut visit = clinic.submitted(&patient).await;
            let clinic = clinic.clone();
            working.spawn(async move {
                for _ in 0..20 {
                    visit = clinic.claimed(&doctor, &visit).await;
                    let held = clinic.holding(&visit);
                    visit = clinic.store.release(&doctor.actor, &held).await.unwrap();
                }
            });
        }
        let (mut gathered, gathering) = (0, clinic.local());
        while !working.is_empty() {
            gathered += clinic.store.gather_cases(&clinic.rules, &gathering, 100).await.unwrap();
            while let Some(done) = working.try_join_next() {
                done.unwrap();
            }
        }
        assert!(gathered > 6, "{gathered}");
    })
    .await;
}
