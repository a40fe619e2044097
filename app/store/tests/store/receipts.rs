//! Receipts: each determination signed, chained to the one before it, and able to be replayed.

use std::collections::BTreeSet;

use domain::{
    actor::Actor,
    encounter::Encounter,
    place::UsState,
    receipt::{Receipt, check, replay},
};

use crate::clinic::{Clinic, both};

async fn receipts(clinic: &Clinic, actor: &Actor, of: &Encounter) -> Vec<Receipt> {
    let chart = clinic.store.chart(actor, of.id, &clinic.local()).await.unwrap();
    chart.unwrap().receipts
}

#[tokio::test]
async fn every_determination_leaves_a_receipt_that_is_genuine_and_leads_there_again() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        assert!(receipts(&clinic, &patient, &claimed).await.is_empty());
        let called = clinic.called(&doctor, &claimed).await;
        let visited = clinic.visited(&doctor, &called).await;
        let held = clinic.held(&doctor, &visited).await;
        let (local, rules) = (clinic.local(), &clinic.rules);
        let order = crate::clinic::order();
        clinic.store.prescribe(&doctor.actor, &held, &order, rules, &local).await.unwrap();

        let key = clinic.store.receipt_key().await.unwrap();
        let [call, prescription] = &receipts(&clinic, &patient, &visited).await[..] else {
            panic!("two determinations, two receipts")
        };
        assert_eq!((call.body.kind.as_str(), call.body.sequence), ("visit-required", 1));
        assert_eq!(call.body.previous, None);
        assert_eq!(
            (prescription.body.kind.as_str(), prescription.body.sequence),
            ("prescribed", 2)
        );
        assert_eq!(prescription.body.previous, Some(call.body.digest()));
        assert_eq!(prescription.body.medication.as_deref(), Some(order.medication.as_str()));
        for receipt in [call, prescription] {
            let file = serde_json::to_string(receipt).unwrap();
            let read = check(&file, Some(&key)).unwrap();
            replay(&clinic.rules.pack, &read).unwrap();
        }
        // The prescriber's licences are the prescriber's own.
        let own = receipts(&clinic, &doctor.actor, &visited).await;
        assert_eq!(own[1].signature, prescription.signature);
        let shows = |receipt: &Receipt| {
            receipt.disclosures.iter().any(|disclosure| disclosure.name == "licences")
        };
        assert!(shows(&own[1]) && !shows(prescription));
        replay(&clinic.rules.pack, &own[1]).unwrap();
    })
    .await;
}

#[tokio::test]
async fn decisions_at_the_same_time_make_one_chain() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let mut claimed = Vec::new();
        for _ in 0..6 {
            let patient = clinic.patient().await;
            let encounter = clinic.in_review(&patient, &doctor).await;
            claimed.push((patient, encounter));
        }
        let call = |place: usize| clinic.called(&doctor, &claimed[place].1);
        tokio::join!(call(0), call(1), call(2), call(3), call(4), call(5));
        let mut chain = Vec::new();
        for (patient, encounter) in &claimed {
            chain.extend(receipts(&clinic, patient, encounter).await);
        }
        chain.sort_by_key(|receipt| receipt.body.sequence);
        assert_eq!(chain.len(), 6);
        for pair in chain.windows(2) {
            assert_eq!(pair[1].body.sequence, pair[0].body.sequence + 1);
            assert_eq!(pair[1].body.previous, Some(pair[0].body.digest()));
        }
        let keys: BTreeSet<_> = chain.iter().map(|receipt| &receipt.signature.key).collect();
        assert_eq!(keys.len(), 1);
        let salts: BTreeSet<_> =
            chain.iter().flat_map(|receipt| &receipt.disclosures).map(|one| &one.salt).collect();
        let all: usize = chain.iter().map(|receipt| receipt.disclosures.len()).sum();
        assert_eq!(salts.len(), all, "no salt is used twice");
    })
    .await;
}

/// The table as it was before the product told anything itself, and what makes it this one's.
const BEFORE: &str = include_str!("../../migrations/20261127001010_create_receipt.sql");
const SINCE: [&str; 5] = [
    include_str!("../../migrations/20261128001000_create_issued_receipt.sql"),
    include_str!("../../migrations/20261128001001_move_receipt.sql"),
    include_str!("../../migrations/20261128001002_drop_receipt.sql"),
    include_str!("../../migrations/20261128001003_rename_issued_receipt.sql"),
    include_str!("../../migrations/20261128001004_index_receipt.sql"),
];

#[tokio::test]
async fn what_was_signed_before_is_kept_and_the_chain_goes_on() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let prescribed = clinic.prescribed(&patient, &doctor).await;
        let signed = receipts(&clinic, &patient, &prescribed).await;
        clinic.meddle("alter table receipt rename to kept").await;
        clinic.meddle(BEFORE).await;
        let columns = "sequence, determination_id, encounter_id, digest, content, created_at";
        clinic.meddle(&format!("insert into receipt ({columns}) select {columns} from kept")).await;
        clinic.meddle("drop table kept").await;
        for step in SINCE {
            clinic.meddle(step).await;
        }
        assert_eq!(receipts(&clinic, &patient, &prescribed).await, signed);
        let other = clinic.patient().await;
        let next = clinic.prescribed(&other, &doctor).await;
        let next = receipts(&clinic, &other, &next).await;
        assert_eq!(next[0].body.previous, Some(signed[0].body.digest()));
    })
    .await;
}
