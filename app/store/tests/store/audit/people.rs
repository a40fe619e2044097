//! Staff, and signing in.

use domain::{actor::Actor, licence::LicenceStatus, place::UsState};
use jiff::SignedDuration;
use store::{KeptPost, NewClinician, NewLicence, NewPublication, Voucher};

use super::{About, Trail, line};
use crate::{
    clinic::{account, letter},
    pack::{PROHIBITION, QUESTIONNAIRE, files, read},
};

pub async fn staff(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let system = Actor::System;
    let (email, name) = ("o@example.org".parse().unwrap(), "Olive".parse().unwrap());
    let operator = trail
        .of("create_operator", store.create_operator(&system, &email, &name), |id| {
            line(&system, "create-account", About::Person((*id).into()), "operator")
        })
        .await;
    let operator = Actor::Operator(operator);
    let new = NewClinician {
        email: "c@example.org".parse().unwrap(),
        name: "Cleo".parse().unwrap(),
        npi: "1234567893".parse().unwrap(),
        title: "MD".to_owned(),
    };
    let id = trail
        .of("create_clinician", store.create_clinician(&operator, &new), |id| {
            line(&operator, "create-account", About::Person((*id).into()), "clinician")
        })
        .await;
    let person = About::Person(id.into());
    let licence = NewLicence {
        state: UsState::Tx,
        kind: "md".parse().unwrap(),
        number: "T1".parse().unwrap(),
        status: LicenceStatus::Active,
        expires_on: "2027-12-31".parse().unwrap(),
    };
    let licence = trail
        .of("add_licence", store.add_licence(&operator, id, &licence), |_| {
            line(&operator, "add-licence", person, "TX")
        })
        .await;
    let ends = "2027-01-31".parse().unwrap();
    let change = store.change_licence(&operator, licence, LicenceStatus::Suspended, ends);
    trail
        .of("change_licence", change, |_| line(&operator, "change-licence", person, "suspended"))
        .await;
    let hour = SignedDuration::from_hours(1);
    let invite = store.invite(&operator, id.into(), "token", hour, Some(letter()));
    trail.of("invite", invite, |_| line(&operator, "invite", person, "operator")).await;
    trail
        .of("choose_password", store.choose_password("token", "hash"), |_| {
            line(&system, "choose-password", person, "held the invite")
        })
        .await;
    for (method, what) in
        [("disable_account", "disable-account"), ("enable_account", "enable-account")]
    {
        let work = async {
            match method {
                "disable_account" => store.disable_account(&operator, id.into()).await,
                _ => store.enable_account(&operator, id.into()).await,
            }
        };
        trail.of(method, work, |_| line(&operator, what, person, "operator")).await;
    }
    let rule: domain::rules::RuleId = "us-tx/open".parse().unwrap();
    let digest = clinic.rules.pack.rule(&rule).unwrap().digest();
    let about = About::Person(account(&operator));
    let voucher = Voucher { by: "Ann Counsel".parse().unwrap(), note: "Read it.".into() };
    let contest = store.contest_rule(&operator, (&rule, digest), &voucher);
    trail
        .of("contest_rule", contest, |()| {
            line(&operator, "contest-rule", about, "Ann Counsel contests us-tx/open")
        })
        .await;
    let rules = [(rule, digest)];
    trail
        .of("verify_rules", store.verify_rules(&operator, &rules, &voucher), |()| {
            line(&operator, "verify-rule", about, "Ann Counsel vouches for us-tx/open")
        })
        .await;
}

/// Keeping, publishing and taking back packs.
pub async fn packs(trail: &Trail<'_>) {
    let (clinic, store) = (trail.clinic, &trail.clinic.store);
    let operator = clinic.operator().await;
    let about = About::Person(operator.account_id().unwrap());
    let (first, second) = (files(QUESTIONNAIRE, &[]), files(QUESTIONNAIRE, &[PROHIBITION]));
    let (one, other) = (read(&first), read(&second));
    let (now, later) = (clinic.now(), clinic.now() + SignedDuration::from_hours(1));
    trail
        .all_of("ship_pack", store.ship_pack(&one, &first), |()| {
            let (kept, begun) = (format!("Test 1, {}", one.digest()), one.digest());
            vec![
                line(&Actor::System, "keep-pack", About::Nobody, &kept),
                line(&Actor::System, "publish-pack", About::Nobody, &format!("{begun} from {now}")),
            ]
        })
        .await;
    let kept = format!("Test 1, {}", other.digest());
    trail
        .of("keep_pack", store.keep_pack(&operator, &other, &second), |_| {
            line(&operator, "keep-pack", about, &kept)
        })
        .await;
    let new = NewPublication { effective_at: later, note: String::new() };
    let published = format!("{} from {later}", other.digest());
    trail
        .of("publish_pack", store.publish_pack(&operator, &other, &new), |()| {
            line(&operator, "publish-pack", about, &published)
        })
        .await;
    trail
        .of("withdraw_publication", store.withdraw_publication(&operator, 2), |()| {
            let why = "publication 2, before it began";
            line(&operator, "withdraw-publication", about, why)
        })
        .await;
    let why = format!("under the pack {}", other.digest());
    trail
        .of("begin_replay", store.begin_replay(&operator, other.digest()), |()| {
            line(&operator, "replay-cases", about, &why)
        })
        .await;
}

pub async fn signing_in(trail: &Trail<'_>) {
    let store = &trail.clinic.store;
    let email = "new@example.org".parse().unwrap();
    let account = trail
        .of("find_or_create_patient", store.find_or_create_patient(&email), |account| {
            let person = About::Person(account.as_ref().unwrap().id);
            line(&Actor::System, "create-account", person, "signed in by e-mail")
        })
        .await
        .unwrap();
    let (actor, person) = (account.actor(), About::Person(account.id));
    let (visitor, protocol) = (Actor::Visitor(None), "first".parse().unwrap());
    store.create_session("old").await.unwrap();
    let draft = trail
        .of("create_draft", store.create_draft(&visitor, "old", &protocol, "1"), |id| {
            line(&visitor, "create-draft", About::Encounter(*id), "own record")
        })
        .await;
    let post = KeptPost {
        path: "/visits".into(),
        form: vec![("nitrate".into(), "no".into())],
        of: Some(account.id),
    };
    trail
        .of("keep_post", store.keep_post("old", &post), |()| {
            line(&visitor, "keep-post", person, "posted after the session ended")
        })
        .await;
    trail
        .all_of("sign_in", store.sign_in("old", "new", account.id), |_| {
            let adopted = About::Encounter(draft);
            vec![
                line(&actor, "adopt-draft", adopted, "began it in this session"),
                line(&actor, "sign-in", person, "own account"),
            ]
        })
        .await;
    trail
        .of("take_kept_post", store.take_kept_post("new"), |kept| {
            assert_eq!(kept.as_ref(), Some(&post));
            line(&actor, "take-kept-post", person, "own post")
        })
        .await;
}
