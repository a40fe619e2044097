//! Who may call what: every row of the router's table, called by everybody.

use std::collections::BTreeSet;

use crate::{
    clinic::{Caller, Clinic, pages},
    http::Answer,
};

/// What somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Got {
    /// What was asked for.
    Answered,
    /// "That is not filled in right", or "it does not stand like that": admitted, and told why not.
    Refused,
    /// "Sign in first."
    SignIn,
    /// "Staff sign in here."
    Staff,
    /// "There is no such page."
    Hidden,
    /// "Your license does not cover this."
    Unlicensed,
}

use Got::{Answered as A, Hidden as H, Refused as R, SignIn as S, Staff as T, Unlicensed as U};

/// Method, path, and what these get: nobody; a visitor who holds another
/// draft; the patient; another patient; a clinician who is licensed there; one
/// who is not; the operator.
///
/// What each row is sent, and which visit stands for `{visit}`, is in clinic.rs.
/// Review and patient's verbs name a version that was never, so that the visit
/// goes on waiting: who is admitted is refused in words.
const EXPECTED: &[(&str, &str, [Got; 7])] = &[
    ("GET", "/", [A, A, A, A, A, A, A]),
    ("GET", "/sign-in", [A, A, A, A, A, A, A]),
    ("GET", "/staff/sign-in", [A, A, A, A, A, A, A]),
    ("GET", "/staff/password/{token}", [R, R, R, R, R, R, R]),
    ("GET", "/demo", [A, A, A, A, A, A, A]),
    ("GET", "/verify", [A, A, A, A, A, A, A]),
    ("GET", "/receipts/key", [A, A, A, A, A, A, A]),
    ("GET", "/packs/{pack}", [A, A, A, A, A, A, A]),
    ("GET", "/visits", [S, S, A, A, H, H, H]),
    ("GET", "/visits/{visit}", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/resume", [S, H, A, H, H, H, H]),
    ("GET", "/visits/{visit}/discard", [S, H, A, H, H, H, H]),
    ("GET", "/visits/{visit}/place", [S, H, A, H, H, H, H]),
    ("GET", "/visits/{visit}/outlook", [S, H, A, H, H, H, H]),
    ("GET", "/visits/{visit}/about", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/steps/{number}", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/steps/{number}/now", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/rules", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/consent", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/location", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/check", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/submitted", [S, S, A, H, H, H, H]),
    ("GET", "/visits/{visit}/photos/{photo}", [S, S, A, H, A, U, H]),
    // Nothing has been decided there yet: who may read it finds no receipt.
    ("GET", "/visits/{visit}/receipts/{receipt}", [S, S, H, H, H, U, H]),
    ("GET", "/review", [T, T, H, H, A, A, H]),
    ("GET", "/review/prescriptions", [T, T, H, H, A, A, H]),
    ("GET", "/review/{visit}", [T, T, H, H, A, U, H]),
    ("GET", "/operator", [T, T, H, H, H, H, A]),
    ("GET", "/operator/rules", [T, T, H, H, H, H, A]),
    ("GET", "/operator/rules/{*rule}", [T, T, H, H, H, H, A]),
    ("GET", "/operator/packs", [T, T, H, H, H, H, A]),
    ("GET", "/operator/packs/{pack}", [T, T, H, H, H, H, A]),
    ("GET", "/operator/packs/{pack}/files", [T, T, H, H, H, H, A]),
    ("GET", "/operator/packs/{pack}/trial", [T, T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/new", [T, T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/{clinician}", [T, T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/{clinician}/licences/new", [T, T, H, H, H, H, A]),
    ("GET", "/operator/clinicians/{clinician}/licences/{licence}", [T, T, H, H, H, H, A]),
    ("POST", "/verify", [R, R, R, R, R, R, R]),
    ("POST", "/visits", [A, A, A, A, H, H, H]),
    ("POST", "/sign-in", [A, A, A, A, A, A, A]),
    ("POST", "/sign-in/code", [R, R, R, R, R, R, R]),
    ("POST", "/staff/sign-in", [R, R, R, R, R, R, R]),
    ("POST", "/staff/password/{token}", [R, R, R, R, R, R, R]),
    ("POST", "/demo/sign-in", [A, A, A, A, A, A, A]),
    ("POST", "/api/renew-lease", [S, S, S, S, A, H, S]),
    ("POST", "/visits/{visit}/discard", [S, H, R, H, H, H, H]),
    ("POST", "/visits/{visit}/place", [S, H, A, H, H, H, H]),
    ("POST", "/visits/{visit}/about", [S, S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/steps/{number}", [S, S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/steps/{number}/photo", [S, S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/steps/{number}/remove", [S, S, R, H, H, H, H]),
    ("POST", "/visits/{visit}/consent", [S, S, R, H, H, H, H]),
    ("POST", "/visits/{visit}/location", [S, S, R, H, H, H, H]),
    ("POST", "/visits/{visit}/check", [S, S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/respond", [S, S, A, H, H, H, H]),
    ("POST", "/visits/{visit}/relocate", [S, S, R, H, H, H, H]),
    ("POST", "/visits/{visit}/confirm", [S, S, R, H, H, H, H]),
    ("POST", "/visits/{visit}/withdraw", [S, S, R, H, H, H, H]),
    ("POST", "/review/{visit}/claim", [T, T, H, H, A, U, H]),
    ("POST", "/review/{visit}/release", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/request", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/visit", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/visit-held", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/prescribe", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/decline", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/medicine", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/finding", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/sent", [T, T, H, H, R, U, H]),
    ("POST", "/review/{visit}/cancel", [T, T, H, H, R, U, H]),
    ("POST", "/operator/rules/{*rule}", [T, T, H, H, H, H, R]),
    ("POST", "/operator/packs", [T, T, H, H, H, H, R]),
    ("POST", "/operator/packs/{pack}", [T, T, H, H, H, H, R]),
    ("POST", "/operator/packs/{pack}/trial", [T, T, H, H, H, H, R]),
    ("POST", "/operator/publications/{number}/withdraw", [T, T, H, H, H, H, R]),
    ("POST", "/operator/clinicians/new", [T, T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/licences/new", [T, T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/licences/{licence}", [T, T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/invitation", [T, T, H, H, H, H, A]),
];

/// These change who may do what, and come last.
const AT_THE_END: &[(&str, &str, [Got; 7])] = &[
    ("POST", "/operator/clinicians/{clinician}/disable", [T, T, H, H, H, H, A]),
    ("POST", "/operator/clinicians/{clinician}/enable", [T, T, H, H, H, H, A]),
    ("POST", "/sign-out", [A, A, A, A, A, A, A]),
];

fn got(answer: &Answer, about: &str) -> Got {
    match (answer.status, answer.header("location")) {
        (303, Some("/sign-in")) | (401, _) => S,
        (303, Some("/staff/sign-in")) => T,
        (200..400, _) => A,
        (403, _) => U,
        (404, _) => H,
        (400 | 409 | 410 | 422, _) => R,
        (status, _) => panic!("{about}: {status}"),
    }
}

#[test]
fn everybody_gets_what_is_theirs_and_nothing_else() {
    let rows: BTreeSet<(String, String)> = pages()
        .into_iter()
        .map(|route| (route.method.to_string(), route.path.to_string()))
        .collect();
    let named: BTreeSet<(String, String)> = EXPECTED
        .iter()
        .chain(AT_THE_END)
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(named, rows, "this test knows every row of the table, and no other");

    let clinic = Clinic::on_sqlite();
    let mut wrong = Vec::new();
    for (method, path, expected) in EXPECTED.iter().chain(AT_THE_END) {
        let cookies = Caller::ALL.map(|caller| clinic.sign_in(caller));
        for ((caller, cookie), expected) in Caller::ALL.iter().zip(&cookies).zip(expected) {
            let about = format!("{method} {path} as {caller:?}");
            let answer = clinic.ask(&clinic.asked(method, path), cookie);
            let got = got(&answer, &about);
            if got != *expected {
                wrong.push(format!("{about}: {got:?} ({}), not {expected:?}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let trail = format!(
        "select distinct coalesce(actor_id, 'nobody') from audit where encounter_id = '{}'",
        clinic.draft
    );
    let whose = format!("select patient_id from encounter where id = '{}'", clinic.draft);
    assert_eq!(clinic.database.texts(&trail), clinic.database.texts(&whose), "nobody else got in");
}
