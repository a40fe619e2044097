//! Many people at once: copies of one patient of the demonstration, each with
//! one complete visit and a browser that has signed in.
//!
//! Playing a hundred thousand visits through the site would take hours, so rows
//! are copied in the database. What is then measured or raced goes through the
//! site like everything else.

use sha2::{Digest as _, Sha256};

use crate::database::Database;

/// One of the crowd.
#[derive(Clone, Debug)]
pub struct Member {
    /// The header `cookie` of the browser.
    pub cookie: String,
    /// The visit.
    pub encounter: String,
}

/// What is copied.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// Nothing was sent yet; otherwise it was, and waits for a clinician.
    pub drafts: bool,
    /// The number of the first copy.
    pub first: usize,
    /// How many copies.
    pub count: usize,
    /// Copies up to this number have pages of answers.
    pub with_pages: usize,
}

/// The digits that tell the ids of one table from those of another.
const ACCOUNTS: &str = "8000";
const ENCOUNTERS: &str = "8001";
const CONSENTS: &str = "8002";
/// Sessions are written so many at a time.
const BATCH: usize = 500;

impl Crowd {
    /// Copies a patient whose visit waits, without photos. The copies are in California.
    pub fn gather(self, database: &Database) {
        let Self { drafts, first, count, with_pages } = self;
        let models = database.texts(
            "select id from encounter where state = 'awaiting-review' and answered = 0 \
             and urgent = 0 and not exists (select 1 from photo where encounter_id = encounter.id) \
             order by id limit 1",
        );
        let model = models.first().expect("a visit that waits");
        let last = first + count - 1;
        let numbers = format!(
            "with recursive numbers (n) as (select {first} union all \
             select n + 1 from numbers where n < {last})"
        );
        let (account, encounter, consent) = (id(ACCOUNTS), id(ENCOUNTERS), id(CONSENTS));
        let (state, facts, sent, waits) = if drafts {
            let facts = "(select facts from encounter where state = 'draft' limit 1)";
            ("'draft'", facts, "null", "null")
        } else {
            ("state", "facts", "submitted_at", "waiting_since")
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
            database.execute(&statement);
        }
    }
}

/// Signs so many of the crowd in, from number `first`.
pub fn members(database: &Database, first: usize, count: usize) -> Vec<Member> {
    let numbers = first..first + count;
    let accounts: Vec<String> = numbers.clone().map(|number| uuid(ACCOUNTS, number)).collect();
    let cookies = sign_in(database, &accounts);
    let encounters = numbers.map(|number| uuid(ENCOUNTERS, number));
    cookies
        .into_iter()
        .zip(encounters)
        .map(|(cookie, encounter)| Member { cookie, encounter })
        .collect()
}

/// Signs these accounts in; the header `cookie` of each.
pub fn sign_in(database: &Database, accounts: &[String]) -> Vec<String> {
    // The server that these sessions are for reads the machine's clock too.
    let now = server::clock().now().as_microsecond();
    let mut cookies = Vec::new();
    let mut rows = Vec::new();
    for account in accounts {
        let token = hex(&Sha256::digest(account.as_bytes()));
        let hash = hex(&Sha256::digest(token.as_bytes()));
        rows.push(format!("('{hash}', '{account}', {now}, {now})"));
        cookies.push(format!("__Host-session={token}"));
    }
    for rows in rows.chunks(BATCH) {
        database.execute(&format!(
            "insert into session (id_hash, account_id, created_at, seen_at) values {}",
            rows.join(", ")
        ));
    }
    cookies
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
