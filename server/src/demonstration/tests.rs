use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use app::{packs, pages::demonstration::Cast};
use domain::{
    actor::{Actor, Role},
    encounter::{Encounter, StateName},
    pack::Pack,
    place::UsState,
    rules::{Opening, Outcome},
};
use object_store::memory::InMemory;
use store::{Clock, Entropy, KeptQuestionnaires, NewClinician};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::*;

/// Noon on the day of the specification, in most of the country.
fn noon() -> Timestamp {
    "2026-11-23T18:00:00Z".parse().unwrap()
}

fn rulebook() -> Rulebook {
    let pack = Pack::read(&packs::starter_files()).unwrap();
    Rulebook {
        pack: pack.into(),
        kept: KeptQuestionnaires::default(),
        ledger: Arc::default(),
        opening: Opening::Demonstration,
    }
}

async fn database(folder: &Path, now: Timestamp) -> (String, Store) {
    let url = format!("sqlite:{}", folder.join("clinic.sqlite").display());
    // Every store throws other dice, or the ids of two of them would be the same.
    static SEEDS: AtomicU64 = AtomicU64::new(1);
    let entropy = Entropy::seeded(SEEDS.fetch_add(1 << 32, Ordering::Relaxed));
    let store = Store::connect(&url, Clock::fixed(now), entropy).await.unwrap();
    store.migrate().await.unwrap();
    store.mark_demo().await.unwrap();
    (url, store)
}

async fn seeded(now: Timestamp, folder: &Path) -> Seeded {
    let (url, store) = database(folder, now).await;
    let rulebook = rulebook();
    let photos = Arc::new(InMemory::new());
    let scene = Scene { database_url: &url, now, rulebook: &rulebook, photos };
    let seeded = ensure(&store, scene).await.unwrap().unwrap();
    store.close().await;
    seeded
}

/// The clinic at noon: set up once, opened by each test for itself.
async fn clinic_at_noon() -> (Store, Seeded) {
    static NOON: OnceCell<(TempDir, Seeded)> = OnceCell::const_new();
    let (folder, seeded) = NOON
        .get_or_init(async || {
            let folder = tempfile::tempdir().unwrap();
            let seeded = seeded(noon(), folder.path()).await;
            (folder, seeded)
        })
        .await;
    let (_, store) = database(folder.path(), noon()).await;
    (store, seeded.clone())
}

#[tokio::test]
async fn sixty_encounters_stand_in_every_state_of_the_machine() {
    let (store, seeded) = clinic_at_noon().await;
    assert_eq!(seeded.cut_short, Vec::<String>::new());
    assert_eq!(seeded.encounters, 60);
    let mut counts = BTreeMap::new();
    for count in store.counts(&Actor::System).await.unwrap() {
        *counts.entry(count.state).or_insert(0) += count.count;
    }
    assert_eq!(counts.values().sum::<i64>(), 60);
    for state in StateName::ALL {
        assert!(counts.contains_key(&state), "none is `{state}`");
    }
}

#[tokio::test]
async fn four_clinicians_with_different_licences_and_one_operator_work_here() {
    let (store, _) = clinic_at_noon().await;
    let clinicians = store.clinicians(&Actor::System).await.unwrap();
    assert_eq!(clinicians.iter().filter(|clinician| !clinician.disabled).count(), 4);
    let covered: BTreeSet<Vec<UsState>> = clinicians
        .iter()
        .map(|clinician| {
            let licences = clinician.licences.iter();
            let valid = licences.filter(|licence| {
                let dates = app::words::local_dates(licence.state, noon());
                dates.iter().all(|date| licence.refusal(licence.state, *date).is_none())
            });
            valid.map(|licence| licence.state).collect()
        })
        .collect();
    assert_eq!(covered.len(), 4, "no two of them cover the same: {covered:?}");
    let expired: Vec<&str> = clinicians
        .iter()
        .filter(|clinician| {
            clinician.licences.iter().any(|licence| {
                let dates = app::words::local_dates(licence.state, noon());
                dates.iter().all(|date| licence.expires_on < *date)
            })
        })
        .map(|clinician| clinician.name.as_str())
        .collect();
    assert_eq!(expired, ["Samuel Whitfield"]);
    let cast = Cast::read().unwrap();
    assert_eq!(cast.operators.len(), 1);
}

#[tokio::test]
async fn the_stories_hold_on_any_day_also_while_a_state_has_two_dates() {
    let folder = tempfile::tempdir().unwrap();
    let seeded = seeded("2028-03-01T05:20:00Z".parse().unwrap(), folder.path()).await;
    assert_eq!(seeded.cut_short, Vec::<String>::new());
}

#[tokio::test]
async fn everybody_who_is_introduced_is_there_with_their_story() {
    let (store, _) = clinic_at_noon().await;
    let cast = Cast::read().unwrap();
    for member in &cast.operators {
        let account = store.account_by_email(&member.email).await.unwrap().unwrap();
        assert_eq!((account.role, account.name), (Role::Operator, member.name.parse().ok()));
    }
    for member in &cast.patients {
        let account = store.account_by_email(&member.email).await.unwrap().unwrap();
        let profile = store.profile(&account.actor()).await.unwrap().unwrap();
        assert_eq!(profile.legal_name.as_str(), member.name);
    }
    let harold = latest(&store, "harold.jensen@example.com").await;
    assert!(harold.state.waiting().unwrap().urgent, "{:?}", harold.state);
    let andre = latest(&store, "andre.coleman@example.com").await;
    assert!(andre.state.waiting().unwrap().answered, "{:?}", andre.state);
    let curtis = latest(&store, "curtis.boyd@example.com").await;
    let local = |state| app::words::local_dates(state, noon());
    assert!(!store.states_served(&local).await.unwrap().contains(&curtis.location));
}

#[tokio::test]
async fn what_waits_is_blocked_or_not_as_its_story_says() {
    let (store, _) = clinic_at_noon().await;
    let local = |state| app::words::local_dates(state, noon());
    for (email, expected) in [
        ("walter.briggs@example.com", Outcome::Prohibited),
        ("elliot.marsh@example.com", Outcome::Incomplete),
        ("tom.ashby@example.com", Outcome::VisitRequired),
        ("dale.hutchins@example.com", Outcome::Incomplete),
    ] {
        let encounter = latest(&store, email).await;
        let actor = Actor::Patient(encounter.patient);
        let chart = store.chart(&actor, encounter.id, &local).await.unwrap().unwrap();
        let dates = local(encounter.location);
        let assessment = rulebook().evaluate(&chart.record, None, &dates).unwrap();
        assert_eq!(assessment.evaluation.overall(), expected, "{email}");
    }
}

#[tokio::test]
async fn a_second_start_changes_nothing_and_a_broken_off_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (url, store) = database(folder.path(), noon()).await;
    let rulebook = rulebook();
    let scene = || Scene {
        database_url: &url,
        now: noon(),
        rulebook: &rulebook,
        photos: Arc::new(InMemory::new()),
    };
    let script = Script::read().unwrap();
    let clinician = &script.clinic.clinicians[0];
    let new = NewClinician {
        email: clinician.email.clone(),
        name: clinician.name.clone(),
        npi: clinician.npi.clone(),
        title: clinician.title.clone(),
    };
    store.create_clinician(&Actor::System, &new).await.unwrap();
    let broken = ensure(&store, scene()).await;
    assert!(matches!(broken, Err(DemonstrationError::Interrupted)), "{broken:?}");
    let operator = &script.clinic.operator;
    store.create_operator(&Actor::System, &operator.email, &operator.name).await.unwrap();
    assert_eq!(ensure(&store, scene()).await.unwrap(), None);
}

/// The latest visit of the patient with this address.
async fn latest(store: &Store, email: &str) -> Encounter {
    let account = store.account_by_email(&email.parse().unwrap()).await.unwrap().unwrap();
    let visits = store.visits(&account.actor()).await.unwrap();
    visits.into_iter().next().unwrap().encounter
}

#[test]
fn the_script_names_only_pages_and_questions_that_exist() {
    let rulebook = rulebook();
    let script = Script::read().unwrap();
    for story in script.stories() {
        let form = &rulebook.pack.protocol(&story.protocol).unwrap().questionnaire;
        let usual = script.answers.usual[&story.protocol].keys();
        let slips = story.slips.values().flat_map(BTreeMap::keys);
        for question in usual.chain(story.answers.keys()).chain(slips) {
            assert!(form.item(question).is_some(), "`{}`: `{question}`", story.name);
        }
        for page in story.slips.keys().chain(&story.left_at) {
            assert!(form.page(page).is_some(), "`{}`: `{page}`", story.name);
        }
    }
}

#[test]
fn everyday_medicines_are_known_to_the_lexicon() {
    let rulebook = rulebook();
    let script = Script::read().unwrap();
    let unknown: Vec<&String> = script.answers.phrases["everyday-medicines"]
        .iter()
        .filter(|typed| !rulebook.pack.lexicon().recognise(typed).complete)
        .collect();
    assert_eq!(unknown, Vec::<&String>::new());
}
