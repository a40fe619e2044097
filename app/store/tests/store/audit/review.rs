//! What clinicians read and decide, and what the server does by itself.

use std::collections::BTreeSet;

use domain::{
    actor::Actor,
    encounter::{Answer, Decline, Question, VisitDemand},
    ids::EncounterId,
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use store::{Attestation, StoreError, VisitHeld, WaitLetters};

use super::{About, Trail, line, records::sent_photo};
use crate::{
    alerts::alert,
    clinic::{Doctor, letter, order},
    findings::{CLEARANCE, clearance},
    pack::rulebook,
    photos::naming,
};

pub async fn review(trail: &Trail<'_>) {
    let (clinic, store, local) = (trail.clinic, &trail.clinic.store, trail.clinic.local());
    let (doctor, elsewhere) = (clinic.doctor(UsState::Tx).await, clinic.doctor(UsState::Ar).await);
    let (patient, operator) = (clinic.patient().await, clinic.operator().await);
    let draft = clinic.draft(&patient).await;
    let picture = sent_photo(trail, &patient, draft).await;
    clinic.save(&patient, draft, naming(0, &[picture])).await;
    let change = clinic.change(&patient, draft).await;
    let waiting = store.submit(&patient, &change).await.unwrap();
    let about = About::Encounter(waiting.id);
    for (who, why) in [(&doctor.actor, "licensed there"), (&patient, "own record")] {
        trail
            .of("chart", store.chart(who, waiting.id, &local), |_| {
                line(who, "read-chart", about, why)
            })
            .await;
        trail
            .of("photo", store.photo(who, picture, &local), |_| line(who, "read-photo", about, why))
            .await;
    }
    for what in ["read-chart-refused", "read-photo-refused"] {
        let refused = async {
            let refused = match what {
                "read-chart-refused" => {
                    store.chart(&elsewhere.actor, waiting.id, &local).await.map(|_| ())
                }
                _ => store.photo(&elsewhere.actor, picture, &local).await.map(|_| ()),
            };
            assert!(matches!(refused, Err(StoreError::NoLicence(_))));
            Ok(())
        };
        let method = if what.contains("chart") { "chart" } else { "photo" };
        trail
            .of(method, refused, |()| line(&elsewhere.actor, what, about, "no licence there"))
            .await;
    }
    let refused = async {
        let refused = store.receipt(&elsewhere.actor, waiting.id, 1, &local).await;
        assert!(matches!(refused, Err(StoreError::NoLicence(_))));
        Ok(())
    };
    let what = "read-receipt-refused";
    trail
        .of("receipt", refused, |()| line(&elsewhere.actor, what, about, "no licence there"))
        .await;
    clinic.prescribed(&clinic.patient().await, &doctor).await;
    lists(trail, &doctor).await;
    let by = |what, why| (&doctor.actor, what, why);
    let claim = store.claim(&doctor.actor, clinic.command(), waiting.id, &local);
    let claimed = trail.step("claim", claim, by("claim", "licensed there")).await;
    let lease = claimed.state.lease().unwrap().token;
    trail
        .of("renew", store.renew(&doctor.actor, waiting.id, lease, &local), |_| {
            line(&doctor.actor, "renew", about, "holds the claim")
        })
        .await;
    let held = clinic.held(&doctor, &claimed).await;
    let classes = BTreeSet::from(["pills".to_owned()]);
    let resolve =
        store.resolve_medicine(&doctor.actor, &held, "Metformin", classes, &clinic.rules, &local);
    let found = by("resolve-medicine", "holds the claim");
    let resolved = trail.step("resolve_medicine", resolve, found).await;
    let held = clinic.holding(&resolved);
    let (finding, wider) = (clearance(60), rulebook(&[CLEARANCE]));
    let find = store.record_finding(&doctor.actor, &held, &finding, &wider, &local);
    let verb = by("record-finding", "holds the claim");
    let resolved = trail.step("record_finding", find, verb).await;
    trail
        .of("own_claim", store.own_claim(&doctor.actor, waiting.id), |claim| {
            assert!(claim.is_some());
            line(&doctor.actor, "read-own-claim", about, "holds the claim")
        })
        .await;
    let held = clinic.holding(&resolved);
    let release = store.release(&doctor.actor, &held);
    trail.step("release", release, by("release", "holds the claim")).await;
    trail
        .of("audit_trail", store.audit_trail(&operator, waiting.id), |rows| {
            assert_eq!(rows.len(), 0, "the line before this one was taken away");
            line(&operator, "read-trail", about, "operator")
        })
        .await;
}

/// What clinicians see of many encounters at once.
async fn lists(trail: &Trail<'_>, doctor: &Doctor) {
    let (store, local) = (&trail.clinic.store, trail.clinic.local());
    let reader = About::Person(doctor.id.into());
    let listed = |what: &str, read: &str, encounters: Vec<EncounterId>| {
        let each = encounters.into_iter().map(About::Encounter);
        let mut lines: Vec<_> =
            each.map(|about| line(&doctor.actor, what, about, "licensed there")).collect();
        lines.push(line(&doctor.actor, read, reader, "licensed there"));
        lines
    };
    trail
        .all_of("queue", store.queue(&doctor.actor, 10, 0, &local), |queue| {
            assert_ne!(queue.rows.len(), 0);
            let rows = queue.rows.iter().map(|row| row.encounter).collect();
            listed("list-in-queue", "read-queue", rows)
        })
        .await;
    trail
        .all_of("worklist", store.worklist(&doctor.actor, &local), |worklist| {
            assert_ne!(worklist.to_send.len(), 0);
            let rows = worklist.encounters().collect();
            listed("list-in-worklist", "read-worklist", rows)
        })
        .await;
}

pub async fn decisions(trail: &Trail<'_>) {
    let (clinic, store, local) = (trail.clinic, &trail.clinic.store, trail.clinic.local());
    let rules = &clinic.rules;
    let (doctor, patient) = (clinic.doctor(UsState::Tx).await, clinic.patient().await);
    let by = |what, why| (&doctor.actor, what, why);

    let claimed = clinic.in_review(&patient, &doctor).await;
    let holding = clinic.held(&doctor, &claimed).await;
    let questions = vec![Question::Text { text: "Since when?".into() }];
    let ask = store.request_information(&doctor.actor, &holding, questions, rules, &local);
    let asked =
        trail.step("request_information", ask, by("request-information", "holds the claim")).await;
    let (change, here) =
        (clinic.change_of(&asked), Attestation { location: UsState::Tx, on: clinic.today() });
    let text = vec![Answer::Text { text: "May".into() }];
    let respond = store.respond(&patient, &change, text, &here);
    let answered = trail.step("respond", respond, (&patient, "respond", "own record")).await;

    let holding = clinic.held(&doctor, &clinic.claimed(&doctor, &answered).await).await;
    let demand = VisitDemand { modality: Modality::Audio, reason: "To talk.".into() };
    let call = store.require_visit(&doctor.actor, &holding, demand, rules, &local);
    let called = trail.step("require_visit", call, by("require-visit", "holds the claim")).await;
    let visit = VisitHeld {
        modality: Modality::Video,
        at: clinic.now(),
        on: clinic.today(),
        note: "Seen.".into(),
    };
    let change = clinic.change_of(&called);
    let hold = store.complete_visit(&doctor.actor, &change, &visit, &local);
    let seen = trail.step("complete_visit", hold, by("complete-visit", "licensed there")).await;

    let (holding, order) = (clinic.held(&doctor, &seen).await, order());
    let prescribe = store.prescribe(&doctor.actor, &holding, &order, rules, &local);
    let written = trail.step("prescribe", prescribe, by("prescribe", "holds the claim")).await;
    let change = clinic.change_of(&written);
    let send = store.send_prescription(&doctor.actor, &change, &local);
    let verb = by("send-prescription", "licensed there");
    let sent = trail.step("send_prescription", send, verb).await;
    let change = clinic.change_of(&sent);
    let cancel = store.cancel_prescription(&doctor.actor, &change, "Mistake", &local);
    let verb = by("cancel-prescription", "licensed there");
    trail.step("cancel_prescription", cancel, verb).await;

    let other = clinic.patient().await;
    let holding = clinic.held(&doctor, &clinic.in_review(&other, &doctor).await).await;
    let decline = Decline { code: "unsafe".into(), message: "It is not safe.".into() };
    let decline = store.decline(&doctor.actor, &holding, decline, rules, &local);
    trail.step("decline", decline, by("decline", "holds the claim")).await;
}

pub async fn chores(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let (doctor, patient) = (clinic.doctor(UsState::Tx).await, clinic.patient().await);
    let claimed = clinic.in_review(&patient, &doctor).await;
    let due = |what, id| line(&Actor::System, what, About::Encounter(id), "it was due");
    clinic.pass(SignedDuration::from_mins(15));
    trail.of("lapse_leases", store.lapse_leases(), |_| due("lapse", claimed.id)).await;
    let begin = store.begin_backup(&Actor::System);
    trail
        .of("begin_backup", begin, |()| {
            let why = "asked for on the clinic's machine";
            line(&Actor::System, "back-up", About::Nobody, why)
        })
        .await;
    let others = clinic.patient().await;
    let draft = clinic.draft(&others).await;
    // Only this draft is left untouched for so long: the others are gone on with.
    clinic.meddle("update encounter set touched_at = touched_at + 40 * 86400000000").await;
    clinic.meddle(&format!("update encounter set touched_at = 0 where id = '{draft}'")).await;
    trail
        .of("expire_due", store.expire_due(&domain::encounter::Expiry::default()), |_| {
            due("expire", draft)
        })
        .await;
    overdue(trail).await;
    unnamed(trail).await;
}

/// A file waits that no page named.
async fn unnamed(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let patient = clinic.patient().await;
    let draft = clinic.draft(&patient).await;
    let photo = sent_photo(trail, &patient, draft).await;
    clinic.pass(SignedDuration::from_hours(7 * 24));
    trail
        .of("shut_photos", store.shut_photos(), |shut| {
            assert!(shut.iter().any(|shut| shut.id == photo));
            line(&Actor::System, "discard-photo", About::Encounter(draft), "named by nothing")
        })
        .await;
}

/// One encounter waits past its target that no operator was told of.
async fn overdue(trail: &Trail<'_>) {
    let clinic = trail.clinic;
    let week = SignedDuration::from_hours(7 * 24);
    clinic.pass(week);
    alert(clinic).await;
    let late = clinic.submitted(&clinic.patient().await).await;
    clinic.pass(week);
    let local = clinic.local();
    let letters = WaitLetters { operators: &|_| letter(), patient: &letter() };
    let alerts = clinic.store.alert_operators(&local, &letters);
    trail
        .of("alert_operators", alerts, |told| {
            assert_eq!(told.total(), 1);
            line(&Actor::System, "alert-operators", About::Encounter(late.id), "overdue")
        })
        .await;
}
