//! What the server does by itself; what the database is.

use domain::{
    actor::Actor,
    encounter::{Expiry, State, StateName, VisitDemand},
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use store::{Clock, Engine, Entropy, Owner, Store, StoreError};

use crate::clinic::{both, both_blank};

#[tokio::test]
async fn a_lease_that_ended_lapses_once() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        assert_eq!(clinic.store.lapse_leases().await.unwrap(), 0);
        clinic.pass(SignedDuration::from_mins(15));
        assert_eq!(clinic.store.lapse_leases().await.unwrap(), 1);
        assert_eq!(clinic.store.lapse_leases().await.unwrap(), 0);
        let intake = clinic.store.intake(&patient, claimed.id).await.unwrap().unwrap();
        let expected = (StateName::AwaitingReview, claimed.version + 1);
        assert_eq!((intake.state, intake.version), expected);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_goes_on_with_expires() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        store.create_session("s").await.unwrap();
        let protocol = "first".parse().unwrap();
        let visitor = Actor::Visitor(None);
        store.create_draft(&visitor, "s", &protocol, "1").await.unwrap();
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        let waiting = clinic.submitted(&clinic.patient().await).await;
        let visiting = clinic.patient().await;
        let claimed = clinic.in_review(&visiting, &doctor).await;
        let demand = VisitDemand { modality: Modality::Video, reason: "Law.".into() };
        let held = clinic.held(&doctor, &claimed).await;
        let visit =
            store.require_visit(&doctor.actor, &held, demand, &clinic.rules, &local).await.unwrap();
        clinic.pass(SignedDuration::from_hours(24 * 30 - 1));
        assert_eq!(store.expire_due(&Expiry::default()).await.unwrap(), 0);
        clinic.pass(SignedDuration::from_hours(1));
        assert_eq!(store.expire_due(&Expiry::default()).await.unwrap(), 3);
        assert_eq!(store.expire_due(&Expiry::default()).await.unwrap(), 0);
        let state = |id| {
            let (clinic, patient) = (&clinic, if id == draft { &patient } else { &visiting });
            async move { clinic.store.intake(patient, id).await.unwrap().unwrap().state }
        };
        assert_eq!(state(draft).await, StateName::Expired);
        assert_eq!(state(visit.id).await, StateName::Expired);
        let counts = store.counts(&Actor::System).await.unwrap();
        let count = |state: StateName| -> i64 {
            counts.iter().filter(|row| row.state == state).map(|row| row.count).sum()
        };
        assert_eq!((count(StateName::Expired), count(StateName::AwaitingReview)), (3, 1));
        let oldest = counts.iter().find(|row| row.state == StateName::AwaitingReview).unwrap();
        assert_eq!(oldest.oldest, waiting.state.waiting().map(|waiting| waiting.since));
    })
    .await;
}

#[tokio::test]
async fn a_demonstration_only_marks_an_empty_database() {
    both(async |clinic| {
        let store = &clinic.store;
        assert!(store.is_empty().await.unwrap());
        assert!(!store.is_demo().await.unwrap());
        clinic.operator().await;
        assert!(!store.is_empty().await.unwrap());
        assert!(matches!(store.mark_demo().await, Err(StoreError::Unsupported(_))));
        assert!(!store.is_demo().await.unwrap());
    })
    .await;
    both(async |clinic| {
        clinic.store.mark_demo().await.unwrap();
        clinic.operator().await;
        clinic.store.mark_demo().await.unwrap();
        assert!(clinic.store.is_demo().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_database_says_whose_it_is_and_stays_that() {
    both_blank(async |clinic| {
        let store = &clinic.store;
        assert_eq!(store.owner().await.unwrap(), Owner::Nobody);
        store.migrate().await.unwrap();
        assert_eq!(store.owner().await.unwrap(), Owner::Unknown);
        store.mark_practice().await.unwrap();
        store.mark_practice().await.unwrap();
        assert!(matches!(store.mark_demo().await, Err(StoreError::Unsupported(_))));
        assert_eq!(store.owner().await.unwrap(), Owner::Practice);
        assert!(!store.is_demo().await.unwrap());
    })
    .await;
    both(async |clinic| {
        clinic.store.mark_demo().await.unwrap();
        let refused = clinic.store.mark_practice().await;
        assert!(matches!(refused, Err(StoreError::Unsupported(_))));
        assert_eq!(clinic.store.owner().await.unwrap(), Owner::Demonstration);
    })
    .await;
}

#[tokio::test]
async fn a_table_of_anybodys_makes_a_database_somebodys() {
    both_blank(async |clinic| {
        clinic.meddle("create table ledger_of_a_bakery (loaves bigint)").await;
        assert_eq!(clinic.store.owner().await.unwrap(), Owner::Unknown);
    })
    .await;
}

#[tokio::test]
async fn a_folder_of_photos_is_remembered() {
    both(async |clinic| {
        assert!(!clinic.store.has_photos_folder().await.unwrap());
        clinic.store.has_named_photos_folder().await.unwrap();
        clinic.store.has_named_photos_folder().await.unwrap();
        assert!(clinic.store.has_photos_folder().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_database_keeps_its_name_and_its_schema() {
    both(async |clinic| {
        let name = clinic.store.instance_id().await.unwrap();
        clinic.store.migrate().await.unwrap();
        clinic.store.ping().await.unwrap();
        assert_eq!(clinic.store.instance_id().await.unwrap(), name);
    })
    .await;
}

#[tokio::test]
async fn a_backup_is_put_on_record() {
    both(async |clinic| {
        let store = &clinic.store;
        let operator = clinic.operator().await;
        for actor in [&operator, &Actor::Visitor(None)] {
            assert!(matches!(store.begin_backup(actor).await, Err(StoreError::Forbidden)));
        }
        store.begin_backup(&Actor::System).await.unwrap();
        assert_eq!(clinic.count("audit where action = 'back-up'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_backup_of_sqlite_is_whole_and_private() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup.db");
        let done = clinic.store.backup_to(&path).await;
        if clinic.store.engine() == Engine::Postgres {
            assert!(matches!(done, Err(StoreError::Unsupported(_))));
            return;
        }
        done.unwrap();
        assert!(clinic.store.backup_to(&path).await.is_err(), "it must not overwrite");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let url = format!("sqlite:{}", path.display());
        let now = clinic.now();
        let copy = Store::connect(&url, Clock::fixed(now), Entropy::seeded(1)).await.unwrap();
        copy.migrate().await.unwrap();
        let visits = copy.visits(&patient).await.unwrap();
        assert_eq!(visits[0].encounter, submitted);
        copy.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_database_file_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let url = format!("sqlite:{}", path.display());
    let clock = Clock::fixed(domain::Timestamp::UNIX_EPOCH);
    let store = Store::connect(&url, clock.clone(), Entropy::seeded(1)).await.unwrap();
    store.migrate().await.unwrap();
    #[cfg(unix)]
    for file in std::fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.file_name());
    }
    store.close().await;
    let other = Store::connect("mysql://localhost", clock, Entropy::seeded(1)).await;
    assert!(matches!(other, Err(StoreError::Unsupported(_))));
}

#[tokio::test]
async fn a_draft_that_was_saved_meanwhile_does_not_expire() {
    both(async |clinic| {
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        clinic.pass(SignedDuration::from_hours(24 * 29));
        let save = crate::clinic::answers("about", serde_json::json!({}));
        clinic.save(&patient, draft, save).await;
        clinic.pass(SignedDuration::from_hours(24 * 2));
        assert_eq!(clinic.store.expire_due(&Expiry::default()).await.unwrap(), 0);
        let state = clinic.store.intake(&patient, draft).await.unwrap().unwrap().state;
        assert_eq!(state, State::Draft.name());
    })
    .await;
}
