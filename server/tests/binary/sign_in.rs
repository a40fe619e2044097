//! Signing in and out, over the wire: what strangers learn, what old cookies
//! are worth, and when it is enough.

use crate::{
    clinic::{Caller, Clinic, id_after},
    database::{Database, expect_same},
    http::{Answer, get_as, post},
    running::{NO_MAIL, Server, folder, run, text, words},
};

const PASSWORD: &str = "seven green bottles on a wall";

/// Status, headers and body.
type Seen = (u16, Vec<(String, String)>, String);

/// All that somebody sees of an answer, apart from what was typed and what is
/// new each time.
fn seen(answer: &Answer, typed: &str) -> Seen {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
    let clean = |text: &str| match nonce {
        Some(nonce) => text.replace(typed, "[typed]").replace(nonce, "[nonce]"),
        None => text.replace(typed, "[typed]"),
    };
    let fresh = ["x-request-id", "date", "set-cookie", "content-length"];
    let headers = answer.headers.iter().filter(|(name, _)| !fresh.contains(&&**name));
    let headers = headers.map(|(name, value)| (name.clone(), clean(value))).collect();
    (answer.status, headers, clean(&answer.text()))
}

#[test]
fn a_patients_sign_in_answers_the_same_whether_the_address_is_known_or_not() {
    let clinic = Clinic::on_sqlite();
    let stranger = patient_sign_in(&clinic, "nobody.at.all@example.com");
    for known in ["dale.hutchins@example.com", "maya.okafor@example.com"] {
        let [asked, tried] = patient_sign_in(&clinic, known);
        assert_eq!((asked.0, tried.0), (200, 422));
        assert!(asked.2.contains("[typed]"));
        assert_eq!([asked, tried], stranger, "{known}");
    }
}

#[test]
fn whoever_is_signed_in_is_led_to_where_they_work() {
    let clinic = Clinic::on_sqlite();
    for (caller, home) in [
        (Caller::Patient, "/visits"),
        (Caller::Licensed, "/review"),
        (Caller::Operator, "/operator"),
    ] {
        let cookie = clinic.sign_in(caller);
        for page in ["/sign-in", "/staff/sign-in"] {
            assert_eq!(clinic.get(page, &cookie).location(), home, "{page}");
        }
    }
}

/// What somebody sees who asks for a code, and then enters a wrong one.
fn patient_sign_in(clinic: &Clinic, email: &str) -> [Seen; 2] {
    let asked = clinic.post("/sign-in", "", &format!("email={email}"));
    let form = format!("email={email}&code=000000");
    let tried = clinic.post("/sign-in/code", &asked.cookie(), &form);
    [seen(&asked, email), seen(&tried, email)]
}

/// A clinic with an operator who has a password.
fn staffed(data: &std::path::Path) -> Server {
    let made =
        run(&["admin", "create-operator", "--email", "ann@example.org", "--data", text(data)]);
    let said = words(&made);
    let (_, token) = said.trim().rsplit_once("/staff/password/").expect("a link");
    let server = Server::practice(data, NO_MAIL);
    let form = format!("password={PASSWORD}&again={PASSWORD}").replace(' ', "+");
    let chosen = post(server.address, &format!("/staff/password/{token}"), "", &form);
    assert_eq!((chosen.status, chosen.location()), (303, "/staff/sign-in"));
    let again = post(server.address, &format!("/staff/password/{token}"), "", &form);
    assert_eq!(again.status, 410, "a link works once");
    server
}

fn try_staff(server: &Server, email: &str, password: &str) -> Answer {
    let form = format!("email={email}&password={password}").replace(' ', "+");
    post(server.address, "/staff/sign-in", "", &form)
}

#[test]
fn a_staff_sign_in_answers_the_same_whether_the_address_is_known_or_not() {
    let data = folder();
    let server = staffed(data.path());
    let tried = ["ann@example.org", "bob@example.org", "no address"]
        .map(|email| seen(&try_staff(&server, email, "not the password"), email));
    assert_eq!(tried[0].0, 422);
    assert!(tried[0].2.contains("[typed]"));
    assert_eq!(tried[0], tried[1]);
    assert_eq!(tried[0], tried[2]);
    assert_eq!(try_staff(&server, "ann@example.org", PASSWORD).location(), "/operator");
    Database::in_folder(data.path()).execute("update account set disabled_at = 1");
    let disabled = seen(&try_staff(&server, "ann@example.org", PASSWORD), "ann@example.org");
    assert_eq!(disabled, tried[1], "a closed account is an unknown one");
}

#[test]
fn ten_wrong_passwords_in_a_quarter_of_an_hour_are_enough_also_for_the_right_one() {
    let data = folder();
    let server = staffed(data.path());
    let limited = ["Ann@example.org", "bob@example.org"].map(|email| {
        // A window that ends in the middle lets ten more through, and no more.
        let tries: Vec<u16> = (0..21)
            .map(|_| try_staff(&server, email, "wrong").status)
            .take_while(|status| *status != 429)
            .collect();
        assert!((10..=20).contains(&tries.len()), "{tries:?}");
        assert!(tries.iter().all(|status| *status == 422), "{tries:?}");
        seen(&try_staff(&server, email, PASSWORD), email)
    });
    assert_eq!(limited[0].0, 429);
    assert!(limited[0].2.contains("Try again in"));
    // How much is left of the wait is another matter.
    let limited = limited.map(|(status, mut headers, body)| {
        headers.retain(|(name, _)| name != "retry-after");
        (status, headers, body.replace(|char: char| char.is_ascii_digit(), ""))
    });
    assert_eq!(limited[0], limited[1], "known and unknown alike");
}

#[test]
fn codes_are_sent_five_times_an_hour_to_an_address_and_tried_five_times_each() {
    let clinic = Clinic::on_sqlite();
    let email = "walter.briggs@example.com";
    let cookie = clinic.post("/sign-in", "", &format!("email={email}")).cookie();
    let code = clinic.code_for(email);
    let attempt =
        |code: &str| clinic.post("/sign-in/code", &cookie, &format!("email={email}&code={code}"));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(attempt(wrong).status, 422);
    }
    assert_eq!(attempt(&code).status, 422, "the sixth try is none, not even with the right code");

    // The window of an hour may end in the middle: then five more are sent.
    let asked: Vec<u16> =
        (0..11).map(|_| clinic.post("/sign-in", "", &format!("email={email}")).status).collect();
    assert!(asked.contains(&429), "{asked:?}");
    assert!(asked.iter().filter(|status| **status == 200).count() <= 9, "{asked:?}");
}

#[test]
fn a_cookie_from_before_signing_in_and_one_from_before_signing_out_are_dead() {
    let clinic = Clinic::on_sqlite();
    let email = "somebody.new@example.com";
    let start = clinic.post("/visits", "", "protocol=hair-loss");
    let (old, begun) = (start.cookie(), id_after(start.location(), "/visits/", "a draft"));
    let place = "state=CA&birth-date.month=4&birth-date.day=2&birth-date.year=1980";
    assert_eq!(clinic.post(&format!("/visits/{begun}/place"), &old, place).status, 303);
    assert_eq!(clinic.post("/sign-in", &old, &format!("email={email}")).status, 200);
    let form = format!("email={email}&code={}", clinic.code_for(email));
    let signed_in = clinic.post("/sign-in/code", &old, &form);
    assert_eq!(signed_in.location(), format!("/visits/{begun}/resume"));
    let new = signed_in.cookie();
    assert_ne!(new, old);
    let about = format!("/visits/{begun}/about");
    assert_eq!(clinic.get(&about, &new).status, 200);
    for path in [&*about, "/visits", &format!("/visits/{begun}/place")] {
        let answer = clinic.get(path, &old);
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "{path}");
    }

    assert_eq!(clinic.post("/sign-out", &new, "").status, 303);
    assert_eq!(clinic.get("/visits", &new).location(), "/sign-in");
    assert_eq!(clinic.get(&about, &new).location(), "/sign-in");

    let staff = clinic.sign_in(Caller::Licensed);
    assert_eq!(clinic.get("/review", &staff).status, 200);
    clinic.post("/sign-out", &staff, "");
    assert_eq!(clinic.get("/review", &staff).location(), "/staff/sign-in");
}

#[test]
fn half_an_hour_without_a_request_ends_a_session_and_a_minute_less_does_not() {
    for clinic in [Clinic::on_sqlite(), Clinic::on_postgres()] {
        let rest = |minutes: i64| {
            let sql = format!("update session set seen_at = seen_at - {minutes} * 60000000");
            assert!(clinic.database.execute(&sql) > 0);
        };
        let (patient, clinician) =
            (clinic.sign_in(Caller::Patient), clinic.sign_in(Caller::Licensed));
        let to = clinic.server.address;
        rest(29);
        assert_eq!(get_as(to, "/visits", &patient).status, 200);
        assert_eq!(get_as(to, "/review", &clinician).status, 200);
        // Those requests have kept both alive: it takes another half hour.
        rest(29);
        assert_eq!(get_as(to, "/visits", &patient).status, 200);
        rest(30);
        assert_eq!(get_as(to, "/review", &clinician).location(), "/staff/sign-in");
        let about = format!("/visits/{}/about", clinic.draft);
        let before = clinic.database.contents_without(&["session", "allowance", "audit"]);
        let posted = post(to, &about, &patient, "name=Somebody+Else&telephone=501+555+0199");
        assert_eq!(posted.location(), "/sign-in");
        let after = clinic.database.contents_without(&["session", "allowance", "audit"]);
        expect_same(&before, &after, "posted into a session that had ended");
    }
}
