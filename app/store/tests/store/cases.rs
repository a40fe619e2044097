//! What the rules look at, kept compact: the same decisions come of it.

use domain::{
    actor::Actor,
    encounter::Encounter,
    medication::ProtocolId,
    place::UsState,
    rules::{Evaluation, evaluate},
};
use serde_json::json;
use store::{CaseOnRecord, PageSave, StoreError};

use crate::{
    clinic::{Clinic, Doctor, answers, both, order},
    pack::{PROHIBITION, rulebook},
};

impl Clinic {
    async fn cases(&self, state: UsState) -> Vec<CaseOnRecord> {
        let local = self.local();
        while self.store.gather_cases(&self.rules, &local, 2).await.unwrap() > 0 {}
        let protocol: ProtocolId = "first".parse().unwrap();
        let sealed = self.store.cases(&Actor::System, (&protocol, state), None, 100).await.unwrap();
        sealed.open().map(Result::unwrap).collect()
    }

    fn decide(&self, case: &CaseOnRecord) -> Evaluation {
        let on = case.decided_on.unwrap_or_else(|| self.today());
        let rules = &self.rules;
        evaluate(&rules.pack, &rules.ledger, rules.opening, &case.grounds.case(on)).unwrap()
    }

    /// What the chart shows, with the clinician's licences or without.
    async fn charted(&self, doctor: &Doctor, encounter: &Encounter) -> Evaluation {
        let local = self.local();
        let chart = self.store.chart(&doctor.actor, encounter.id, &local).await.unwrap().unwrap();
        self.rules.evaluate(&chart.record, None, &[self.today()]).unwrap().evaluation
    }
}

#[tokio::test]
async fn an_open_case_decides_as_its_chart_does_also_after_a_change() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let sent = clinic.submitted(&patient).await;
        let [case] = &clinic.cases(UsState::Tx).await[..] else { panic!("one case") };
        assert_eq!((case.encounter, case.decided_on), (sent.id, None));
        let charted = clinic.charted(&doctor, &sent).await;
        assert_eq!(clinic.decide(case).digest(), charted.digest());

        // The patient takes a nitrate after all.
        let changed = json!({"nitrate": [{"coding": {"code": "yes"}}]});
        let save = PageSave { expected_revision: 1, ..answers("health", changed) };
        clinic.store.amend(&patient, &clinic.change_of(&sent), &save).await.unwrap();
        let [case] = &clinic.cases(UsState::Tx).await[..] else { panic!("one case") };
        let after = clinic.charted(&doctor, &sent).await;
        assert_ne!(after.digest(), charted.digest());
        assert_eq!(clinic.decide(case).digest(), after.digest());
    })
    .await;
}

#[tokio::test]
async fn a_decided_case_stays_as_it_was_decided_and_an_ended_one_is_passed_over() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await.unwrap();
        let day = clinic.today();
        let other = clinic.patient().await;
        let waiting = clinic.submitted(&other).await;
        assert_eq!(clinic.cases(UsState::Tx).await.len(), 2);
        store.withdraw(&other, &clinic.change_of(&waiting)).await.unwrap();
        clinic.pass(jiff::SignedDuration::from_hours(240));
        let [case] = &clinic.cases(UsState::Tx).await[..] else { panic!("one case") };
        assert_eq!((case.encounter, case.decided_on), (claimed.id, Some(day)));
        let signed = held.digest_seen.unwrap();
        assert_eq!(clinic.decide(case).digest().to_string(), signed);
        // Without its receipt, the day of the determination is still known.
        clinic.meddle("delete from receipt").await;
        clinic.meddle("update case_on_record set content = null").await;
        let [case] = &clinic.cases(UsState::Tx).await[..] else { panic!("one case") };
        assert_eq!((case.encounter, case.decided_on), (claimed.id, Some(day)));
    })
    .await;
}

#[tokio::test]
async fn cases_are_counted_by_place_and_read_by_operators_alone() {
    both(async |clinic| {
        let store = &clinic.store;
        let doctor = clinic.doctor(UsState::Tx).await;
        let protocol: ProtocolId = "first".parse().unwrap();
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(clinic.in_review(&clinic.patient().await, &doctor).await.id);
        }
        all.sort();
        clinic.cases(UsState::Tx).await;
        let counts = store.case_counts().await.unwrap();
        let counts: Vec<_> = counts.iter().map(|one| (one.state, one.count)).collect();
        assert_eq!(counts, [(UsState::Tx, 3)]);
        let here = (&protocol, UsState::Tx);
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let page = store.cases(&Actor::System, here, after, 1).await.unwrap();
            let Some(case) = page.iter().next() else { break };
            after = Some(case.encounter);
            read.push(case.encounter);
        }
        assert_eq!(read, all);
        let other = rulebook(&[PROHIBITION]);
        for actor in [&doctor.actor, &clinic.patient().await, &Actor::Visitor(None)] {
            let refused = store.cases(actor, here, None, 1).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
            let refused = store.case_under(actor, all[0], &other, clinic.today()).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
            let refused = store.begin_replay(actor, other.pack.digest()).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
    })
    .await;
}
