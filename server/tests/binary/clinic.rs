//! A demonstration clinic in use: who is there, and what there is to ask of it.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use app::{images::sample, packs};
use domain::pack::Pack;
use server::routes::{Route, Surface, table};
use tempfile::TempDir;

use crate::{
    database::Database,
    http::{Answer, FORM, OWN, get, get_as, post, send},
    running::{Server, folder},
};

/// Somebody who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Without a session.
    Nobody,
    /// A visitor who holds a draft of their own, and has not signed in.
    Visitor,
    /// The patient whose visits are asked for.
    Patient,
    /// Another patient.
    OtherPatient,
    /// A clinician with a licence where the patient is.
    Licensed,
    /// A clinician without one.
    Unlicensed,
    Operator,
}

impl Caller {
    pub const ALL: [Self; 7] = [
        Self::Nobody,
        Self::Visitor,
        Self::Patient,
        Self::OtherPatient,
        Self::Licensed,
        Self::Unlicensed,
        Self::Operator,
    ];

    /// How the demonstration introduces them.
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Nobody | Self::Visitor => None,
            Self::Patient => Some("Dale Hutchins"),
            Self::OtherPatient => Some("Andre Coleman"),
            Self::Licensed => Some("Daniel Reyes, DO"),
            Self::Unlicensed => Some("Maya Okafor, MD"),
            Self::Operator => Some("Priya Raman"),
        }
    }

    /// Somebody who may call this row.
    pub fn admitted(route: &Route) -> Self {
        use app::access::Access;
        match route.access {
            Access::Anyone
            | Access::DraftHolder
            | Access::Patient
            | Access::Chart
            | Access::Demonstration => Self::Patient,
            Access::Clinician => Self::Licensed,
            Access::Operator => Self::Operator,
        }
    }
}

/// The demonstration, with what stands for the parameters of a path.
pub struct Clinic {
    pub server: Server,
    pub database: Database,
    /// The patient's visit that waits for a review, with photos.
    pub visit: String,
    /// A photo of it.
    pub photo: String,
    /// The patient's draft about hair, before its first question.
    pub draft: String,
    /// A visit that the licensed clinician holds, and the token of the claim.
    pub held: (String, String),
    /// A clinician whom nobody here is, and a licence of theirs.
    pub clinician: String,
    pub licence: String,
    demo: String,
    pub data: TempDir,
}

/// The rows of the router's table that belong to the pages.
pub fn pages() -> Vec<Route> {
    table().into_iter().filter(|route| route.surface == Surface::Pages).collect()
}

/// What is sent on one row of the table, filled in right.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub kind: &'static str,
    pub body: Vec<u8>,
}

/// Where the first photo is asked for.
const PHOTO_PAGE: &str = "photo-front-hairline-page";
/// The line between the parts of a form with a file.
const BOUNDARY: &str = "multipart/form-data; boundary=a-line-that-no-picture-has";

impl Clinic {
    pub fn on_sqlite() -> Self {
        let data = folder();
        let server = Server::demonstration(data.path());
        let database = Database::in_folder(data.path());
        Self::open(server, database, data)
    }

    pub fn on_postgres() -> Self {
        let (data, database) = (folder(), Database::on_postgres());
        let server = Server::demonstration_on(data.path(), &database.url());
        Self::open(server, database, data)
    }

    fn open(server: Server, database: Database, data: TempDir) -> Self {
        let demo = get(server.address, "/demo").text();
        let mut clinic = Self {
            server,
            database,
            demo,
            visit: String::new(),
            photo: String::new(),
            draft: String::new(),
            held: Default::default(),
            clinician: String::new(),
            licence: String::new(),
            data,
        };
        clinic.find_visit();
        clinic.begin_draft();
        clinic.hold_another();
        clinic.clinician = clinic.account("Samuel Whitfield, MD");
        let operator = clinic.sign_in(Caller::Operator);
        let page = clinic.get(&format!("/operator/clinicians/{}", clinic.clinician), &operator);
        clinic.licence = id_after(&page.text(), "/licences/", "a license");
        clinic
    }

    fn find_visit(&mut self) {
        let patient = self.sign_in(Caller::Patient);
        let visits = self.get("/visits", &patient).text();
        self.visit = id_after(&visits, "href=\"/visits/", "a visit");
        let clinician = self.sign_in(Caller::Licensed);
        let chart = self.get(&format!("/review/{}", self.visit), &clinician).text();
        self.photo = id_after(&chart, &format!("/visits/{}/photos/", self.visit), "a photo");
    }

    fn begin_draft(&mut self) {
        let patient = self.sign_in(Caller::Patient);
        self.draft = self.begin(&patient);
        for page in ["place", "about"] {
            let asked = self.asked("POST", &format!("/visits/{{visit}}/{page}"));
            assert_eq!(self.ask(&asked, &patient).status, 303, "{page}");
        }
    }

    fn hold_another(&mut self) {
        let clinician = self.sign_in(Caller::Licensed);
        let patient = self.sign_in_as("Elliot Marsh");
        let visits = self.get("/visits", &patient).text();
        let visit = id_after(&visits, "href=\"/visits/", "a visit");
        let claimed = self.post(&format!("/review/{visit}/claim"), &clinician, &command());
        assert_eq!(claimed.status, 303);
        let chart = self.get(&format!("/review/{visit}"), &clinician).text();
        let lease = id_after(&chart, "name=\"lease\" value=\"", "a claim");
        self.held = (visit, lease);
    }

    /// Begins a visit; its id.
    pub fn begin(&self, cookie: &str) -> String {
        let begun = self.post("/visits", cookie, "protocol=hair-loss");
        assert_eq!(begun.status, 303);
        id_after(begun.location(), "/visits/", "a draft")
    }

    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        get_as(self.server.address, path, cookie)
    }

    pub fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        post(self.server.address, path, cookie, form)
    }

    /// The account that "Sign in as {name}" signs in to.
    pub fn account(&self, name: &str) -> String {
        account(&self.demo, name)
    }

    /// A new session of theirs; empty for nobody.
    pub fn sign_in(&self, caller: Caller) -> String {
        match (caller, caller.name()) {
            (_, Some(name)) => self.sign_in_as(name),
            (Caller::Visitor, None) => self.post("/visits", "", "protocol=hair-loss").cookie(),
            (_, None) => String::new(),
        }
    }

    pub fn sign_in_as(&self, name: &str) -> String {
        sign_in(self.server.address, &self.account(name))
    }

    /// The newest code in the mailbox for this address.
    pub fn code_for(&self, email: &str) -> String {
        let mails = get(self.server.address, "/demo").text();
        let mail = mails.split("<article").find(|mail| mail.contains(email)).expect(email);
        let code = mail.split("Your code is ").nth(1).and_then(|rest| rest.get(..6));
        code.expect("a code").to_owned()
    }

    /// Sends it as the clinic's own page does.
    pub fn ask(&self, asked: &Asked, cookie: &str) -> Answer {
        self.ask_with(asked, cookie, &[OWN])
    }

    /// Sends it with these headers.
    pub fn ask_with(&self, asked: &Asked, cookie: &str, headers: &[(&str, &str)]) -> Answer {
        let mut headers = headers.to_vec();
        if !asked.kind.is_empty() {
            headers.push(("content-type", asked.kind));
        }
        if !cookie.is_empty() {
            headers.push(("cookie", cookie));
        }
        send(self.server.address, &asked.method, &asked.path, &headers, &asked.body)
    }

    /// What is sent on a row of the table.
    pub fn asked(&self, method: &str, path: &str) -> Asked {
        let (kind, body) = match (method, path) {
            ("GET", _) => ("", Vec::new()),
            (_, "/api/renew-lease") => ("application/json", self.lease().into_bytes()),
            (_, "/visits/{visit}/steps/{number}/photo") => (BOUNDARY, picture()),
            (_, path) => (FORM.1, self.form(path).into_bytes()),
        };
        Asked { method: method.to_owned(), path: self.filled(path), kind, body }
    }

    /// The path with its parameters: pages of the intake are about the draft,
    /// everything else about the visit that waits.
    fn filled(&self, path: &str) -> String {
        let intake = [
            "/resume",
            "/place",
            "/outlook",
            "/about",
            "/steps/",
            "/rules",
            "/consent",
            "/location",
            "/check",
        ];
        let visit = match intake.iter().any(|page| path.contains(page)) {
            true => &self.draft,
            false => &self.visit,
        };
        let number =
            if path.ends_with("/photo") || path.ends_with("/remove") { photo_step() } else { 1 };
        let filled = path
            .replace("{visit}", visit)
            .replace("{number}", &number.to_string())
            .replace("{photo}", &self.photo)
            .replace("{clinician}", &self.clinician)
            .replace("{licence}", &self.licence)
            .replace("{*rule}", "us-or/service/open")
            .replace("{receipt}", "1")
            .replace("{pack}", &starter_digest())
            .replace("{token}", "a-link-that-nobody-was-sent");
        assert!(!filled.contains('{'), "say in clinic.rs what stands in {path}");
        filled
    }

    fn lease(&self) -> String {
        let (visit, lease) = &self.held;
        format!(r#"{{"encounter":"{visit}","lease":"{lease}"}}"#)
    }

    /// One form for every handler: each takes its own fields. The version and
    /// the claim are nobody's, so that what waits goes on waiting.
    fn form(&self, path: &str) -> String {
        let account = self.account("Andre Coleman");
        let unique = unique();
        let password = if path.contains("/password/") { "short" } else { "not the password" };
        let name = if path.contains("/operator") { "Ada Moore" } else { "Dale Hutchins" };
        format!(
            "{}&version=9999&revision=0&lease=01a20000-0000-7000-8000-000000000002\
             &protocol=hair-loss&account={account}&email=caller{unique}@example.org&code=000000\
             &password={password}&again={password}&emergency-signs=none&state=AR&name={name}\
             &birth-date.month=11&birth-date.day=30&birth-date.year=1969&sex-at-birth=male\
             &telephone=501+555+0142&line=12+Elm+Street&city=Little+Rock&postal-code=72201\
             &here=yes&new-state=AR&question-1=Since+when%3F&modality=video&reason=Because\
             &message=Because&on=2026-11-01&time=10%3A00&note=Seen&typed=something&classes=none&fact=crcl&value=60&why=Because\
             &medication=none&sig=none&quantity=1&refills=0&diagnosis=none&title=MD&npi={}\
             &kind=md&number=T-{unique}&status=active&ends.month=1&ends.day=31&ends.year=2031",
            command(),
            npi(unique),
        )
    }
}

/// The field of a command that was never sent before.
pub fn command() -> String {
    format!("command=01a20000-0000-7000-8000-{:012}", unique())
}

fn unique() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A National Provider Identifier: the check digit is searched for.
fn npi(number: u32) -> String {
    (0..10)
        .map(|digit| format!("1{number:08}{digit}"))
        .find(|npi| npi.parse::<domain::people::Npi>().is_ok())
        .expect("a check digit")
}

/// The step that asks for the first photo.
pub fn photo_step() -> usize {
    let pack = Pack::read(&packs::starter_files()).unwrap();
    let protocol = pack.protocol(&"hair-loss".parse().unwrap()).unwrap();
    let pages = &protocol.questionnaire.pages;
    pages.iter().position(|page| page.link_id.as_str() == PHOTO_PAGE).expect(PHOTO_PAGE) + 1
}

/// A form with a photo in it.
fn picture() -> Vec<u8> {
    with_photo(&sample::draw(sample::Subject::Scalp(0), 1).unwrap().jpeg).1
}

/// A form with this file as its photo: what it is sent as, and the body.
pub fn with_photo(file: &[u8]) -> (&'static str, Vec<u8>) {
    let (_, line) = BOUNDARY.split_once('=').unwrap();
    let head = format!(
        "--{line}\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"photo.jpg\"\r\n\
         content-type: image/jpeg\r\n\r\n"
    );
    (BOUNDARY, [head.as_bytes(), file, format!("\r\n--{line}--\r\n").as_bytes()].concat())
}

/// The id that stands in `text` behind the first `mark` that an id stands behind.
pub fn id_after(text: &str, mark: &str, what: &str) -> String {
    text.split(mark)
        .skip(1)
        .filter_map(|rest| rest.get(..36))
        .find(|id| id.chars().all(|char| char == '-' || char.is_ascii_hexdigit()))
        .unwrap_or_else(|| panic!("{what} stands behind {mark}"))
        .to_owned()
}

/// The account in the form of the button "Sign in as {name}" on the page `/demo`.
pub fn account(demo: &str, name: &str) -> String {
    let (before, _) = demo.split_once(&format!("Sign in as {name}")).expect(name);
    let (_, field) = before.rsplit_once("name=\"account\"").expect(name);
    id_after(field, "value=\"", name)
}

/// A new session of an account of the demonstration: its cookie.
pub fn sign_in(server: SocketAddr, account: &str) -> String {
    let answer = post(server, "/demo/sign-in", "", &format!("account={account}"));
    assert_eq!(answer.status, 303);
    answer.cookie()
}

/// The digest of the pack that every demonstration works by.
fn starter_digest() -> String {
    Pack::read(&packs::starter_files()).unwrap().digest().to_string()
}
