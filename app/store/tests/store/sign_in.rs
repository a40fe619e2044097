//! Sessions, codes, counters, mail.

use domain::{actor::Actor, people::EmailAddress, place::UsState};
use jiff::SignedDuration;
use store::{Allowance, KeptPost, Session, SessionState, StoreError};

use crate::clinic::{Clinic, account, both, letter};

async fn live(clinic: &Clinic, hash: &str) -> Session {
    match clinic.store.session(hash).await.unwrap() {
        SessionState::Live(session) => *session,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_session_lives_while_it_is_used() {
    both(async |clinic| {
        let store = &clinic.store;
        store.create_session("a").await.unwrap();
        for _ in 0..4 {
            clinic.pass(SignedDuration::from_mins(29));
            assert_eq!(live(&clinic, "a").await.actor(), Actor::Visitor(None));
        }
        clinic.pass(SignedDuration::from_mins(30));
        assert!(matches!(store.session("a").await.unwrap(), SessionState::Ended { .. }));
        assert!(matches!(store.session("b").await.unwrap(), SessionState::Unknown));
        clinic.pass(SignedDuration::from_hours(25));
        assert_eq!(store.purge().await.unwrap(), 1);
        assert!(matches!(store.session("a").await.unwrap(), SessionState::Unknown));
    })
    .await;
}

#[tokio::test]
async fn looking_at_a_session_does_not_keep_it_alive() {
    both(async |clinic| {
        let store = &clinic.store;
        store.create_session("a").await.unwrap();
        for _ in 0..2 {
            clinic.pass(SignedDuration::from_mins(14));
            let state = store.peek_session("a").await.unwrap();
            assert!(matches!(state, SessionState::Live(_)));
        }
        clinic.pass(SignedDuration::from_mins(2));
        assert!(matches!(store.session("a").await.unwrap(), SessionState::Ended { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_request_that_was_under_way_does_not_wake_a_session_that_ended() {
    both(async |clinic| {
        let store = &clinic.store;
        store.create_session("a").await.unwrap();
        store.end_session("a").await.unwrap();
        clinic.pass(SignedDuration::from_mins(5));
        for _ in 0..2 {
            assert!(matches!(store.session("a").await.unwrap(), SessionState::Ended { .. }));
        }
    })
    .await;
}

#[tokio::test]
async fn signing_in_rotates_the_session_and_takes_the_draft_along() {
    both(async |clinic| {
        let store = &clinic.store;
        store.create_session("old").await.unwrap();
        let protocol = "first".parse().unwrap();
        let draft = store.create_draft(&Actor::Visitor(None), "old", &protocol, "1").await.unwrap();
        let visitor = live(&clinic, "old").await.actor();
        assert_eq!(visitor, Actor::Visitor(Some(draft)));
        let patient = clinic.patient().await;
        assert!(store.sign_in("old", "new", account(&patient)).await.unwrap());
        assert!(matches!(store.session("old").await.unwrap(), SessionState::Unknown));
        let session = live(&clinic, "new").await;
        assert_eq!((session.actor(), session.draft), (patient, None));
        let drafts = store.drafts(&patient).await.unwrap();
        assert_eq!(drafts.iter().map(|row| row.encounter).collect::<Vec<_>>(), [draft]);
        assert!(store.intake(&visitor, draft).await.unwrap().is_none());
        assert!(!store.sign_in("old", "third", account(&patient)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn staff_do_not_take_a_visitors_draft() {
    both(async |clinic| {
        let store = &clinic.store;
        let doctor = clinic.doctor(UsState::Tx).await;
        store.create_session("old").await.unwrap();
        let protocol = "first".parse().unwrap();
        store.create_draft(&Actor::Visitor(None), "old", &protocol, "1").await.unwrap();
        assert!(store.sign_in("old", "new", doctor.id.into()).await.unwrap());
        let session = live(&clinic, "new").await;
        assert_eq!((session.actor(), session.draft), (doctor.actor, None));
    })
    .await;
}

#[tokio::test]
async fn an_ended_session_or_a_disabled_account_cannot_sign_in() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        store.create_session("old").await.unwrap();
        clinic.pass(SignedDuration::from_mins(30));
        assert!(!store.sign_in("old", "new", account(&patient)).await.unwrap());
        store.create_session("a").await.unwrap();
        assert!(store.sign_in("a", "b", account(&patient)).await.unwrap());
        store.disable_account(&Actor::System, account(&patient)).await.unwrap();
        assert!(matches!(store.session("b").await.unwrap(), SessionState::Unknown));
        store.create_session("c").await.unwrap();
        assert!(!store.sign_in("c", "d", account(&patient)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn what_was_posted_is_kept_for_its_owner_alone() {
    both(async |clinic| {
        let store = &clinic.store;
        let (ann, bob) = (clinic.patient().await, clinic.patient().await);
        let post = KeptPost {
            path: "/intake".into(),
            form: vec![("nitrate".into(), "no".into())],
            of: Some(account(&ann)),
        };
        let rows =
            async |action: &str| clinic.count(&format!("audit where action = '{action}'")).await;
        for (old, new, who, kept) in [("a", "b", ann, true), ("c", "d", bob, false)] {
            store.create_session(old).await.unwrap();
            store.keep_post(old, &post).await.unwrap();
            assert_eq!(live(&clinic, old).await.kept_post.as_ref(), Some(&post));
            assert!(store.sign_in(old, new, account(&who)).await.unwrap());
            assert_eq!(store.take_kept_post(new).await.unwrap().is_some(), kept);
            assert_eq!(store.take_kept_post(new).await.unwrap(), None);
        }
        assert_eq!((rows("keep-post").await, rows("take-kept-post").await), (2, 1));
        let path = KeptPost { form: Vec::new(), ..post };
        store.create_session("e").await.unwrap();
        store.keep_post("e", &path).await.unwrap();
        assert_eq!(rows("keep-post").await, 2, "an address is no form");
    })
    .await;
}

#[tokio::test]
async fn sessions_end_one_by_one_or_all_at_once() {
    both(async |clinic| {
        let store = &clinic.store;
        let patient = clinic.patient().await;
        for (old, new) in [("a", "b"), ("c", "d")] {
            store.create_session(old).await.unwrap();
            assert!(store.sign_in(old, new, account(&patient)).await.unwrap());
        }
        store.end_session("b").await.unwrap();
        let ended = store.session("b").await.unwrap();
        let whose = Some(account(&patient));
        assert!(matches!(ended, SessionState::Ended { account, .. } if account == whose));
        assert!(!store.sign_in("b", "e", account(&patient)).await.unwrap());
        live(&clinic, "d").await;
        store.end_sessions_of(account(&patient)).await.unwrap();
        assert!(matches!(store.session("d").await.unwrap(), SessionState::Unknown));
    })
    .await;
}

#[tokio::test]
async fn a_session_holds_and_forgets_a_draft() {
    both(async |clinic| {
        let store = &clinic.store;
        store.create_session("a").await.unwrap();
        let protocol = "first".parse().unwrap();
        let draft = store.create_draft(&Actor::Visitor(None), "a", &protocol, "1").await.unwrap();
        assert_eq!(live(&clinic, "a").await.draft, Some(draft));
        store.set_session_draft("a", None).await.unwrap();
        assert_eq!(live(&clinic, "a").await.draft, None);
        let lost = store.create_draft(&Actor::Visitor(None), "gone", &protocol, "1").await;
        assert!(matches!(lost, Err(StoreError::NotFound)));
    })
    .await;
}

fn email() -> EmailAddress {
    "ann@example.org".parse().unwrap()
}

#[tokio::test]
async fn a_code_works_once_for_its_address_and_session() {
    both(async |clinic| {
        let store = &clinic.store;
        store.issue_code(&email(), "code", "session", &letter()).await.unwrap();
        assert!(!store.redeem_code(&email(), "code", "other").await.unwrap());
        let bob = "bob@example.org".parse().unwrap();
        assert!(!store.redeem_code(&bob, "code", "session").await.unwrap());
        assert!(!store.redeem_code(&email(), "wrong", "session").await.unwrap());
        assert!(store.redeem_code(&email(), "code", "session").await.unwrap());
        assert!(!store.redeem_code(&email(), "code", "session").await.unwrap());
        assert_eq!(store.mailbox(&Actor::System, 9).await.unwrap()[0].letter, letter());
    })
    .await;
}

#[tokio::test]
async fn a_code_holds_five_tries_and_ten_minutes() {
    both(async |clinic| {
        let store = &clinic.store;
        store.issue_code(&email(), "code", "session", &letter()).await.unwrap();
        for _ in 0..5 {
            assert!(!store.redeem_code(&email(), "wrong", "session").await.unwrap());
        }
        assert!(!store.redeem_code(&email(), "code", "session").await.unwrap());
        store.issue_code(&email(), "next", "session", &letter()).await.unwrap();
        assert!(!store.redeem_code(&email(), "code", "session").await.unwrap());
        clinic.pass(SignedDuration::from_mins(10));
        assert!(!store.redeem_code(&email(), "next", "session").await.unwrap());
        store.issue_code(&email(), "last", "session", &letter()).await.unwrap();
        assert!(store.redeem_code(&email(), "last", "session").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_counter_allows_so_many_in_each_window() {
    both(async |clinic| {
        let (store, hour) = (&clinic.store, SignedDuration::from_hours(1));
        for _ in 0..3 {
            store.allow("code:ann", 3, hour).await.unwrap();
        }
        clinic.pass(SignedDuration::from_mins(20));
        let refused = store.allow("code:ann", 3, hour).await;
        let Err(StoreError::Limited { retry_after }) = refused else { panic!("{refused:?}") };
        assert_eq!(retry_after, SignedDuration::from_mins(40));
        store.allow("code:bob", 3, hour).await.unwrap();
        clinic.pass(retry_after);
        store.allow("code:ann", 3, hour).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_is_held_back_costs_nobody_else_anything() {
    both(async |clinic| {
        let (store, window) = (&clinic.store, SignedDuration::from_mins(15));
        let counted = |subject: &str, per| Allowance { subject: subject.into(), per, window };
        let from = |client: &str| [counted(client, 2), counted("account", 4)];
        for _ in 0..2 {
            store.allow_each(&from("one")).await.unwrap();
        }
        for _ in 0..5 {
            let refused = store.allow_each(&from("one")).await;
            assert!(matches!(refused, Err(StoreError::Limited { .. })));
        }
        // The account has been tried twice, not seven times.
        for _ in 0..2 {
            store.allow_each(&from("other")).await.unwrap();
        }
        assert!(store.allow_each(&from("third")).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn what_was_right_is_given_back() {
    both(async |clinic| {
        let (store, window) = (&clinic.store, SignedDuration::from_mins(15));
        let one = [Allowance { subject: "account".into(), per: 1, window }];
        store.give_back(&one).await.unwrap();
        for _ in 0..3 {
            store.allow_each(&one).await.unwrap();
            store.give_back(&one).await.unwrap();
        }
        store.allow_each(&one).await.unwrap();
        assert!(store.allow_each(&one).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_key_of_clients_stays_what_it_was_first() {
    both(async |clinic| {
        assert_eq!(clinic.store.client_key("first").await.unwrap(), "first");
        assert_eq!(clinic.store.client_key("second").await.unwrap(), "first");
    })
    .await;
}

#[tokio::test]
async fn mail_is_taken_once_and_tried_again_until_it_is_given_up() {
    both(async |clinic| {
        let store = &clinic.store;
        let sent = store.enqueue_mail(&email(), &letter()).await.unwrap();
        let failing = store.enqueue_mail(&email(), &letter()).await.unwrap();
        assert_eq!(store.take_due_mail(10).await.unwrap().len(), 2);
        assert!(store.take_due_mail(10).await.unwrap().is_empty());
        store.mail_sent(sent).await.unwrap();
        store.mail_failed(failing).await.unwrap();
        for attempt in 2..=10 {
            clinic.pass(SignedDuration::from_hours(24));
            let due = store.take_due_mail(10).await.unwrap();
            assert_eq!(due.iter().map(|mail| mail.id).collect::<Vec<_>>(), [failing], "{attempt}");
            store.mail_failed(failing).await.unwrap();
        }
        clinic.pass(SignedDuration::from_hours(24));
        assert!(store.take_due_mail(10).await.unwrap().is_empty());
        let mails = store.mailbox(&Actor::System, 10).await.unwrap();
        let ends: Vec<_> = mails
            .iter()
            .map(|mail| (mail.id, mail.sent_at.is_some(), mail.failed_at.is_some()))
            .collect();
        assert!(ends.contains(&(sent, true, false)) && ends.contains(&(failing, false, true)));
        let operator = clinic.operator().await;
        assert!(matches!(store.mailbox(&operator, 1).await, Err(StoreError::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn what_a_letter_said_is_kept_for_a_day_after_it_went() {
    both(async |clinic| {
        let store = &clinic.store;
        let sent = store.enqueue_mail(&email(), &letter()).await.unwrap();
        let waiting = store.enqueue_mail(&email(), &letter()).await.unwrap();
        store.mail_sent(sent).await.unwrap();
        let kept = async || {
            let mails = store.mailbox(&Actor::System, 10).await.unwrap();
            let says = |mail: &&store::Mail| !mail.letter.body.is_empty();
            let mut kept: Vec<_> = mails.iter().filter(says).map(|mail| mail.id).collect();
            kept.sort();
            (mails.len(), kept)
        };
        let mut both = vec![sent, waiting];
        both.sort();
        clinic.pass(SignedDuration::from_hours(24));
        assert_eq!(store.purge().await.unwrap(), 0);
        assert_eq!(kept().await, (2, both));
        clinic.pass(SignedDuration::from_mins(1));
        assert_eq!(store.purge().await.unwrap(), 1);
        assert_eq!(store.purge().await.unwrap(), 0);
        assert_eq!(kept().await, (2, vec![waiting]));
    })
    .await;
    // The mailbox of a demonstration can be read for as long as it stands.
    both(async |clinic| {
        let store = &clinic.store;
        store.mark_demo().await.unwrap();
        let sent = store.enqueue_mail(&email(), &letter()).await.unwrap();
        store.mail_sent(sent).await.unwrap();
        clinic.pass(SignedDuration::from_hours(48));
        assert_eq!(store.purge().await.unwrap(), 0);
        assert_eq!(store.mailbox(&Actor::System, 1).await.unwrap()[0].letter, letter());
    })
    .await;
}

#[tokio::test]
async fn mail_that_a_server_took_and_lost_comes_back() {
    both(async |clinic| {
        let store = &clinic.store;
        store.enqueue_mail(&email(), &letter()).await.unwrap();
        assert_eq!(store.take_due_mail(10).await.unwrap().len(), 1);
        clinic.pass(SignedDuration::from_mins(2));
        assert_eq!(store.take_due_mail(10).await.unwrap()[0].attempts, 1);
    })
    .await;
}
