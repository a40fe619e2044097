//! State by verb, exhaustively: what the table of the house allows, and nothing else.

use std::collections::BTreeSet;

use domain::{
    actor::Actor,
    encounter::{
        Answer, Decline, Encounter, Expiry, Question, StateName, Verb, VerbError, VisitDemand,
    },
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use store::{Attestation, StoreError, VisitHeld};

use crate::clinic::{Clinic, Doctor, answers, both, order};

/// What the table of the house allows a person to do.
const ALLOWED: [(StateName, &[Verb]); 8] = [
    (StateName::AwaitingReview, &[Verb::Claim, Verb::Amend, Verb::Relocate, Verb::Withdraw]),
    (
        StateName::InReview,
        &[
            Verb::Renew,
            Verb::Release,
            Verb::RequestInformation,
            Verb::RequireVisit,
            Verb::Prescribe,
            Verb::Decline,
            Verb::Amend,
            Verb::Relocate,
            Verb::Withdraw,
        ],
    ),
    (StateName::AwaitingPatient, &[Verb::Respond, Verb::Amend, Verb::Relocate, Verb::Withdraw]),
    (StateName::AwaitingVisit, &[Verb::CompleteVisit, Verb::Amend, Verb::Relocate, Verb::Withdraw]),
    (StateName::Prescribed, &[Verb::SendPrescription, Verb::CancelPrescription]),
    (StateName::Declined, &[]),
    (StateName::Withdrawn, &[]),
    (StateName::Expired, &[]),
];

/// The verbs of people on what was submitted; `submit` again is the same submission.
const VERBS: [Verb; 14] = [
    Verb::Claim,
    Verb::Renew,
    Verb::Release,
    Verb::RequestInformation,
    Verb::Respond,
    Verb::RequireVisit,
    Verb::CompleteVisit,
    Verb::Prescribe,
    Verb::Decline,
    Verb::SendPrescription,
    Verb::CancelPrescription,
    Verb::Amend,
    Verb::Relocate,
    Verb::Withdraw,
];

fn question() -> Vec<Question> {
    vec![Question::Text { text: "Since when?".into() }]
}

fn demand() -> VisitDemand {
    VisitDemand { modality: Modality::Audio, reason: "To talk.".into() }
}

fn declined() -> Decline {
    Decline { code: "unsafe".into(), message: "It is not safe.".into() }
}

/// A fresh encounter in this state.
async fn brought(clinic: &Clinic, patient: &Actor, doctor: &Doctor, to: StateName) -> Encounter {
    let (store, local, rules) = (&clinic.store, clinic.local(), &clinic.rules);
    let submitted = clinic.submitted(patient).await;
    if to == StateName::AwaitingReview {
        return submitted;
    }
    if to == StateName::Withdrawn {
        return store.withdraw(patient, &clinic.change_of(&submitted)).await.unwrap();
    }
    let claimed = clinic.claimed(doctor, &submitted).await;
    let held = clinic.held(doctor, &claimed).await;
    let actor = &doctor.actor;
    let reached = match to {
        StateName::InReview => return claimed,
        StateName::AwaitingPatient => {
            store.request_information(actor, &held, question(), rules, &local).await
        }
        StateName::AwaitingVisit => {
            store.require_visit(actor, &held, demand(), rules, &local).await
        }
        StateName::Prescribed => store.prescribe(actor, &held, &order(), rules, &local).await,
        StateName::Declined => store.decline(actor, &held, declined(), rules, &local).await,
        StateName::Expired => {
            let asked =
                store.request_information(actor, &held, question(), rules, &local).await.unwrap();
            clinic.pass(SignedDuration::from_hours(24 * 14));
            assert!(store.expire_due(&Expiry::default()).await.unwrap() >= 1);
            let visits = store.visits(patient).await.unwrap();
            Ok(visits.into_iter().find(|visit| visit.encounter.id == asked.id).unwrap().encounter)
        }
        StateName::Draft | StateName::AwaitingReview | StateName::Withdrawn => {
            panic!("it has been reached above")
        }
    };
    reached.unwrap()
}

/// Tries a verb with everything right but the state.
async fn tried(
    clinic: &Clinic,
    patient: &Actor,
    doctor: &Doctor,
    encounter: &Encounter,
    verb: Verb,
) -> Result<(), StoreError> {
    let (store, local, rules) = (&clinic.store, clinic.local(), &clinic.rules);
    let (actor, change) = (&doctor.actor, clinic.change_of(encounter));
    let held = clinic.held(doctor, encounter).await;
    let there = Attestation { location: UsState::Tx, on: clinic.today() };
    match verb {
        Verb::Claim => store.claim(actor, change.command, encounter.id, &local).await.map(drop),
        Verb::Renew => store.renew(actor, encounter.id, held.lease, &local).await.map(drop),
        Verb::Release => store.release(actor, &held).await.map(drop),
        Verb::RequestInformation => {
            store.request_information(actor, &held, question(), rules, &local).await.map(drop)
        }
        Verb::Respond => {
            let answer = vec![Answer::Text { text: "May".into() }];
            store.respond(patient, &change, answer, &there).await.map(drop)
        }
        Verb::RequireVisit => {
            store.require_visit(actor, &held, demand(), rules, &local).await.map(drop)
        }
        Verb::CompleteVisit => {
            let (at, on) = (clinic.now(), clinic.today());
            let visit = VisitHeld { modality: Modality::Audio, at, on, note: "Well.".into() };
            store.complete_visit(actor, &change, &visit, &local).await.map(drop)
        }
        Verb::Prescribe => store.prescribe(actor, &held, &order(), rules, &local).await.map(drop),
        Verb::Decline => store.decline(actor, &held, declined(), rules, &local).await.map(drop),
        Verb::SendPrescription => store.send_prescription(actor, &change, &local).await.map(drop),
        Verb::CancelPrescription => {
            store.cancel_prescription(actor, &change, "A typo.", &local).await.map(drop)
        }
        Verb::Amend => {
            let save = answers("about", serde_json::json!({}));
            store.amend(patient, &change, &save).await.map(drop)
        }
        Verb::Relocate => store.relocate(patient, &change, &there).await.map(drop),
        Verb::Withdraw => store.withdraw(patient, &change).await.map(drop),
        Verb::Submit | Verb::Lapse | Verb::Expire => panic!("nobody's verb here"),
    }
}

#[tokio::test]
async fn each_state_allows_its_verbs_and_no_others() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        for (state, allowed) in ALLOWED {
            let allowed: BTreeSet<Verb> = allowed.iter().copied().collect();
            for verb in VERBS {
                let patient = clinic.patient().await;
                let encounter = brought(&clinic, &patient, &doctor, state).await;
                assert_eq!(encounter.state.name(), state);
                let before = clinic.count("event").await;
                let done = tried(&clinic, &patient, &doctor, &encounter, verb).await;
                let written = clinic.count("event").await - before;
                if allowed.contains(&verb) {
                    done.unwrap_or_else(|error| panic!("{state} {verb:?}: {error}"));
                    assert_eq!(written, i64::from(verb != Verb::Renew), "{state} {verb:?}");
                } else {
                    let expected = matches!(
                        done,
                        Err(StoreError::Verb(
                            VerbError::WrongState { .. } | VerbError::ClaimedElsewhere
                        ))
                    );
                    assert!(expected, "{state} {verb:?}: {done:?}");
                    assert_eq!(written, 0, "{state} {verb:?}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_else_may_use_a_verb() {
    both(async |clinic| {
        let doctor = clinic.doctor(UsState::Tx).await;
        let patient = clinic.patient().await;
        let encounter = clinic.in_review(&patient, &doctor).await;
        let operator = clinic.operator().await;
        let before = clinic.count("event").await;
        for actor in [Actor::Visitor(Some(encounter.id)), operator, Actor::System] {
            let nobody = Doctor { actor, ..doctor.clone() };
            let (store, local) = (&clinic.store, clinic.local());
            let held = clinic.held(&doctor, &encounter).await;
            let order = order();
            let prescribed =
                store.prescribe(&nobody.actor, &held, &order, &clinic.rules, &local).await;
            assert!(matches!(prescribed, Err(StoreError::Forbidden)));
            let released = store.release(&nobody.actor, &held).await;
            assert!(matches!(released, Err(StoreError::Forbidden)));
            let change = clinic.change_of(&encounter);
            let withdrawn = store.withdraw(&nobody.actor, &change).await;
            assert!(matches!(withdrawn, Err(StoreError::Forbidden)));
            let claimed = store.claim(&actor, change.command, encounter.id, &local).await;
            assert!(matches!(claimed, Err(StoreError::Forbidden)));
        }
        // A clinician is not the patient, and the patient is no clinician.
        let change = clinic.change_of(&encounter);
        let withdrawn = clinic.store.withdraw(&doctor.actor, &change).await;
        assert!(matches!(withdrawn, Err(StoreError::Forbidden)));
        let local = clinic.local();
        let claimed = clinic.store.claim(&patient, change.command, encounter.id, &local).await;
        assert!(matches!(claimed, Err(StoreError::Forbidden)));
        assert_eq!(clinic.count("event").await, before);
    })
    .await;
}
