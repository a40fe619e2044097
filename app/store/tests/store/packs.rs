//! Packs: kept as drafts, published, taken back, and what is in force when.

use domain::{
    actor::Actor,
    pack::{Pack, PackFile},
    place::UsState,
};
use jiff::SignedDuration;
use store::{CurrentRules, NewPublication, StoreError};

use crate::{
    clinic::{Clinic, both, order},
    pack::{PROHIBITION, QUESTIONNAIRE, files, read},
};

fn shipped() -> Vec<PackFile> {
    files(QUESTIONNAIRE, &[])
}

/// The same with a prohibition of every medicine.
fn stricter() -> Vec<PackFile> {
    files(QUESTIONNAIRE, &[PROHIBITION])
}

impl Clinic {
    /// In so long.
    fn within(&self, span: SignedDuration) -> NewPublication {
        let effective_at = self.now().checked_add(span).unwrap();
        NewPublication { effective_at, note: "As counsel asked.".to_owned() }
    }

    async fn publish(&self, actor: &Actor, pack: &Pack, after: SignedDuration) {
        self.store.publish_pack(actor, pack, &self.within(after)).await.unwrap();
    }

    /// Which pack a server that reads now works by.
    async fn works_by(&self, rules: &CurrentRules) -> String {
        self.store.read_rules(rules).await.unwrap();
        rules.get().pack.digest().to_string()
    }
}

#[tokio::test]
async fn a_pack_is_in_force_from_its_moment_on_and_an_earlier_one_again_after_it() {
    both(async |clinic| {
        let operator = clinic.operator().await;
        let rules = CurrentRules::from(clinic.rules.clone());
        let (first, second) = (read(&shipped()), read(&stricter()));
        let (one, other) = (first.digest().to_string(), second.digest().to_string());
        clinic.ship(&shipped()).await.unwrap();
        assert_eq!(clinic.works_by(&rules).await, one);

        assert!(clinic.store.keep_pack(&operator, &second, &stricter()).await.unwrap());
        assert!(!clinic.store.keep_pack(&operator, &second, &stricter()).await.unwrap());
        assert_eq!(clinic.works_by(&rules).await, one, "a draft is not in force");
        // Nobody outside reads a draft; what was in force stays to be read.
        assert_eq!(clinic.store.published_files(second.digest()).await.unwrap(), None);
        assert_eq!(clinic.store.pack_files(second.digest()).await.unwrap(), Some(stricter()));

        clinic.publish(&operator, &second, SignedDuration::from_hours(24)).await;
        clinic.pass(SignedDuration::from_secs(24 * 60 * 60 - 1));
        assert_eq!(clinic.works_by(&rules).await, one, "not a second before");
        assert_eq!(clinic.store.published_files(second.digest()).await.unwrap(), None);
        clinic.pass(SignedDuration::from_secs(1));
        assert_eq!(clinic.works_by(&rules).await, other);
        for (pack, files) in [(&first, shipped()), (&second, stricter())] {
            let read = clinic.store.published_files(pack.digest()).await.unwrap();
            assert_eq!(read, Some(files));
        }

        clinic.publish(&operator, &first, SignedDuration::ZERO).await;
        assert_eq!(clinic.works_by(&rules).await, one, "rolled back");
        let publications = clinic.store.publications().await.unwrap();
        let numbers: Vec<i64> = publications.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [3, 2, 1]);
        let by: Vec<bool> = publications.iter().map(|one| one.published_by.is_some()).collect();
        assert_eq!(by, [true, true, false]);
    })
    .await;
}

#[tokio::test]
async fn what_has_not_begun_can_be_taken_back_and_what_has_cannot() {
    both(async |clinic| {
        let operator = clinic.operator().await;
        let rules = CurrentRules::from(clinic.rules.clone());
        let (first, second) = (read(&shipped()), read(&stricter()));
        clinic.ship(&shipped()).await.unwrap();
        clinic.store.keep_pack(&operator, &second, &stricter()).await.unwrap();
        clinic.publish(&operator, &second, SignedDuration::from_hours(1)).await;
        let begun = clinic.store.withdraw_publication(&operator, 1).await;
        assert!(matches!(begun, Err(StoreError::NotFound)));
        clinic.store.withdraw_publication(&operator, 2).await.unwrap();
        let again = clinic.store.withdraw_publication(&operator, 2).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
        clinic.pass(SignedDuration::from_hours(2));
        assert_eq!(clinic.works_by(&rules).await, first.digest().to_string());
        assert_eq!(clinic.store.published_files(second.digest()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_new_program_brings_its_pack_in_force_unless_the_clinic_chose_one() {
    both(async |clinic| {
        let operator = clinic.operator().await;
        let rules = CurrentRules::from(clinic.rules.clone());
        let third = files(QUESTIONNAIRE, &[&PROHIBITION.replace("us/recall", "us/other")]);
        clinic.ship(&shipped()).await.unwrap();
        clinic.ship(&shipped()).await.unwrap();
        assert_eq!(clinic.count("publication").await, 1);
        clinic.ship(&stricter()).await.unwrap();
        assert_eq!(clinic.works_by(&rules).await, read(&stricter()).digest().to_string());
        clinic.publish(&operator, &read(&shipped()), SignedDuration::ZERO).await;
        clinic.ship(&third).await.unwrap();
        assert_eq!(clinic.works_by(&rules).await, read(&shipped()).digest().to_string());
        assert_eq!(clinic.store.packs().await.unwrap().len(), 3, "it stands as a draft");
    })
    .await;
}

#[tokio::test]
async fn operators_alone_keep_publish_and_take_back() {
    both(async |clinic| {
        let (store, pack) = (&clinic.store, read(&stricter()));
        let doctor = clinic.doctor(UsState::Tx).await;
        let new = clinic.within(SignedDuration::from_hours(1));
        for actor in [&doctor.actor, &clinic.patient().await, &Actor::Visitor(None)] {
            let kept = store.keep_pack(actor, &pack, &stricter()).await;
            assert!(matches!(kept, Err(StoreError::Forbidden)));
            let published = store.publish_pack(actor, &pack, &new).await;
            assert!(matches!(published, Err(StoreError::Forbidden)));
            let withdrawn = store.withdraw_publication(actor, 1).await;
            assert!(matches!(withdrawn, Err(StoreError::Forbidden)));
        }
        let operator = clinic.operator().await;
        let unknown = store.publish_pack(&operator, &pack, &new).await;
        assert!(matches!(unknown, Err(StoreError::NotFound)));
        assert_eq!(clinic.count("pack").await + clinic.count("publication").await, 0);
        store.keep_pack(&operator, &pack, &stricter()).await.unwrap();
        store.publish_pack(&operator, &pack, &new).await.unwrap();
        store.withdraw_publication(&operator, 1).await.unwrap();
        for action in ["keep-pack", "publish-pack", "withdraw-publication"] {
            assert_eq!(clinic.count(&format!("audit where action = '{action}'")).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_pack_without_a_protocol_that_is_offered_is_not_published() {
    both(async |clinic| {
        let operator = clinic.operator().await;
        let named = |file: PackFile| PackFile {
            path: file.path.replace("protocols/first", "protocols/second"),
            text: file.text.replace("id = \"first\"", "id = \"second\""),
        };
        let renamed: Vec<PackFile> = shipped().into_iter().map(named).collect();
        let other = read(&renamed);
        clinic.store.keep_pack(&operator, &other, &renamed).await.unwrap();
        clinic.ship(&shipped()).await.unwrap();
        let new = clinic.within(SignedDuration::ZERO);
        let refused = clinic.store.publish_pack(&operator, &other, &new).await;
        assert!(matches!(refused, Err(StoreError::ProtocolInUse(_))), "{refused:?}");
        assert_eq!(clinic.count("publication").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_verb_refuses_under_a_pack_that_its_server_has_not_read() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let operator = clinic.operator().await;
        clinic.ship(&shipped()).await.unwrap();
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let pack = read(&stricter());
        store.keep_pack(&operator, &pack, &stricter()).await.unwrap();
        clinic.publish(&operator, &pack, SignedDuration::ZERO).await;
        let refused = store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await;
        assert!(matches!(refused, Err(StoreError::PackChanged)), "{refused:?}");
        assert_eq!(clinic.count("prescription").await, 0);

        // Read again, the chart shows something else than what was about to be signed.
        let rules = CurrentRules::from(clinic.rules.clone());
        store.read_rules(&rules).await.unwrap();
        let refused = store.prescribe(&doctor.actor, &held, &order(), &rules.get(), &local).await;
        assert!(matches!(refused, Err(StoreError::RulesChanged { .. })), "{refused:?}");
        assert_eq!(clinic.count("prescription").await, 0);
    })
    .await;
}
