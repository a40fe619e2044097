//! Who may call what: every row of the router's table, called by everybody.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use server::routes::{Surface, table};

use crate::{
    http::{Answer, get, send},
    running::{Server, folder},
};

/// What somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Got {
    /// An answer to what was asked, be it "that is not filled in right".
    Answered,
    /// "Sign in first."
    SignIn,
    /// "Staff sign in here."
    Staff,
    /// "There is no such page."
    Hidden,
    /// "Your licence does not cover this."
    Unlicensed,
}

use Got::{Answered as A, Hidden as H, SignIn as S, Staff as T, Unlicensed as U};

/// Method, path, and what these get: nobody, the patient, another patient, a
/// clinician who is licensed there, one who is not, the operator.
///
/// `{visit}` is the patient's, who waits for a review.
const EXPECTED: [(&str, &str, [Got; 6]); 61] = [
    ("GET", "/", [A, A, A, A, A, A]),
    ("GET", "/sign-in", [A, A, A, A, A, A]),
    ("GET", "/staff/sign-in", [A, A, A, A, A, A]),
    ("GET", "/staff/password/{token}", [A, A, A, A, A, A]),
    ("GET", "/demo", [A, A, A, A, A, A]),
    ("GET", "/visits", [S, A, A, H, H, H]),
    ("GET", "/visits/{visit}", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/resume", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/discard", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/place", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/outlook", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/about", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/steps/{number}", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/steps/{number}/emergency", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/consent", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/location", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/check", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/submitted", [S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/photos/{photo}", [S, H, H, H, H, H]),
    ("GET", "/review", [T, H, H, A, A, H]),
    ("GET", "/review/prescriptions", [T, H, H, A, A, H]),
    ("GET", "/review/{visit}", [T, H, H, A, U, H]),
    ("GET", "/operator", [T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/new", [T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/{clinician}", [T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/{clinician}/licences/new", [T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/{clinician}/licences/{licence}", [T, H, H, H, H, H]),
    ("POST", "/visits", [A, A, A, A, A, A]),
    ("POST", "/sign-in", [A, A, A, A, A, A]),
    ("POST", "/sign-in/code", [S, S, S, S, S, S]),
    ("POST", "/staff/sign-in", [A, A, A, A, A, A]),
    ("POST", "/staff/password/{token}", [A, A, A, A, A, A]),
    ("POST", "/demo/sign-in", [A, A, A, A, A, A]),
    ("POST", "/api/save-step", [A, A, A, A, A, A]),
    ("POST", "/api/renew-lease", [A, A, A, A, A, A]),
    ("POST", "/visits/{visit}/discard", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/place", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/about", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/steps/{number}", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/steps/{number}/photo", [S, A, A, H, H, H]),
    ("POST", "/visits/{visit}/consent", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/location", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/check", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/respond", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/relocate", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/confirm", [S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/withdraw", [S, A, H, H, H, H]),
    ("POST", "/review/{visit}/claim", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/release", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/request", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/visit", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/visit-held", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/prescribe", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/decline", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/medicine", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/sent", [T, H, H, A, U, H]),
    ("POST", "/review/{visit}/cancel", [T, H, H, A, U, H]),
    ("POST", "/operator/clinicians/new", [T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/licences/new", [T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/licences/{licence}", [T, H, H, H, H, H]),
    ("POST", "/operator/clinicians/{clinician}/invitation", [T, H, H, H, H, A]),
];

/// These change who may do what, and come last.
const AT_THE_END: [(&str, &str, [Got; 6]); 3] = [
    ("POST", "/operator/clinicians/{clinician}/disable", [T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/enable", [T, H, H, H, H, A]),
    ("POST", "/sign-out", [A, A, A, A, A, A]),
];

/// What a form would say, with a lease and a version that nobody holds.
const FORM: &str = "version=9999&lease=01a20000-0000-7000-8000-000000000002&revision=9999\
    &question-1=Since+when%3F&modality=video&reason=Because&message=Because\
    &on=2026-11-01&time=10%3A00&note=Seen&typed=something&classes=none\
    &medication=none&sig=none&quantity=1&refills=0&diagnosis=N52.9&email=nobody";

fn got(answer: &Answer, about: &str) -> Got {
    assert!(answer.status < 500, "{about}: {}", answer.status);
    match (answer.status, answer.header("location")) {
        (303, Some("/sign-in")) => S,
        (303, Some("/staff/sign-in")) => T,
        (404, _) => H,
        (403, _) => U,
        _ => A,
    }
}

/// The value of the hidden field `account` in the form of the button "Sign in as {name}".
pub fn account(demo: &str, name: &str) -> String {
    let (before, _) = demo.split_once(&format!("Sign in as {name}")).expect(name);
    let (_, field) = before.rsplit_once("name=\"account\"").expect(name);
    let value = field.split("value=\"").nth(1).expect(name);
    value.split('"').next().expect(name).to_owned()
}

/// Signs in; the cookie.
pub fn sign_in(server: SocketAddr, account: &str) -> String {
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let answer = send(server, "POST", "/demo/sign-in", &headers, &format!("account={account}"));
    assert_eq!(answer.status, 303);
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for mark in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(mark), "{cookie}");
    }
    cookie.split(';').next().expect("a cookie").to_owned()
}

fn call(server: SocketAddr, method: &str, path: &str, cookie: Option<&str>) -> Answer {
    static COMMANDS: AtomicU32 = AtomicU32::new(0);
    let command = COMMANDS.fetch_add(1, Ordering::Relaxed);
    let form = format!("{FORM}&command=01a20000-0000-7000-8000-{command:012}");
    let json = path.starts_with("/api/");
    let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
    let mut headers = vec![("content-type", kind), ("sec-fetch-site", "same-origin")];
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    let body = match (method, json) {
        ("GET", _) => "",
        (_, true) => "{}",
        (_, false) => &form,
    };
    send(server, method, path, &headers, body)
}

#[test]
fn everybody_gets_what_is_theirs_and_nothing_else() {
    let rows: BTreeSet<(String, String)> = table()
        .into_iter()
        .filter(|route| route.surface == Surface::Pages)
        .map(|route| (route.method.to_string(), route.path.to_string()))
        .collect();
    let named: BTreeSet<(String, String)> = EXPECTED
        .iter()
        .chain(&AT_THE_END)
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(named, rows, "this test knows every row of the table, and no other");

    let data = folder();
    let server = Server::demonstration(data.path());
    let to = server.address;
    let demo = get(to, "/demo").text();
    let people = ["Harold Jensen", "Andre Coleman", "Hannah Lindqvist, NP", "Maya Okafor, MD"];
    let accounts: Vec<String> = people.iter().map(|name| account(&demo, name)).collect();
    let cookie = |account: &str| Some(sign_in(to, account));
    let patient = sign_in(to, &accounts[0]);
    let visits = call(to, "GET", "/visits", Some(&patient)).text();
    let visit = visits.split("href=\"/visits/").nth(1).and_then(|rest| rest.get(..36));
    let visit = visit.expect("a visit").to_owned();

    let mut wrong = Vec::new();
    for (method, path, expected) in EXPECTED.iter().chain(&AT_THE_END) {
        let filled = path
            .replace("{visit}", &visit)
            .replace("{number}", "1")
            .replace("{clinician}", &account(&demo, "Samuel Whitfield, MD"))
            .replace("{token}", "none")
            .replace("{photo}", "01a20000-0000-7000-8000-000000000003")
            .replace("{licence}", "01a20000-0000-7000-8000-000000000004");
        let callers = [
            None,
            cookie(&accounts[0]),
            cookie(&accounts[1]),
            cookie(&accounts[2]),
            cookie(&accounts[3]),
            cookie(&account(&demo, "Priya Raman")),
        ];
        for (who, (cookie, expected)) in callers.iter().zip(expected).enumerate() {
            let about = format!("{method} {path} as caller {who}");
            let answer = call(to, method, &filled, cookie.as_deref());
            let got = got(&answer, &about);
            if got != *expected {
                wrong.push(format!("{about}: {got:?} ({}), not {expected:?}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
