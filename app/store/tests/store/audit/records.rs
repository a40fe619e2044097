//! What patients do with their own records.

use domain::{
    actor::Actor,
    ids::{EncounterId, PhotoId},
    place::UsState,
};
use serde_json::json;
use store::{Attestation, Upgrade};

use super::{About, Trail, line};
use crate::{
    amend,
    clinic::{account, answers, profile},
    crisis::urgent,
    pack::rulebook,
    photos::photo,
};

pub async fn sent_photo(trail: &Trail<'_>, patient: &Actor, draft: EncounterId) -> PhotoId {
    let new = photo(trail.clinic, draft, Some("crown"));
    let work = trail.clinic.store.add_photo(patient, &new);
    let about = About::Encounter(draft);
    trail.of("add_photo", work, |_| line(patient, "send-photo", about, "own record")).await
}

pub async fn intake(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let patient = clinic.patient().await;
    let person = About::Person(account(&patient));
    let own = |what: &str, about| line(&patient, what, about, "own record");
    let saved = profile();
    trail
        .of("save_profile", store.save_profile(&patient, &saved), |()| own("save-profile", person))
        .await;
    trail.of("profile", store.profile(&patient), |_| own("read-profile", person)).await;
    trail
        .of("patients", store.patients(&Actor::System), |_| {
            line(&Actor::System, "list-patients", About::Nobody, "demonstration")
        })
        .await;
    let draft = clinic.draft(&patient).await;
    let about = About::Encounter(draft);
    let page = answers("more", json!({}));
    trail
        .of("save_page", store.save_page(&patient, draft, &page), |_| own("save-page", about))
        .await;
    trail.of("intake", store.intake(&patient, draft), |_| own("read-intake", about)).await;
    trail
        .all_of("drafts", store.drafts(&patient), |_| {
            vec![own("list-drafts", person), own("list-in-drafts", about)]
        })
        .await;
    let text = domain::consent::ConsentText {
        code: "more".into(),
        version: "1".into(),
        title: "More".into(),
        body: Vec::new(),
    };
    let name = saved.legal_name.clone();
    let consent =
        domain::consent::Consent::sign(&text, name.as_str(), &name, clinic.now()).unwrap();
    trail
        .of("sign_consent", store.sign_consent(&patient, draft, &consent), |_| {
            own("sign-consent", about)
        })
        .await;
    let here = Attestation { location: UsState::Tx, on: clinic.today() };
    trail
        .of("confirm_draft_location", store.confirm_draft_location(&patient, draft, &here), |()| {
            own("confirm-location", about)
        })
        .await;
    let (person, save) = (profile(), amend::about(&profile(), 0));
    trail
        .of("save_about", store.save_about(&patient, draft, &save, &person), |_| {
            own("save-page", about)
        })
        .await;
    let newer = Upgrade { from: "1".into(), to: "2".into(), pages: Vec::new() };
    let upgrade = store.upgrade_questionnaire(&patient, draft, &newer);
    trail.of("upgrade_questionnaire", upgrade, |()| own("upgrade-questionnaire", about)).await;
    let gone = sent_photo(trail, &patient, draft).await;
    trail
        .of("discard_photo", store.discard_photo(&patient, gone), |()| own("discard-photo", about))
        .await;
    let forgets = store.forget_photo(gone);
    trail
        .of("forget_photo", forgets, |forgotten| {
            assert!(forgotten);
            line(&Actor::System, "forget-photo", about, "its file is deleted")
        })
        .await;
    let (rules, local) = (rulebook(&[]), clinic.local());
    // Nobody here has a licence yet, and the patient is told so: once.
    for what in ["tell", "read-outlook"] {
        let tells = store.tell(&patient, draft, &rules, &local);
        trail
            .of("tell", tells, |outlook| {
                assert!(outlook.receipt.is_some());
                own(what, about)
            })
            .await;
    }
    let receipt = store.receipt(&patient, draft, 1, &local);
    trail
        .of("receipt", receipt, |receipt| {
            assert!(receipt.is_some());
            own("read-receipt", about)
        })
        .await;
    let change = clinic.change(&patient, draft).await;
    let by = (&patient, "submit", "own record");
    trail.step("submit", store.submit(&patient, &change), by).await;
    let second = clinic.draft(&patient).await;
    let about = About::Encounter(second);
    trail
        .of("discard_draft", store.discard_draft(&patient, second), |()| own("withdraw", about))
        .await;
}

pub async fn after_submitting(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let patient = clinic.patient().await;
    let waiting = clinic.submitted(&patient).await;
    let person = About::Person(account(&patient));
    trail
        .all_of("visits", store.visits(&patient), |_| {
            let own = |what, about| line(&patient, what, about, "own record");
            vec![own("list-visits", person), own("list-in-visits", About::Encounter(waiting.id))]
        })
        .await;
    let more = answers("more", json!({}));
    let change = clinic.change_of(&waiting);
    let by = |what| (&patient, what, "own record");
    let amended = trail.step("amend", store.amend(&patient, &change, &more), by("amend")).await;
    let (change, person) = (clinic.change_of(&amended), profile());
    let save = amend::about(&person, 0);
    let corrects = store.amend_about(&patient, &change, &save, &person);
    let amended = trail.step("amend_about", corrects, by("amend")).await;
    let (here, there) = (UsState::Tx, UsState::Ar);
    let attested = |location| Attestation { location, on: clinic.today() };
    let (change, at) = (clinic.change_of(&amended), attested(there));
    let moved =
        trail.step("relocate", store.relocate(&patient, &change, &at), by("relocate")).await;
    let change = clinic.change_of(&moved);
    let stays = store.confirm_location(&patient, &change, &at);
    let stays = trail.step("confirm_location", stays, by("confirm-location")).await;
    let (change, at) = (clinic.change_of(&stays), attested(here));
    let back = store.confirm_location(&patient, &change, &at);
    let back = trail.step("confirm_location", back, by("relocate")).await;
    let change = clinic.change_of(&back);
    trail.step("withdraw", store.withdraw(&patient, &change), by("withdraw")).await;
}

pub async fn crisis(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let (patient, operator) = (clinic.patient().await, clinic.operator().await);
    let draft = clinic.draft(&patient).await;
    let about = About::Encounter(draft);
    let save = urgent(0, "yes");
    trail
        .all_of("save_page", store.save_page(&patient, draft, &save), |_| {
            let own = |what| line(&patient, what, about, "own record");
            vec![own("save-page"), own("raise-crisis")]
        })
        .await;
    trail
        .of("crises", store.crises(&operator), |_| {
            line(&operator, "read-crisis", about, "somebody must call")
        })
        .await;
}
