//! Many people at once: copies of one patient of the demonstration, each with
//! one complete visit and a browser that has signed in.
//!
//! Playing a hundred thousand visits through the site would take hours, so rows
//! are copied in the database. What is then measured or raced goes through the
//! site like everything else.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool, postgres::PgPoolOptions, sqlite::SqlitePoolOptions};

/// The database behind the server's back.
pub enum Behind {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// One of the crowd.
#[derive(Clone, Debug)]
pub struct Member {
    /// The header `cookie` of the browser.
    pub cookie: String,
    /// The visit.
    pub encounter: String,
}

/// What stands in the state column of copies, and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything is filled in; it was not sent.
    Draft,
    /// It was sent and waits for a clinician.
    Waiting,
}

/// The digits that tell the ids of one table from those of another.
const ACCOUNTS: &str = "8000";
const ENCOUNTERS: &str = "8001";
const CONSENTS: &str = "8002";
/// Sessions are written so many at a time.
const BATCH: usize = 500;

impl Behind {
    pub async fn open(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite(SqlitePoolOptions::new().max_connections(1).connect(url).await.unwrap())
        } else {
            Self::Postgres(PgPoolOptions::new().max_connections(1).connect(url).await.unwrap())
        }
    }

    pub async fn execute(&self, sql: &str) {
        let query = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query(query).execute(pool).await.map(drop),
            Self::Postgres(pool) => sqlx::query(query).execute(pool).await.map(drop),
        }
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The one number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let query = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
        }
    }

    /// The one text that a query gives.
    pub async fn text(&self, sql: &str) -> String {
        let query = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
        }
    }

    /// Lets the engine look at what has been copied, as it does by itself in time.
    pub async fn settle(&self) {
        self.execute("analyze").await;
    }

    /// Copies a patient whose visit waits, without photos, `count` times: the
    /// copies are numbered from `first`, are in California, and have pages of
    /// answers up to number `with_pages`.
    pub async fn crowd(&self, standing: Standing, first: usize, count: usize, with_pages: usize) {
        let model = self
            .text(
                "select id from encounter where state = 'awaiting-review' and answered = 0 \
                 and urgent = 0 and not exists (select 1 from photo where encounter_id = encounter.id) \
                 order by id limit 1",
            )
            .await;
        let last = first + count - 1;
        let numbers = format!(
            "with recursive numbers (n) as (select {first} union all \
             select n + 1 from numbers where n < {last})"
        );
        let (account, encounter, consent) = (id(ACCOUNTS), id(ENCOUNTERS), id(CONSENTS));
        let (state, facts, sent, waits) = match standing {
            Standing::Draft => (
                "'draft'",
                "(select facts from encounter where state = 'draft' limit 1)",
                "null",
                "null",
            ),
            Standing::Waiting => ("state", "facts", "submitted_at", "waiting_since"),
        };
        let from = format!("from numbers, encounter e where e.id = '{model}'");
        let of = "e.id = encounter_id";
        for statement in [
            format!(
                "insert into account (id, role, email, created_at) {numbers} \
                 select {account}, 'patient', 'crowd' || n || '@example.org', created_at {from}"
            ),
            format!(
                "insert into patient_profile (patient_id, profile, saved_at) {numbers} \
                 select {account}, profile, saved_at from numbers, patient_profile, encounter e \
                 where e.id = '{model}' and patient_profile.patient_id = e.patient_id"
            ),
            format!(
                "insert into encounter (id, patient_id, protocol, questionnaire_version, location, \
                 attested_on, attested_at, birth_date, had_red_flag, version, state, facts, \
                 submitted_at, waiting_since, answered, urgent, created_at, touched_at) {numbers} \
                 select {encounter}, {account}, protocol, questionnaire_version, 'CA', attested_on, \
                 attested_at, birth_date, 0, version, {state}, {facts}, {sent}, {waits}, 0, 0, \
                 created_at, touched_at {from}"
            ),
            format!(
                "insert into encounter_page (encounter_id, page, revision, answers, saved_at, saved_by) \
                 {numbers} select {encounter}, page, revision, answers, saved_at, {account} \
                 from numbers, encounter_page, encounter e where e.id = '{model}' and {of} \
                 and n <= {with_pages}"
            ),
            format!(
                "insert into consent (id, encounter_id, patient_id, code, version, consent, signed_at) \
                 {numbers} select {consent}, {encounter}, {account}, code, consent.version, consent, \
                 signed_at from numbers, consent, encounter e where e.id = '{model}' and {of}"
            ),
        ] {
            self.execute(&statement).await;
        }
    }

    /// Signs so many of the crowd in, from number `first`.
    pub async fn members(&self, first: usize, count: usize) -> Vec<Member> {
        let numbers = first..first + count;
        let accounts: Vec<String> = numbers.clone().map(|number| uuid(ACCOUNTS, number)).collect();
        let cookies = self.sign_in(&accounts).await;
        let encounters = numbers.map(|number| uuid(ENCOUNTERS, number));
        cookies
            .into_iter()
            .zip(encounters)
            .map(|(cookie, encounter)| Member { cookie, encounter })
            .collect()
    }

    /// Signs these accounts in; the header `cookie` of each.
    pub async fn sign_in(&self, accounts: &[String]) -> Vec<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
        let mut cookies = Vec::new();
        let mut rows = Vec::new();
        for account in accounts {
            let token = hex(&Sha256::digest(account.as_bytes()));
            let hash = hex(&Sha256::digest(token.as_bytes()));
            rows.push(format!("('{hash}', '{account}', {now}, {now})"));
            cookies.push(format!("__Host-session={token}"));
        }
        for rows in rows.chunks(BATCH) {
            self.execute(&format!(
                "insert into session (id_hash, account_id, created_at, seen_at) values {}",
                rows.join(", ")
            ))
            .await;
        }
        cookies
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An id of a copy, in SQL that both engines read.
fn id(table: &str) -> String {
    format!("'01a20000-0000-7000-{table}-' || substr(cast(1000000000000 + n as text), 2)")
}

/// The same id.
fn uuid(table: &str, number: usize) -> String {
    format!("01a20000-0000-7000-{table}-{number:012}")
}
