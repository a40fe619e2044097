//! Accounts, clinicians, licences, profiles.

use std::collections::BTreeSet;

use domain::{actor::Actor, licence::LicenceStatus, people::EmailAddress, place::UsState};
use jiff::SignedDuration;
use store::{Constraint, NewClinician, NewLicence, StoreError};

use crate::clinic::{account, both, letter, profile};

fn email(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

#[tokio::test]
async fn the_same_address_finds_the_same_patient_whatever_the_capitals() {
    both(async |clinic| {
        let store = &clinic.store;
        let ann = store.find_or_create_patient(&email("Ann@example.org")).await.unwrap().unwrap();
        let again = store.find_or_create_patient(&email("ann@EXAMPLE.org")).await.unwrap();
        assert_eq!(again.unwrap().id, ann.id);
        let found = store.account_by_email(&email("ANN@example.org")).await.unwrap().unwrap();
        assert_eq!(store.account(found.id).await.unwrap().unwrap(), ann);
        assert!(store.account_by_email(&email("bob@example.org")).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn staff_and_disabled_accounts_are_no_patients() {
    both(async |clinic| {
        let store = &clinic.store;
        let operator = clinic.operator().await;
        let staff = store.account(account(&operator)).await.unwrap().unwrap();
        assert!(store.find_or_create_patient(&staff.email).await.unwrap().is_none());
        let ann = store.find_or_create_patient(&email("ann@example.org")).await.unwrap().unwrap();
        store.disable_account(&operator, ann.id).await.unwrap();
        assert!(store.find_or_create_patient(&ann.email).await.unwrap().is_none());
        store.enable_account(&operator, ann.id).await.unwrap();
        assert!(store.find_or_create_patient(&ann.email).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn only_operators_and_the_command_line_manage_people() {
    both(async |clinic| {
        let store = &clinic.store;
        assert!(!store.has_operator().await.unwrap());
        clinic.operator().await;
        assert!(store.has_operator().await.unwrap());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let name = "Mallory".parse().unwrap();
        for actor in [&doctor.actor, &patient, &Actor::Visitor(None)] {
            let made = store.create_operator(actor, &email("m@example.org"), &name).await;
            assert!(matches!(made, Err(StoreError::Forbidden)));
            let disabled = store.disable_account(actor, doctor.id.into()).await;
            assert!(matches!(disabled, Err(StoreError::Forbidden)));
            assert!(matches!(store.clinicians(actor).await, Err(StoreError::Forbidden)));
            let status = LicenceStatus::Active;
            let changed = store.change_licence(actor, doctor.licence, status, clinic.today()).await;
            assert!(matches!(changed, Err(StoreError::Forbidden)));
            let lasts = SignedDuration::from_hours(1);
            let invited = store.invite(actor, doctor.id.into(), "t", lasts, None).await;
            assert!(matches!(invited, Err(StoreError::Forbidden)));
            assert!(matches!(store.counts(actor).await, Err(StoreError::Forbidden)));
        }
    })
    .await;
}

#[tokio::test]
async fn an_invite_works_once_and_in_time_and_sets_a_password() {
    both(async |clinic| {
        let store = &clinic.store;
        let operator = clinic.operator().await;
        let doctor = clinic.doctor(UsState::Tx).await;
        let id = doctor.id.into();
        let hour = SignedDuration::from_hours(1);
        store.invite(&operator, id, "token", hour, Some(letter())).await.unwrap();
        assert_eq!(store.mailbox(&Actor::System, 10).await.unwrap().len(), 1);
        assert!(store.invite_holds("token").await.unwrap());
        assert!(!store.invite_holds("other").await.unwrap());
        assert_eq!(store.choose_password("other", "hash").await.unwrap(), None);
        assert_eq!(store.choose_password("token", "hash").await.unwrap(), Some(id));
        assert_eq!(store.choose_password("token", "again").await.unwrap(), None);
        assert!(!store.invite_holds("token").await.unwrap());
        let address = store.account(id).await.unwrap().unwrap().email;
        let credentials = store.credentials(&address).await.unwrap().unwrap();
        assert_eq!(credentials.password_hash.as_deref(), Some("hash"));

        store.invite(&operator, id, "late", hour, None).await.unwrap();
        clinic.pass(hour);
        assert!(!store.invite_holds("late").await.unwrap());
        assert_eq!(store.choose_password("late", "hash").await.unwrap(), None);
        store.disable_account(&operator, id).await.unwrap();
        assert!(store.credentials(&address).await.unwrap().is_none());
        let invited = store.invite(&operator, id, "again", hour, None).await;
        assert!(matches!(invited, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_patient_has_no_password() {
    both(async |clinic| {
        let patient = account(&clinic.patient().await);
        let hour = SignedDuration::from_hours(1);
        let invited = clinic.store.invite(&Actor::System, patient, "token", hour, None).await;
        assert!(matches!(invited, Err(StoreError::NotFound)));
        let row = format!("values ('token', '{patient}', 9000000000000000)");
        clinic
            .meddle(&format!("insert into invite (token_hash, account_id, expires_at) {row}"))
            .await;
        assert_eq!(clinic.store.choose_password("token", "hash").await.unwrap(), None);
        assert!(clinic.store.invite_holds("token").await.unwrap(), "nothing was half done");
    })
    .await;
}

#[tokio::test]
async fn choosing_a_password_ends_every_session_of_the_account() {
    both(async |clinic| {
        let (store, hour) = (&clinic.store, SignedDuration::from_hours(1));
        let id = clinic.doctor(UsState::Tx).await.id.into();
        store.create_session("old").await.unwrap();
        assert!(store.sign_in("old", "new", id).await.unwrap());
        store.invite(&Actor::System, id, "token", hour, None).await.unwrap();
        assert_eq!(store.choose_password("token", "hash").await.unwrap(), Some(id));
        let session = store.session("new").await.unwrap();
        assert!(matches!(session, store::SessionState::Unknown));
    })
    .await;
}

#[tokio::test]
async fn addresses_npis_and_licence_numbers_are_unique() {
    both(async |clinic| {
        let (store, system) = (&clinic.store, Actor::System);
        let doctor = clinic.doctor(UsState::Tx).await;
        let known = store.clinician(doctor.id).await.unwrap().unwrap();
        let mut new = NewClinician {
            email: known.email.clone(),
            name: known.name.clone(),
            npi: known.npi.clone(),
            title: "MD".into(),
        };
        let twice = store.create_clinician(&system, &new).await;
        assert!(matches!(twice, Err(StoreError::Duplicate(Constraint::AccountEmail))));
        new.email = email("new@example.org");
        let twice = store.create_clinician(&system, &new).await;
        assert!(matches!(twice, Err(StoreError::Duplicate(Constraint::ClinicianNpi))));
        assert!(store.account_by_email(&new.email).await.unwrap().is_none());
        let licence = &known.licences[0];
        let licence = NewLicence {
            state: licence.state,
            kind: licence.kind,
            number: licence.number.clone(),
            status: licence.status,
            expires_on: licence.expires_on,
        };
        let twice = store.add_licence(&system, doctor.id, &licence).await;
        assert!(matches!(twice, Err(StoreError::Duplicate(Constraint::LicenceNumber))));
        assert_eq!(store.clinicians(&system).await.unwrap(), [known]);
    })
    .await;
}

#[tokio::test]
async fn a_state_is_served_while_a_licence_covers_it() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let other = clinic.doctor(UsState::Ar).await;
        let served = store.states_served(&local).await.unwrap();
        assert_eq!(served, BTreeSet::from([UsState::Ar, UsState::Tx]));
        let nowhere = |_: UsState| Vec::new();
        assert!(store.states_served(&nowhere).await.unwrap().is_empty());
        clinic.change_licence(&doctor, LicenceStatus::Suspended).await;
        assert_eq!(store.states_served(&local).await.unwrap(), BTreeSet::from([UsState::Ar]));
        store.disable_account(&Actor::System, other.id.into()).await.unwrap();
        assert!(store.states_served(&local).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn licences_are_for_their_holder_and_operators() {
    both(async |clinic| {
        let store = &clinic.store;
        let doctor = clinic.doctor(UsState::Tx).await;
        let other = clinic.doctor(UsState::Ar).await;
        let operator = clinic.operator().await;
        for reader in [&doctor.actor, &operator, &Actor::System] {
            assert_eq!(store.licences(reader, doctor.id).await.unwrap().len(), 1);
        }
        let peeked = store.licences(&other.actor, doctor.id).await;
        assert!(matches!(peeked, Err(StoreError::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_the_patients_own() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        assert_eq!(store.profile(&patient).await.unwrap(), Some(profile()));
        let mut moved = profile();
        moved.legal_name = "Pat Newname".parse().unwrap();
        store.save_profile(&patient, &moved).await.unwrap();
        assert_eq!(store.profile(&patient).await.unwrap(), Some(moved.clone()));
        let doctor = clinic.doctor(UsState::Tx).await;
        let operator = clinic.operator().await;
        for actor in [&doctor.actor, &operator, &Actor::Visitor(None), &Actor::System] {
            assert!(matches!(store.profile(actor).await, Err(StoreError::Forbidden)));
            let saved = store.save_profile(actor, &moved).await;
            assert!(matches!(saved, Err(StoreError::Forbidden)));
        }
    })
    .await;
}

#[tokio::test]
async fn patients_are_listed_by_the_server_itself_and_in_a_demonstration_alone() {
    both(async |clinic| {
        let store = &clinic.store;
        assert!(matches!(store.patients(&Actor::System).await, Err(StoreError::Forbidden)));
        store.mark_demo().await.unwrap();
        let patient = clinic.patient().await;
        let operator = clinic.operator().await;
        let listed = store.patients(&Actor::System).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(Actor::Patient(listed[0].0), patient);
        let doctor = clinic.doctor(UsState::Tx).await;
        for actor in [&patient, &operator, &doctor.actor, &Actor::Visitor(None)] {
            assert!(matches!(store.patients(actor).await, Err(StoreError::Forbidden)));
        }
    })
    .await;
}
