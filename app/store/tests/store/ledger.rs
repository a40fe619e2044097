//! Which rules open: those that somebody vouched for, from that moment on.

use domain::{
    actor::Actor,
    place::UsState,
    rules::{Digest, Opening, RuleId},
};
use store::{CurrentRules, Rulebook, StoreError, Voucher};

use crate::clinic::{Clinic, both, order};

fn voucher(note: &str) -> Voucher {
    Voucher { by: "Ann Counsel".parse().unwrap(), note: note.to_owned() }
}

fn opening(clinic: &Clinic) -> (RuleId, Digest) {
    let id: RuleId = "us-tx/open".parse().unwrap();
    let digest = clinic.rules.pack.rule(&id).unwrap().digest();
    (id, digest)
}

/// The rules of a clinic with real patients, as a server knows them that has read nothing yet.
fn strict(clinic: &Clinic) -> Rulebook {
    let mut rules = clinic.rules.under(domain::rules::Ledger::new());
    rules.opening = Opening::VerifiedOnly;
    rules
}

#[tokio::test]
async fn operators_and_the_command_line_verify_and_nobody_else() {
    both(async |clinic| {
        let store = &clinic.store;
        let (rule, digest) = opening(&clinic);
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        for actor in [&doctor.actor, &patient, &Actor::Visitor(None)] {
            let refused = store.verify_rules(actor, &[(rule.clone(), digest)], &voucher("")).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
        assert_eq!(clinic.count("rule_verification").await, 0);
        let before = clinic.count("audit where action = 'verify-rule'").await;
        let operator = clinic.operator().await;
        for (actor, note) in [(operator, "Read it."), (Actor::System, "Read it again.")] {
            let rules = [(rule.clone(), digest)];
            store.verify_rules(&actor, &rules, &voucher(note)).await.unwrap();
            let ledger = store.ledger().await.unwrap();
            let known = ledger.verification(clinic.rules.pack.rule(&rule).unwrap()).unwrap();
            assert_eq!((known.by.as_str(), known.note.as_str()), ("Ann Counsel", note));
        }
        assert_eq!(clinic.count("audit where action = 'verify-rule'").await, before + 2);
        assert_eq!(clinic.count("audit where reason like '%us-tx/open'").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_rule_is_contested_by_operators_and_verified_no_more_until_it_is_again() {
    both(async |clinic| {
        let store = &clinic.store;
        let (rule, digest) = opening(&clinic);
        let text = clinic.rules.pack.rule(&rule).unwrap();
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        for actor in [&doctor.actor, &patient, &Actor::Visitor(None)] {
            let refused = store.contest_rule(actor, (&rule, digest), &voucher("")).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
        assert_eq!(store.contests().await.unwrap(), []);
        let operator = clinic.operator().await;
        let rows = [(rule.clone(), digest)];
        store.verify_rules(&operator, &rows, &voucher("Read it.")).await.unwrap();
        for note in ["The section was repealed.", "It was renumbered, too."] {
            store.contest_rule(&operator, (&rule, digest), &voucher(note)).await.unwrap();
            let contests = store.contests().await.unwrap();
            let [contest] = contests.as_slice() else { panic!("{contests:?}") };
            assert_eq!((&contest.rule, contest.digest), (&rule, digest));
            assert_eq!((contest.by.as_str(), contest.note.as_str()), ("Ann Counsel", note));
            assert!(store.ledger().await.unwrap().verification(text).is_none());
        }
        store.verify_rules(&operator, &rows, &voucher("As amended.")).await.unwrap();
        assert_eq!(store.contests().await.unwrap(), []);
        assert!(store.ledger().await.unwrap().verification(text).is_some());
    })
    .await;
}

#[tokio::test]
async fn a_verb_heeds_a_verification_that_its_server_has_not_read() {
    both(async |clinic| {
        let store = &clinic.store;
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let (local, rules) = (clinic.local(), strict(&clinic));
        let chart = store.chart(&doctor.actor, claimed.id, &local).await.unwrap().unwrap();
        let seen = |rules: &Rulebook| {
            let dates = [clinic.today()];
            let seen = rules.evaluate(&chart.record, Some(&chart.licences), &dates).unwrap();
            Some(seen.evaluation.digest().to_string())
        };
        let mut held = clinic.holding(&claimed);
        held.digest_seen = seen(&rules);
        let refused = store.prescribe(&doctor.actor, &held, &order(), &rules, &local).await;
        assert!(matches!(refused, Err(StoreError::NotPermitted { .. })), "{refused:?}");

        store.verify_rules(&Actor::System, &[opening(&clinic)], &voucher("")).await.unwrap();
        let stale = store.prescribe(&doctor.actor, &held, &order(), &rules, &local).await;
        assert!(matches!(stale, Err(StoreError::RulesChanged { .. })), "{stale:?}");
        let read = rules.under(store.ledger().await.unwrap());
        held.digest_seen = seen(&read);
        store.prescribe(&doctor.actor, &held, &order(), &rules, &local).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_one_server_reads_again_all_its_handles_see() {
    both(async |clinic| {
        let rules = CurrentRules::from(strict(&clinic));
        let handle = rules.clone();
        let (rule, digest) = opening(&clinic);
        let text = clinic.rules.pack.rule(&rule).unwrap();
        assert!(handle.get().ledger.verification(text).is_none());
        let rows = [(rule.clone(), digest)];
        clinic.store.verify_rules(&Actor::System, &rows, &voucher("")).await.unwrap();
        clinic.store.read_rules(&rules).await.unwrap();
        assert!(handle.get().ledger.verification(text).is_some());
    })
    .await;
}
