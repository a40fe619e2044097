//! What each method of the store leaves in the trail: who, what, about whom, why.

mod people;
mod records;
mod review;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Mutex,
};

use domain::{
    actor::Actor,
    encounter::Encounter,
    ids::{AccountId, EncounterId},
};
use store::StoreError;

use crate::clinic::{Clinic, both};

/// Methods that read and write nothing about anybody's health, and why that is so.
const WITHOUT_HEALTH_DATA: &[(&str, &str)] = &[
    ("account", "who somebody is; signing in leaves its own line"),
    ("account_by_email", "who somebody is; signing in leaves its own line"),
    ("allow", "counters by the hash of an address"),
    ("allow_each", "counters by the hash of an address"),
    ("backup_to", "begin_backup leaves the line, before anything is copied"),
    ("case_counts", "numbers by state, of nobody"),
    ("cases_to_gather", "a number, of nobody"),
    ("case_under", "begin_replay leaves the line, before anything is read"),
    ("cases", "begin_replay leaves the line, before anything is read"),
    ("client_key", "the database itself"),
    ("clinician", "staff"),
    ("clinicians", "staff"),
    ("close", "the connection"),
    ("connect", "the connection"),
    ("contests", "who doubts which rule"),
    ("counts", "numbers by state, of nobody"),
    ("create_session", "an empty session"),
    ("credentials", "who somebody is; signing in leaves its own line"),
    ("end_session", "a session, without what it kept"),
    ("end_sessions_of", "sessions, without what they kept"),
    ("enqueue_mail", "no letter says what a visit is about"),
    ("give_back", "counters by the hash of an address"),
    ("has_named_photos_folder", "the database itself"),
    ("has_operator", "staff"),
    ("has_photos_folder", "the database itself"),
    ("instance_id", "the database itself"),
    ("invite_holds", "whether an invitation still holds, without saying whose"),
    ("is_demo", "the database itself"),
    ("is_empty", "the database itself"),
    ("issue_code", "an address and the hash of a code"),
    ("learn_questionnaire", "what is asked of everybody"),
    ("ledger", "who vouches for which rule"),
    ("licences", "staff"),
    ("gather_cases", "what the rules look at, kept beside the record it is from"),
    ("mail_failed", "no letter says what a visit is about"),
    ("mail_sent", "no letter says what a visit is about"),
    ("mailbox", "no letter says what a visit is about"),
    ("mark_demo", "the database itself"),
    ("mark_practice", "the database itself"),
    ("migrate", "the database itself"),
    ("owner", "the database itself"),
    ("pack", "what the clinic works by"),
    ("pack_files", "what the clinic works by"),
    ("packs", "what the clinic works by"),
    ("receipt_key", "the clinic's public key"),
    ("peek_session", "who asks; what the session kept is taken by take_kept_post"),
    ("ping", "the connection"),
    ("publications", "what the clinic works by"),
    ("published_at", "what the clinic works by"),
    ("published_files", "what the clinic works by"),
    ("purge", "sessions, codes and counters that ended, and what old letters said"),
    ("questionnaire", "what is asked of everybody"),
    ("read_rules", "what the clinic works by"),
    ("redeem_code", "an address and the hash of a code"),
    ("session", "who asks; what the session kept is taken by take_kept_post"),
    ("set_session_draft", "which draft a visitor goes on with, not what it says"),
    ("states_served", "staff"),
    ("take_due_mail", "no letter says what a visit is about"),
    ("unsent", "numbers by state, of nobody"),
];

/// Whom a line of the trail is about.
#[derive(Clone, Copy)]
enum About {
    Encounter(EncounterId),
    Person(AccountId),
    /// Everybody at once.
    Nobody,
}

/// Kind of actor, actor, what, encounter, person, why; empty where there is none.
type Line = [String; 6];

fn line(who: &Actor, what: &str, about: About, why: &str) -> Line {
    let (encounter, person) = match about {
        About::Encounter(id) => (id.to_string(), String::new()),
        About::Person(id) => (String::new(), id.to_string()),
        About::Nobody => Default::default(),
    };
    let actor = who.account_id().map(|id| id.to_string()).unwrap_or_default();
    [who.kind().to_owned(), actor, what.to_owned(), encounter, person, why.to_owned()]
}

/// Calls methods one by one, and reads what each leaves.
struct Trail<'a> {
    clinic: &'a Clinic,
    called: Mutex<BTreeSet<&'static str>>,
}

impl Trail<'_> {
    /// The method's result, once it has left exactly this line.
    async fn of<T>(
        &self,
        method: &'static str,
        work: impl Future<Output = Result<T, StoreError>>,
        expected: impl FnOnce(&T) -> Line,
    ) -> T {
        self.all_of(method, work, |done| vec![expected(done)]).await
    }

    /// The method's result, once it has left exactly these lines.
    async fn all_of<T>(
        &self,
        method: &'static str,
        work: impl Future<Output = Result<T, StoreError>>,
        expected: impl FnOnce(&T) -> Vec<Line>,
    ) -> T {
        self.clinic.meddle("delete from audit").await;
        let done = work.await.unwrap_or_else(|error| panic!("{method}: {error}"));
        let (mut left, mut expected) = (self.clinic.trail().await, expected(&done));
        left.sort();
        expected.sort();
        assert_eq!(left, expected, "{method}");
        self.called.lock().unwrap().insert(method);
        done
    }

    /// A change of an encounter by whoever holds or owns it.
    async fn step(
        &self,
        method: &'static str,
        work: impl Future<Output = Result<Encounter, StoreError>>,
        (who, what, why): (&Actor, &str, &str),
    ) -> Encounter {
        self.of(method, work, |done| line(who, what, About::Encounter(done.id), why)).await
    }
}

#[tokio::test]
async fn every_method_that_touches_health_data_leaves_who_what_whom_and_why() {
    both(async |clinic| {
        clinic.store.mark_demo().await.unwrap();
        let trail = Trail { clinic: &clinic, called: Mutex::default() };
        // Each by itself on the heap: together they are more than a test's stack holds.
        Box::pin(people::staff(&trail)).await;
        Box::pin(people::signing_in(&trail)).await;
        Box::pin(records::intake(&trail)).await;
        Box::pin(records::after_submitting(&trail)).await;
        Box::pin(records::crisis(&trail)).await;
        Box::pin(review::review(&trail)).await;
        Box::pin(review::decisions(&trail)).await;
        Box::pin(review::chores(&trail)).await;
        Box::pin(people::packs(&trail)).await;
        let called = trail.called.lock().unwrap().clone();
        let without: BTreeSet<&str> = WITHOUT_HEALTH_DATA.iter().map(|(name, _)| *name).collect();
        let both: Vec<_> = called.intersection(&without).collect();
        assert!(both.is_empty(), "they leave a line: {both:?}");
        let known: BTreeSet<&str> = called.union(&without).copied().collect();
        let written = public_methods();
        let written: BTreeSet<&str> = written.iter().map(String::as_str).collect();
        let missing: Vec<_> = written.difference(&known).collect();
        assert!(missing.is_empty(), "say what these leave in the trail: {missing:?}");
        let gone: Vec<_> = known.difference(&written).collect();
        assert!(gone.is_empty(), "there are no such methods: {gone:?}");
    })
    .await;
}

/// The name of every `pub async fn` in the crate's sources.
fn public_methods() -> BTreeSet<String> {
    let mut names = BTreeMap::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
    assert!(names.len() > 60, "{names:?}");
    names.into_keys().collect()
}

fn collect(folder: &Path, names: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // What stands there is the crate's own.
            if !path.ends_with("engine") {
                collect(&path, names);
            }
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("pub async fn ").skip(1) {
            let end = rest.find(['(', '<']).unwrap();
            names.insert(rest.get(..end).unwrap().to_owned(), path.display().to_string());
        }
    }
}
