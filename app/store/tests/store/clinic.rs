//! A clinic for each test, on both engines: a set clock, a seeded generator, a
//! real database. Builders show only what a test is about.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use domain::{
    Date, Timestamp,
    actor::Actor,
    consent::{Consent, ConsentText},
    encounter::{Encounter, PrescriptionStatus, State, VisitDemand},
    ids::{AccountId, ClinicianId, CommandId, EncounterId, LeaseToken, LicenceId},
    licence::LicenceStatus,
    pack::PackFile,
    people::Npi,
    place::UsState,
    relationship::Modality,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::{
    Change, Clock, Engine, Entropy, Held, Letter, NewClinician, NewLicence, Order, PageSave,
    PatientProfile, Place, Rulebook, Store, StoreError, VisitHeld,
};

use crate::pack::{read, rulebook};

/// When every test begins: the morning of 30 November 2026 in Texas.
const BEGIN: i64 = 1_796_061_600_000_000;

/// What one test works with.
#[derive(Clone)]
pub struct Clinic {
    pub store: Store,
    pub rules: Rulebook,
    pub url: String,
    pub clock: Arc<AtomicI64>,
    pub people: Arc<AtomicU64>,
}

/// A clinician with a licence.
#[derive(Clone, Debug)]
pub struct Doctor {
    pub id: ClinicianId,
    pub actor: Actor,
    pub licence: LicenceId,
}

/// Runs a test on SQLite and on PostgreSQL.
pub async fn both(test: impl AsyncFn(Clinic)) {
    both_blank(async |clinic| {
        clinic.store.migrate().await.unwrap();
        test(clinic).await;
    })
    .await;
}

/// Runs a test on SQLite and on PostgreSQL, in databases without any table.
pub async fn both_blank(test: impl AsyncFn(Clinic)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.db");
    let clinic = Clinic::open(format!("sqlite:{}", path.display())).await;
    test(clinic.clone()).await;
    clinic.store.close().await;

    let (url, schema) = fresh_schema().await;
    let clinic = Clinic::open(url).await;
    test(clinic.clone()).await;
    clinic.store.close().await;
    drop_schema(&schema).await;
}

fn postgres() -> String {
    env::var("TEST_POSTGRES_URL").expect(
        "set TEST_POSTGRES_URL to a PostgreSQL that tests may use, \
         or run `make test`, which starts one of its own",
    )
}

async fn fresh_schema() -> (String, String) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let base = postgres();
    let mut connection = PgConnection::connect(&base).await.unwrap();
    connection.execute(AssertSqlSafe(format!("create schema {schema}"))).await.unwrap();
    connection.close().await.unwrap();
    let joint = if base.contains('?') { '&' } else { '?' };
    (format!("{base}{joint}options=-c%20search_path%3D{schema}"), schema)
}

async fn drop_schema(schema: &str) {
    let mut connection = PgConnection::connect(&postgres()).await.unwrap();
    connection.execute(AssertSqlSafe(format!("drop schema {schema} cascade"))).await.unwrap();
    connection.close().await.unwrap();
}

impl Clinic {
    async fn open(url: String) -> Self {
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let read = Arc::clone(&clock);
        let now = move || Timestamp::from_microsecond(read.load(Ordering::Relaxed)).unwrap();
        let store = Store::connect(&url, Clock::new(now), Entropy::seeded(7)).await.unwrap();
        Self { store, rules: rulebook(&[]), url, clock, people: Arc::default() }
    }

    /// Ships a pack with the program, as a new version of it would.
    pub async fn ship(&self, files: &[PackFile]) -> Result<(), StoreError> {
        self.store.ship_pack(&read(files), files).await
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        let micros = i64::try_from(time.as_micros()).unwrap();
        self.clock.fetch_add(micros, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        self.store.now()
    }

    /// Today, six hours behind UTC.
    pub fn today(&self) -> Date {
        let local = self.now().checked_sub(SignedDuration::from_hours(6)).unwrap();
        jiff::tz::Offset::UTC.to_datetime(local).date()
    }

    /// Every state's date is today's.
    pub fn local(&self) -> impl Fn(UsState) -> Vec<Date> + Send + Sync + 'static {
        let clinic = self.clone();
        move |_| vec![clinic.today()]
    }

    pub fn command(&self) -> CommandId {
        self.store.new_command()
    }

    pub async fn operator(&self) -> Actor {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let email = format!("operator{number}@example.org").parse().unwrap();
        let name = "Olive Operator".parse().unwrap();
        let id = self.store.create_operator(&Actor::System, &email, &name).await.unwrap();
        Actor::Operator(id)
    }

    /// A clinician with an active licence for `state`.
    pub async fn doctor(&self, state: UsState) -> Doctor {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let new = NewClinician {
            email: format!("doctor{number}@example.org").parse().unwrap(),
            name: "Dora Doctor".parse().unwrap(),
            npi: npi(number),
            title: "MD".to_owned(),
        };
        let id = self.store.create_clinician(&Actor::System, &new).await.unwrap();
        let licence = NewLicence {
            state,
            kind: "md".parse().unwrap(),
            number: format!("L{number}").parse().unwrap(),
            status: LicenceStatus::Active,
            expires_on: "2027-12-31".parse().unwrap(),
        };
        let licence = self.store.add_licence(&Actor::System, id, &licence).await.unwrap();
        Doctor { id, actor: Actor::Clinician(id), licence }
    }

    pub async fn change_licence(&self, doctor: &Doctor, status: LicenceStatus) {
        let expires_on = "2027-12-31".parse().unwrap();
        self.store
            .change_licence(&Actor::System, doctor.licence, status, expires_on)
            .await
            .unwrap();
    }

    /// A patient with a profile.
    pub async fn patient(&self) -> Actor {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let email = format!("patient{number}@example.org").parse().unwrap();
        let account = self.store.find_or_create_patient(&email).await.unwrap().unwrap();
        let actor = account.actor();
        self.store.save_profile(&actor, &profile()).await.unwrap();
        actor
    }

    /// A draft of this patient that can be submitted, in Texas.
    pub async fn draft(&self, patient: &Actor) -> EncounterId {
        let protocol = "first".parse().unwrap();
        let id = self.store.create_draft(patient, "", &protocol, "1").await.unwrap();
        self.save(patient, id, self.place(UsState::Tx)).await;
        self.save(patient, id, answers("health", json!({"nitrate": [{"coding": {"code": "no"}}]})))
            .await;
        self.save(patient, id, answers("medicines", json!({"typed": [{"text": "Metformin"}]})))
            .await;
        let text = ConsentText {
            code: "telehealth".into(),
            version: "1".into(),
            title: "Telehealth".into(),
            body: Vec::new(),
        };
        let name = profile().legal_name;
        let consent = Consent::sign(&text, name.as_str(), &name, self.now()).unwrap();
        self.store.sign_consent(patient, id, &consent).await.unwrap();
        id
    }

    pub fn place(&self, location: UsState) -> PageSave {
        let birth_date = profile().birth_date;
        let place = Some(Place { location, birth_date, on: self.today() });
        PageSave { place, ..answers("place", json!({"state": location.code()})) }
    }

    pub async fn save(&self, actor: &Actor, id: EncounterId, save: PageSave) -> i64 {
        self.store.save_page(actor, id, &save).await.unwrap()
    }

    /// The version of an encounter, as its patient sees it.
    pub async fn version(&self, patient: &Actor, id: EncounterId) -> i64 {
        self.store.intake(patient, id).await.unwrap().unwrap().version
    }

    /// What a patient's write names.
    pub async fn change(&self, patient: &Actor, id: EncounterId) -> Change {
        let version = self.version(patient, id).await;
        Change { command: self.command(), encounter: id, version, letter: Some(letter()) }
    }

    /// A submitted encounter of this patient.
    pub async fn submitted(&self, patient: &Actor) -> Encounter {
        let id = self.draft(patient).await;
        let change = self.change(patient, id).await;
        self.store.submit(patient, &change).await.unwrap()
    }

    /// The encounter under this clinician's claim.
    pub async fn claimed(&self, doctor: &Doctor, encounter: &Encounter) -> Encounter {
        let command = self.command();
        self.store.claim(&doctor.actor, command, encounter.id, &self.local()).await.unwrap()
    }

    /// A patient's encounter under this clinician's claim.
    pub async fn in_review(&self, patient: &Actor, doctor: &Doctor) -> Encounter {
        let submitted = self.submitted(patient).await;
        self.claimed(doctor, &submitted).await
    }

    /// What the clinician who holds it names, having seen the chart.
    /// A live visit is called for by the clinician who holds the encounter.
    pub async fn called(&self, doctor: &Doctor, claimed: &Encounter) -> Encounter {
        let held = self.held(doctor, claimed).await;
        let demand = VisitDemand { modality: Modality::Video, reason: "To look.".into() };
        let local = self.local();
        self.store.require_visit(&doctor.actor, &held, demand, &self.rules, &local).await.unwrap()
    }

    /// The live visit that was called for, held now by video.
    pub async fn visited(&self, doctor: &Doctor, called: &Encounter) -> Encounter {
        let visit = VisitHeld {
            modality: Modality::Video,
            at: self.now(),
            on: self.today(),
            note: "Seen.".into(),
        };
        let (change, local) = (self.change_of(called), self.local());
        self.store.complete_visit(&doctor.actor, &change, &visit, &local).await.unwrap()
    }

    pub async fn held(&self, doctor: &Doctor, encounter: &Encounter) -> Held {
        let local = self.local();
        let chart = self.store.chart(&doctor.actor, encounter.id, &local).await.unwrap().unwrap();
        let dates = local(chart.record.location);
        let rules = self.rules.under(self.store.ledger().await.unwrap());
        let seen = rules.evaluate(&chart.record, Some(&chart.licences), &dates).unwrap();
        Held { digest_seen: Some(seen.evaluation.digest().to_string()), ..self.holding(encounter) }
    }

    /// What the clinician who holds it names.
    pub fn holding(&self, encounter: &Encounter) -> Held {
        let lease = encounter.state.lease().map(|lease| lease.token);
        let change = self.change_of(encounter);
        Held { change, lease: lease.unwrap_or_else(|| self.token()), digest_seen: None }
    }

    pub fn change_of(&self, encounter: &Encounter) -> Change {
        let letter = Some(letter());
        let (encounter, version) = (encounter.id, encounter.version);
        Change { command: self.command(), encounter, version, letter }
    }

    /// A fencing token of no claim.
    pub fn token(&self) -> LeaseToken {
        LeaseToken::new(self.now(), [9; 10])
    }

    /// A prescribed encounter.
    pub async fn prescribed(&self, patient: &Actor, doctor: &Doctor) -> Encounter {
        let claimed = self.in_review(patient, doctor).await;
        let held = self.held(doctor, &claimed).await;
        self.store
            .prescribe(&doctor.actor, &held, &order(), &self.rules, &self.local())
            .await
            .unwrap()
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let sql = AssertSqlSafe(format!("select count(*) from {table}"));
        match self.store.engine() {
            Engine::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
        }
    }

    /// The lines of the trail, in order: kind of actor, actor, what, encounter, person, why.
    pub async fn trail(&self) -> Vec<[String; 6]> {
        let sql = AssertSqlSafe(
            "select actor_kind, coalesce(actor_id, ''), action, coalesce(encounter_id, ''), \
             coalesce(subject_id, ''), reason from audit order by occurred_at, action",
        );
        let rows: Vec<(String, String, String, String, String, String)> = match self.store.engine()
        {
            Engine::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap()
            }
        };
        rows.into_iter().map(|(a, b, c, d, e, f)| [a, b, c, d, e, f]).collect()
    }

    /// Changes a row behind the store's back.
    pub async fn meddle(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.store.engine() {
            Engine::Sqlite => {
                let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query(sql).execute(&mut connection).await.unwrap();
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query(sql).execute(&mut connection).await.unwrap();
            }
        }
    }
}

/// Answers to a page that was not saved yet.
pub fn answers(page: &str, answers: Value) -> PageSave {
    PageSave {
        page: page.to_owned(),
        expected_revision: 0,
        answers,
        red_flag: false,
        place: None,
        crisis: None,
    }
}

pub fn profile() -> PatientProfile {
    PatientProfile {
        legal_name: "Pat Patient".parse().unwrap(),
        birth_date: "1980-02-29".parse().unwrap(),
        sex_at_birth: "male".parse().unwrap(),
        telephone: "512 555 0142".parse().unwrap(),
        address: serde_json::from_value(json!({
            "line": "1 Main St", "city": "Austin", "state": "TX", "postal_code": "78701"
        }))
        .unwrap(),
    }
}

pub fn letter() -> Letter {
    Letter { subject: "News".into(), body: "There is news for you.".into() }
}

pub fn order() -> Order {
    Order {
        medication: "pill-50".parse().unwrap(),
        sig: "one".into(),
        quantity: 10,
        refills: 1,
        diagnosis: serde_json::from_value(json!({"code": "R69", "title": "x"})).unwrap(),
        message: "Take care.".into(),
        fulfilled: Vec::new(),
    }
}

/// The account of an actor.
pub fn account(actor: &Actor) -> AccountId {
    actor.account_id().unwrap()
}

/// The status of the prescription of an encounter.
pub fn status(encounter: &Encounter) -> PrescriptionStatus {
    let State::Prescribed { outcome } = &encounter.state else {
        panic!("it is {}", encounter.state.name());
    };
    outcome.what.status.clone()
}

/// A valid NPI: the check digit is searched for.
fn npi(number: u64) -> Npi {
    (0..10).find_map(|digit| format!("1{number:08}{digit}").parse().ok()).unwrap()
}
