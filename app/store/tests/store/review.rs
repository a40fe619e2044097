//! Queue, chart, claim, decisions, worklist.

use std::collections::BTreeSet;

use domain::{
    actor::Actor,
    encounter::{
        Decline, Encounter, PrescriptionStatus, Question, StateName, VerbError, VisitDemand,
    },
    ids::EncounterId,
    licence::{LicenceRefusal, LicenceStatus},
    place::UsState,
    relationship::{Modality, Relationship},
};
use jiff::SignedDuration;
use serde_json::json;
use store::{
    Attestation, Change, Held, NoLicence, Order, PageSave, Rulebook, StoreError, VisitHeld,
};

use crate::{
    clinic::{Clinic, Doctor, answers, both, order, profile, status},
    pack::{PROHIBITION, rulebook},
};

async fn queue(clinic: &Clinic, actor: &Actor) -> Vec<EncounterId> {
    let queue = clinic.store.queue(actor, 50, 0, &clinic.local()).await.unwrap();
    assert_eq!(queue.total, i64::try_from(queue.rows.len()).unwrap());
    queue.rows.into_iter().map(|row| row.encounter).collect()
}

#[tokio::test]
async fn the_queue_holds_what_a_licence_covers_and_no_more() {
    both(async |clinic| {
        let texan = clinic.doctor(UsState::Tx).await;
        let arkansan = clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        clinic.draft(&clinic.patient().await).await;
        assert_eq!(queue(&clinic, &texan.actor).await, [submitted.id]);
        assert!(queue(&clinic, &arkansan.actor).await.is_empty());
        let moved = Attestation { location: UsState::Ar, on: clinic.today() };
        let change = clinic.change_of(&submitted);
        clinic.store.relocate(&patient, &change, &moved).await.unwrap();
        assert!(queue(&clinic, &texan.actor).await.is_empty());
        assert_eq!(queue(&clinic, &arkansan.actor).await, [submitted.id]);
        for status in [LicenceStatus::Inactive, LicenceStatus::Suspended, LicenceStatus::Revoked] {
            clinic.change_licence(&arkansan, status).await;
            assert!(queue(&clinic, &arkansan.actor).await.is_empty());
        }
        clinic.change_licence(&arkansan, LicenceStatus::Active).await;
        clinic.pass(SignedDuration::from_hours(24 * 400));
        assert!(queue(&clinic, &arkansan.actor).await.is_empty());
        for actor in [patient, clinic.operator().await, Actor::System, Actor::Visitor(None)] {
            let refused = clinic.store.queue(&actor, 50, 0, &clinic.local()).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
    })
    .await;
}

#[tokio::test]
async fn the_queue_puts_urgent_before_answered_before_the_longest_wait() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let minute = SignedDuration::from_mins(1);
        let first = clinic.submitted(&clinic.patient().await).await;
        clinic.pass(minute);
        let second = clinic.submitted(&clinic.patient().await).await;
        clinic.pass(minute);

        let asking = clinic.patient().await;
        let claimed = clinic.in_review(&asking, &doctor).await;
        let question = Question::Text { text: "Since when?".into() };
        let held = clinic.holding(&claimed);
        let local = clinic.local();
        let asked = clinic
            .store
            .request_information(&doctor.actor, &held, vec![question], &clinic.rules, &local)
            .await
            .unwrap();
        clinic.pass(minute);
        let answer = domain::encounter::Answer::Text { text: "May".into() };
        let here = Attestation { location: UsState::Tx, on: clinic.today() };
        let change = clinic.change_of(&asked);
        let answered = clinic.store.respond(&asking, &change, vec![answer], &here).await.unwrap();

        let hurting = clinic.patient().await;
        let draft = clinic.draft(&hurting).await;
        let flag = PageSave { red_flag: true, ..answers("about", json!({})) };
        clinic.save(&hurting, draft, flag).await;
        let change = clinic.change(&hurting, draft).await;
        let urgent = clinic.store.submit(&hurting, &change).await.unwrap();

        let order = [urgent.id, answered.id, first.id, second.id];
        assert_eq!(queue(&clinic, &doctor.actor).await, order);
        // Claiming and giving back loses no place.
        let claimed = clinic.claimed(&doctor, &first).await;
        let other = clinic.doctor(UsState::Tx).await;
        assert_eq!(queue(&clinic, &other.actor).await, [urgent.id, answered.id, second.id]);
        assert_eq!(queue(&clinic, &doctor.actor).await, order);
        clinic.store.release(&doctor.actor, &clinic.holding(&claimed)).await.unwrap();
        assert_eq!(queue(&clinic, &other.actor).await, order);
        // A lease that ended shows up again, before anybody swept it.
        clinic.claimed(&doctor, &first).await;
        clinic.pass(SignedDuration::from_mins(15));
        assert_eq!(queue(&clinic, &other.actor).await, order);
        let page = clinic.store.queue(&other.actor, 2, 1, &clinic.local()).await.unwrap();
        let page_ids: Vec<_> = page.rows.iter().map(|row| row.encounter).collect();
        assert_eq!((page_ids.as_slice(), page.total), ([answered.id, first.id].as_slice(), 4));
        assert!(page.rows[0].answered && page.rows[1].state == StateName::InReview);
    })
    .await;
}

#[tokio::test]
async fn a_chart_is_for_the_patient_and_for_licensed_clinicians() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let elsewhere = clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let submitted = clinic.submitted(&patient).await;
        let id = submitted.id;
        let chart = store.chart(&doctor.actor, id, &local).await.unwrap().unwrap();
        assert_eq!(chart.encounter, submitted);
        assert_eq!((chart.licences.len(), chart.events.len(), chart.pages.len()), (1, 1, 3));
        assert_eq!(chart.current_pages().len(), 3);
        assert_eq!(chart.record.relationship, Relationship::New);
        let own = store.chart(&patient, id, &local).await.unwrap().unwrap();
        assert!(own.licences.is_empty());
        let other = clinic.patient().await;
        assert!(store.chart(&other, id, &local).await.unwrap().is_none());
        assert!(store.chart(&Actor::Visitor(Some(id)), id, &local).await.unwrap().is_none());
        let refused = store.chart(&elsewhere.actor, id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(NoLicence::None))));
        let operator = clinic.operator().await;
        for actor in [&operator, &Actor::System] {
            let refused = store.chart(actor, id, &local).await;
            assert!(matches!(refused, Err(StoreError::Forbidden)));
        }
        let unknown = EncounterId::new(clinic.now(), [3; 10]);
        assert!(store.chart(&doctor.actor, unknown, &local).await.unwrap().is_none());
        let trail = store.audit_trail(&operator, id).await.unwrap();
        let actions: Vec<_> = trail.iter().map(|row| row.action.as_str()).collect();
        assert!(actions.contains(&"read-chart") && actions.contains(&"read-chart-refused"));
        let refused = store.audit_trail(&doctor.actor, id).await;
        assert!(matches!(refused, Err(StoreError::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn who_decided_may_still_read_what_they_decided() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let prescribed = clinic.prescribed(&patient, &doctor).await;
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        let local = clinic.local();
        let chart = clinic.store.chart(&doctor.actor, prescribed.id, &local).await.unwrap();
        assert_eq!(chart.unwrap().determinations.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_called_for_a_visit_and_lost_the_licence_reads_no_further() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let (store, local) = (&clinic.store, clinic.local());
        clinic.called(&doctor, &claimed).await;
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        let refused = store.chart(&doctor.actor, claimed.id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));
        let open = store.chart(&patient, claimed.id, &local).await.unwrap().unwrap();
        store.withdraw(&patient, &clinic.change_of(&open.encounter)).await.unwrap();
        let ended = store.chart(&doctor.actor, claimed.id, &local).await.unwrap().unwrap();
        assert_eq!((ended.determinations.len(), ended.earlier.len()), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn what_a_patient_added_after_the_decision_is_not_for_who_may_no_longer_treat_them() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let demand = VisitDemand { modality: Modality::Video, reason: "To look.".into() };
        let (store, local) = (&clinic.store, clinic.local());
        let called =
            store.require_visit(&doctor.actor, &held, demand, &clinic.rules, &local).await.unwrap();
        let more = answers("more", json!({"said": [{"text": "later"}]}));
        let amended = store.amend(&patient, &clinic.change_of(&called), &more).await.unwrap();
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        store.withdraw(&patient, &clinic.change_of(&amended)).await.unwrap();
        let refused = store.chart(&doctor.actor, claimed.id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));
    })
    .await;
}

#[tokio::test]
async fn what_a_colleague_added_after_the_decision_is_not_for_who_may_no_longer_treat() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let (doctor, colleague) =
            (clinic.doctor(UsState::Tx).await, clinic.doctor(UsState::Tx).await);
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let called = clinic.called(&doctor, &claimed).await;
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        clinic.pass(SignedDuration::from_hours(1));
        let held = clinic.visited(&colleague, &called).await;
        let back = store.release(&colleague.actor, &clinic.holding(&held)).await.unwrap();
        store.withdraw(&patient, &clinic.change_of(&back)).await.unwrap();
        let refused = store.chart(&doctor.actor, claimed.id, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));
    })
    .await;
}

#[tokio::test]
async fn who_decided_and_may_no_longer_treat_sees_no_later_name_and_no_other_visit() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let (doctor, colleague) =
            (clinic.doctor(UsState::Tx).await, clinic.doctor(UsState::Tx).await);
        let patient = clinic.patient().await;
        let prescribed = clinic.prescribed(&patient, &doctor).await;
        let later = clinic.in_review(&patient, &colleague).await;
        let called = clinic.called(&colleague, &later).await;
        clinic.pass(SignedDuration::from_hours(1));
        clinic.visited(&colleague, &called).await;
        let seen = async || {
            let chart = store.chart(&doctor.actor, prescribed.id, &local).await.unwrap().unwrap();
            (chart.profile.is_some(), chart.visits.len())
        };
        assert_eq!(seen().await, (true, 1));
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        assert_eq!(seen().await, (true, 0));
        store.save_profile(&patient, &profile()).await.unwrap();
        assert_eq!(seen().await, (false, 0));
    })
    .await;
}

#[tokio::test]
async fn prescribing_writes_prescription_determination_event_and_letter() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let (store, local) = (&clinic.store, clinic.local());
        let done =
            store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await.unwrap();
        assert_eq!(status(&done), PrescriptionStatus::ToSend);
        // The same command again: the same answer, nothing twice.
        let again =
            store.prescribe(&doctor.actor, &held, &order(), &clinic.rules, &local).await.unwrap();
        assert_eq!(again, done);
        for table in ["prescription", "determination"] {
            assert_eq!(clinic.count(table).await, 1, "{table}");
        }
        assert_eq!((clinic.count("event").await, clinic.count("mail").await), (3, 2));
        let chart = store.chart(&patient, done.id, &local).await.unwrap().unwrap();
        let determination = &chart.determinations[0];
        assert_eq!(Some(&determination.evaluation_digest), held.digest_seen.as_ref());
        assert_eq!(determination.pack_digest, clinic.rules.pack.digest().to_string());
        // The same command with another body is refused.
        let more = Order { refills: 2, ..order() };
        let reused = store.prescribe(&doctor.actor, &held, &more, &clinic.rules, &local).await;
        assert!(matches!(reused, Err(StoreError::CommandReused)));
        // Another command, on what has ended.
        let late = Held { change: clinic.change_of(&done), ..held };
        let late = store.prescribe(&doctor.actor, &late, &order(), &clinic.rules, &local).await;
        assert!(matches!(late, Err(StoreError::Verb(VerbError::WrongState { .. }))));
    })
    .await;
}

async fn refused(clinic: &Clinic, held: &Held, actor: &Actor, order: &Order) -> StoreError {
    let rules = &clinic.rules;
    let tried = clinic.store.prescribe(actor, held, order, rules, &clinic.local()).await;
    assert_eq!(clinic.count("prescription").await, 0);
    assert_eq!(clinic.count("determination").await, 0);
    tried.unwrap_err()
}

#[tokio::test]
async fn prescribing_is_refused_without_licence_lease_version_or_digest() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let other = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let order = order();

        let error = refused(&clinic, &held, &patient, &order).await;
        assert!(matches!(error, StoreError::Forbidden));
        let error = refused(&clinic, &held, &other.actor, &order).await;
        assert!(matches!(error, StoreError::Verb(VerbError::ClaimedElsewhere)));
        let other_lease = Held { lease: clinic.token(), ..held.clone() };
        let error = refused(&clinic, &other_lease, &doctor.actor, &order).await;
        assert!(matches!(error, StoreError::Verb(VerbError::ClaimedElsewhere)));
        let stale = Change { version: claimed.version - 1, ..held.change.clone() };
        let stale = Held { change: stale, ..held.clone() };
        let error = refused(&clinic, &stale, &doctor.actor, &order).await;
        assert!(matches!(error, StoreError::Conflict { current } if current == claimed.version));
        let blind = Held { digest_seen: None, ..held.clone() };
        let error = refused(&clinic, &blind, &doctor.actor, &order).await;
        assert!(matches!(error, StoreError::RulesChanged { .. }));
        let unknown = EncounterId::new(clinic.now(), [3; 10]);
        let unknown = Change { encounter: unknown, ..held.change.clone() };
        let unknown = Held { change: unknown, ..held.clone() };
        let error = refused(&clinic, &unknown, &doctor.actor, &order).await;
        assert!(matches!(error, StoreError::NotFound));

        for (status, refusal) in [
            (LicenceStatus::Suspended, LicenceRefusal::NotActive(LicenceStatus::Suspended)),
            (LicenceStatus::Revoked, LicenceRefusal::NotActive(LicenceStatus::Revoked)),
        ] {
            clinic.change_licence(&doctor, status).await;
            let error = refused(&clinic, &held, &doctor.actor, &order).await;
            assert!(matches!(
                error,
                StoreError::NoLicence(NoLicence::Refused(known)) if known == refusal
            ));
        }
        clinic.change_licence(&doctor, LicenceStatus::Active).await;
        clinic.store.disable_account(&Actor::System, doctor.id.into()).await.unwrap();
        let error = refused(&clinic, &held, &doctor.actor, &order).await;
        assert!(matches!(error, StoreError::NoLicence(NoLicence::Disabled)));
        clinic.store.enable_account(&Actor::System, doctor.id.into()).await.unwrap();

        clinic.pass(SignedDuration::from_mins(15));
        let error = refused(&clinic, &held, &doctor.actor, &order).await;
        assert!(matches!(error, StoreError::Verb(VerbError::LeaseEnded { .. })));
    })
    .await;
}

#[tokio::test]
async fn an_order_beyond_the_rules_is_refused() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        for wrong in [
            Order { quantity: 11, ..order() },
            Order { quantity: 0, ..order() },
            Order { refills: 6, ..order() },
            Order { sig: "two".into(), ..order() },
        ] {
            let error = refused(&clinic, &held, &doctor.actor, &wrong).await;
            assert!(matches!(error, StoreError::Verb(VerbError::Order(_))), "{error}");
        }
        let other = Order { medication: "syrup".parse().unwrap(), ..order() };
        let error = refused(&clinic, &held, &doctor.actor, &other).await;
        assert!(matches!(error, StoreError::NotPermitted { decision: None }));
        let mut other = order();
        other.diagnosis.code = "Z99".into();
        let error = refused(&clinic, &held, &doctor.actor, &other).await;
        assert!(matches!(error, StoreError::NotOfProtocol("diagnosis")));
    })
    .await;
}

#[tokio::test]
async fn rules_that_changed_since_the_chart_was_shown_refuse() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let changed = Clinic { rules: rulebook(&[PROHIBITION]), ..clinic.clone() };
        let error = refused(&changed, &held, &doctor.actor, &order()).await;
        assert!(matches!(error, StoreError::RulesChanged { .. }));
        // Shown again, they still do not permit it.
        let held = changed.held(&doctor, &claimed).await;
        let error = refused(&changed, &held, &doctor.actor, &order()).await;
        assert!(matches!(error, StoreError::NotPermitted { decision: Some(_) }));
    })
    .await;
}

/// Submitted, with a medicine that nobody recognises.
async fn with_a_typed_medicine(clinic: &Clinic, patient: &Actor) -> Encounter {
    let draft = clinic.draft(patient).await;
    let typed = json!({"typed": [{"text": "Zzyzx"}]});
    let typed = PageSave { expected_revision: 1, ..answers("medicines", typed) };
    clinic.save(patient, draft, typed).await;
    let change = clinic.change(patient, draft).await;
    clinic.store.submit(patient, &change).await.unwrap()
}

#[tokio::test]
async fn an_unknown_medicine_must_be_resolved_and_a_nitrate_blocks() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        for (classes, permitted) in [(vec![], true), (vec!["nitrate".to_owned()], false)] {
            let patient = clinic.patient().await;
            let submitted = with_a_typed_medicine(&clinic, &patient).await;
            let claimed = clinic.claimed(&doctor, &submitted).await;
            let held = clinic.held(&doctor, &claimed).await;
            let rules: &Rulebook = &clinic.rules;
            let tried = store.prescribe(&doctor.actor, &held, &order(), rules, &local).await;
            assert!(matches!(tried, Err(StoreError::NotPermitted { decision: Some(_) })));

            let held = clinic.holding(&claimed);
            let classes: BTreeSet<String> = classes.into_iter().collect();
            let wrong = store
                .resolve_medicine(&doctor.actor, &held, "Other", classes.clone(), rules, &local)
                .await;
            assert!(matches!(wrong, Err(StoreError::UnknownMedicine)));
            let resolved = store
                .resolve_medicine(&doctor.actor, &held, "Zzyzx", classes, rules, &local)
                .await
                .unwrap();
            assert_eq!(resolved.version, claimed.version + 1);
            let held = clinic.held(&doctor, &resolved).await;
            let tried = store.prescribe(&doctor.actor, &held, &order(), rules, &local).await;
            assert_eq!(tried.is_ok(), permitted, "{tried:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_said_of_a_medicine_can_be_corrected_and_says_who_said_it() {
    both(async |clinic| {
        let (store, local, rules) = (&clinic.store, clinic.local(), &clinic.rules);
        let (first, second) = (clinic.doctor(UsState::Tx).await, clinic.doctor(UsState::Tx).await);
        let patient = clinic.patient().await;
        let submitted = with_a_typed_medicine(&clinic, &patient).await;
        let say = async |doctor: &Doctor, encounter: &Encounter, classes: &[&str]| {
            let held = clinic.holding(encounter);
            let classes = classes.iter().map(|class| (*class).to_owned()).collect();
            store.resolve_medicine(&doctor.actor, &held, "Zzyzx", classes, rules, &local).await
        };
        let claimed = clinic.claimed(&first, &submitted).await;
        let said = say(&first, &claimed, &["nitrate"]).await.unwrap();
        let held = clinic.held(&first, &said).await;
        let refused = store.prescribe(&first.actor, &held, &order(), rules, &local).await;
        assert!(matches!(refused, Err(StoreError::NotPermitted { decision: Some(_) })));
        let back = store.release(&first.actor, &held).await.unwrap();

        clinic.pass(SignedDuration::from_mins(1));
        let claimed = clinic.claimed(&second, &back).await;
        let said = say(&second, &claimed, &[]).await.unwrap();
        let chart = store.chart(&second.actor, said.id, &local).await.unwrap().unwrap();
        let who: Vec<_> = chart
            .medicines
            .iter()
            .map(|finding| (finding.by, finding.classes.len(), finding.name.is_empty()))
            .collect();
        assert_eq!(who, [(first.id, 1, false), (second.id, 0, false)]);
        assert_eq!(chart.medicines[1].at, clinic.now());
        let held = clinic.held(&second, &said).await;
        store.prescribe(&second.actor, &held, &order(), rules, &local).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn asking_for_more_is_a_determination_with_the_rules_that_spoke() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let claimed = clinic.in_review(&patient, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let question = || vec![Question::Text { text: "Since when?".into() }];
        // Under other rules than those that were shown, nothing is asked.
        let other = rulebook(&[PROHIBITION]);
        let refused =
            store.request_information(&doctor.actor, &held, question(), &other, &local).await;
        assert!(matches!(refused, Err(StoreError::RulesChanged { .. })));
        let rules = &clinic.rules;
        let asked = store
            .request_information(&doctor.actor, &held, question(), rules, &local)
            .await
            .unwrap();
        let chart = store.chart(&patient, asked.id, &local).await.unwrap().unwrap();
        let [determination] = chart.determinations.as_slice() else {
            panic!("{:?}", chart.determinations)
        };
        assert_eq!(determination.kind.as_str(), "information-requested");
        assert_eq!((determination.clinician, determination.version), (doctor.id, asked.version));
        assert_eq!(Some(&determination.evaluation_digest), held.digest_seen.as_ref());
    })
    .await;
}

#[tokio::test]
async fn declining_needs_a_reason_of_the_protocol_and_words() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        let decline =
            |code: &str, message: &str| Decline { code: code.into(), message: message.into() };
        let (actor, rules) = (&doctor.actor, &clinic.rules);
        let wrong = store.decline(actor, &held, decline("mood", "No."), rules, &local).await;
        assert!(matches!(wrong, Err(StoreError::NotOfProtocol("reason"))));
        let mute = store.decline(actor, &held, decline("unsafe", " "), rules, &local).await;
        assert!(matches!(mute, Err(StoreError::Verb(VerbError::Words(_)))));
        let done =
            store.decline(actor, &held, decline("unsafe", "Sorry."), rules, &local).await.unwrap();
        assert_eq!(done.state.name(), StateName::Declined);
        let chart = store.chart(actor, done.id, &local).await.unwrap().unwrap();
        assert_eq!(chart.determinations[0].kind.as_str(), "declined");
    })
    .await;
}

#[tokio::test]
async fn a_visit_opens_what_needs_one() {
    both(async |clinic| {
        let (store, local, rules) = (&clinic.store, clinic.local(), &clinic.rules);
        let doctor = clinic.doctor(UsState::Ar).await;
        let patient = clinic.patient().await;
        let draft = clinic.draft(&patient).await;
        let place = PageSave { expected_revision: 1, ..clinic.place(UsState::Ar) };
        clinic.save(&patient, draft, place).await;
        let change = clinic.change(&patient, draft).await;
        let submitted = store.submit(&patient, &change).await.unwrap();
        let claimed = clinic.claimed(&doctor, &submitted).await;
        let held = clinic.held(&doctor, &claimed).await;
        let tried = store.prescribe(&doctor.actor, &held, &order(), rules, &local).await;
        assert!(matches!(tried, Err(StoreError::NotPermitted { decision: Some(_) })));

        let demand = |modality| VisitDemand { modality, reason: "State law.".into() };
        // A demand for less than the law asks does not become enough.
        let asked = store
            .require_visit(&doctor.actor, &held, demand(Modality::Audio), rules, &local)
            .await
            .unwrap();
        let visit = |modality, hours: i64| VisitHeld {
            modality,
            at: clinic.now().checked_add(SignedDuration::from_hours(hours)).unwrap(),
            on: clinic.today(),
            note: "Well.".into(),
        };
        let early = visit(Modality::Audio, 1);
        let change = clinic.change_of(&asked);
        let tried = store.complete_visit(&doctor.actor, &change, &early, &local).await;
        assert!(matches!(tried, Err(StoreError::VisitInFuture)));
        clinic.pass(SignedDuration::from_hours(2));
        let stale = visit(Modality::Audio, -3);
        let tried = store.complete_visit(&doctor.actor, &change, &stale, &local).await;
        assert!(matches!(tried, Err(StoreError::VisitTooEarly)));
        let heard = visit(Modality::Audio, -1);
        let back = store.complete_visit(&doctor.actor, &change, &heard, &local).await.unwrap();
        let held = clinic.held(&doctor, &back).await;
        let tried = store.prescribe(&doctor.actor, &held, &order(), rules, &local).await;
        assert!(matches!(tried, Err(StoreError::NotPermitted { decision: Some(_) })));

        let held = clinic.held(&doctor, &back).await;
        let asked = store
            .require_visit(&doctor.actor, &held, demand(Modality::Video), rules, &local)
            .await
            .unwrap();
        let change = clinic.change_of(&asked);
        let tried = store.complete_visit(&doctor.actor, &change, &heard, &local).await;
        assert!(matches!(tried, Err(StoreError::Verb(VerbError::VisitTooLittle(_)))));
        let seen = visit(Modality::Video, 0);
        let back = store.complete_visit(&doctor.actor, &change, &seen, &local).await.unwrap();
        let held = clinic.held(&doctor, &back).await;
        store.prescribe(&doctor.actor, &held, &order(), rules, &local).await.unwrap();
        let chart = store.chart(&doctor.actor, back.id, &local).await.unwrap().unwrap();
        assert_eq!((chart.visits.len(), chart.determinations.len()), (2, 3));
    })
    .await;
}

#[tokio::test]
async fn a_licence_that_ends_leaves_only_release() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.held(&doctor, &claimed).await;
        clinic.change_licence(&doctor, LicenceStatus::Revoked).await;
        let question = Question::Text { text: "Why?".into() };
        let asked = store
            .request_information(&doctor.actor, &held, vec![question], &clinic.rules, &local)
            .await;
        assert!(matches!(asked, Err(StoreError::NoLicence(_))));
        let renewed = store.renew(&doctor.actor, claimed.id, held.lease, &local).await;
        assert!(matches!(renewed, Err(StoreError::NoLicence(_))));
        let decline = Decline { code: "unsafe".into(), message: "No.".into() };
        let declined = store.decline(&doctor.actor, &held, decline, &clinic.rules, &local).await;
        assert!(matches!(declined, Err(StoreError::NoLicence(_))));
        let released = store.release(&doctor.actor, &held).await.unwrap();
        assert_eq!(released.state.name(), StateName::AwaitingReview);
        let claimed = store.claim(&doctor.actor, clinic.command(), released.id, &local).await;
        assert!(matches!(claimed, Err(StoreError::NoLicence(_))));
    })
    .await;
}

#[tokio::test]
async fn a_claim_is_kept_by_renewal_and_its_token_dies_with_it() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let other = clinic.doctor(UsState::Tx).await;
        let claimed = clinic.in_review(&clinic.patient().await, &doctor).await;
        let held = clinic.holding(&claimed);
        clinic.pass(SignedDuration::from_mins(14));
        let kept = store.renew(&doctor.actor, claimed.id, held.lease, &local).await.unwrap();
        let until = kept.state.lease().unwrap().until;
        assert_eq!(until, clinic.now().checked_add(SignedDuration::from_mins(15)).unwrap());
        let stolen = store.renew(&other.actor, claimed.id, held.lease, &local).await;
        assert!(matches!(stolen, Err(StoreError::Verb(VerbError::ClaimedElsewhere))));
        clinic.pass(SignedDuration::from_mins(14));
        let early = store.claim(&other.actor, clinic.command(), claimed.id, &local).await;
        assert!(matches!(early, Err(StoreError::Verb(VerbError::ClaimedElsewhere))));
        clinic.pass(SignedDuration::from_mins(1));
        clinic.claimed(&other, &claimed).await;
        let late = store.release(&doctor.actor, &held).await;
        assert!(matches!(late, Err(StoreError::Conflict { .. })));
        let late = store.renew(&doctor.actor, claimed.id, held.lease, &local).await;
        assert!(matches!(late, Err(StoreError::Verb(VerbError::ClaimedElsewhere))));
    })
    .await;
}

#[tokio::test]
async fn the_worklist_holds_what_must_still_reach_a_pharmacy() {
    both(async |clinic| {
        let (store, local) = (&clinic.store, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let colleague = clinic.doctor(UsState::Tx).await;
        let elsewhere = clinic.doctor(UsState::Ar).await;
        let sent = clinic.prescribed(&clinic.patient().await, &doctor).await;
        clinic.pass(SignedDuration::from_mins(1));
        let cancelled = clinic.prescribed(&clinic.patient().await, &doctor).await;
        let worklist = store.worklist(&colleague.actor, &local).await.unwrap().to_send;
        assert_eq!(worklist.len(), 2);
        assert_eq!((worklist[0].encounter, worklist[0].by), (sent.id, doctor.id));
        let nothing = store.worklist(&elsewhere.actor, &local).await.unwrap();
        assert_eq!(nothing.encounters().count(), 0);
        let patient = clinic.patient().await;
        assert!(matches!(store.worklist(&patient, &local).await, Err(StoreError::Forbidden)));

        let change = clinic.change_of(&sent);
        let far = store.send_prescription(&elsewhere.actor, &change, &local).await;
        assert!(matches!(far, Err(StoreError::NoLicence(_))));
        let done = store.send_prescription(&colleague.actor, &change, &local).await.unwrap();
        assert!(matches!(status(&done), PrescriptionStatus::Sent { by, .. } if by == colleague.id));
        let twice = clinic.change_of(&done);
        let twice = store.send_prescription(&colleague.actor, &twice, &local).await;
        assert!(matches!(twice, Err(StoreError::Verb(_))));

        let change = clinic.change_of(&cancelled);
        let mute = store.cancel_prescription(&doctor.actor, &change, " ", &local).await;
        assert!(matches!(mute, Err(StoreError::Verb(VerbError::Words(_)))));
        let done =
            store.cancel_prescription(&doctor.actor, &change, "Typo.", &local).await.unwrap();
        assert!(matches!(status(&done), PrescriptionStatus::Cancelled { .. }));
        let left = store.worklist(&doctor.actor, &local).await.unwrap();
        assert_eq!(left.encounters().collect::<Vec<_>>(), [sent.id], "what was cancelled is gone");
    })
    .await;
}

#[tokio::test]
async fn a_draft_knows_the_visits_of_earlier_encounters_and_how_they_were_held() {
    both(async |clinic| {
        let (store, rules, local) = (&clinic.store, &clinic.rules, clinic.local());
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        for (modality, strongest) in
            [(Modality::Video, Modality::Video), (Modality::Audio, Modality::Video)]
        {
            let claimed = clinic.in_review(&patient, &doctor).await;
            let held = clinic.held(&doctor, &claimed).await;
            let demand = VisitDemand { modality, reason: "To talk.".into() };
            let asked =
                store.require_visit(&doctor.actor, &held, demand, rules, &local).await.unwrap();
            let (at, on) = (clinic.now(), clinic.today());
            let visit = VisitHeld { modality, at, on, note: "Well.".into() };
            let change = clinic.change_of(&asked);
            let back = store.complete_visit(&doctor.actor, &change, &visit, &local).await.unwrap();
            let held = clinic.held(&doctor, &back).await;
            store.prescribe(&doctor.actor, &held, &order(), rules, &local).await.unwrap();
            clinic.pass(SignedDuration::from_hours(24));

            let draft = clinic.draft(&patient).await;
            let intake = store.intake(&patient, draft).await.unwrap().unwrap();
            assert_eq!(intake.relationship, Relationship::Established { on, modality: strongest });
        }
        let stranger = clinic.patient().await;
        let draft = clinic.draft(&stranger).await;
        let intake = store.intake(&stranger, draft).await.unwrap().unwrap();
        assert_eq!(intake.relationship, Relationship::New);
    })
    .await;
}

/// Between the two midnights of a state, what is dated by the later clock has happened.
#[tokio::test]
async fn what_was_made_today_by_one_of_two_clocks_is_not_in_the_future() {
    const PRESSURE: &str = r#"
[[rule]]
id = "us/pressure"
jurisdiction = "US"
title = "Pressure"
basis = "policy"
citation = "None"
reviewed = 2026-11-23
confidence = "high"
effect = { require = { evidence = "blood-pressure", within-days = 30 } }
patient = "Measure it."
clinician = "Measure it."
"#;
    both(async |clinic| {
        let rules = rulebook(&[PRESSURE]);
        let doctor = clinic.doctor(UsState::Tx).await;
        let submitted = clinic.submitted(&clinic.patient().await).await;
        let local = clinic.local();
        let chart = clinic.store.chart(&doctor.actor, submitted.id, &local).await.unwrap().unwrap();
        let today = clinic.today();
        let (yesterday, tomorrow) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
        let number = domain::decimal::Decimal::whole;
        for (on, permitted) in [(yesterday, true), (today, true), (tomorrow, false)] {
            let mut record = chart.record.clone();
            let (systolic, diastolic) = (number(120), number(80));
            record.evidence =
                vec![domain::evidence::Evidence::BloodPressure { on, systolic, diastolic }];
            let seen = rules.evaluate(&record, None, &[yesterday, today]).unwrap();
            let outcome = seen.evaluation.decisions[0].outcome;
            assert_eq!(outcome == domain::rules::Outcome::Permitted, permitted, "{on}");
        }
    })
    .await;
}
