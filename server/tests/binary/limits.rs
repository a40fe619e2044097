//! How much and how often somebody may send who is not signed in.

use std::net::SocketAddr;

use server::routes::table;

use crate::{
    clinic::{account, sign_in},
    http::{Answer, get, post, send},
    running::{NO_MAIL, Server, folder, is_written, run, text, words},
};

const VISIT: &str = "01a20000-0000-7000-8000-000000000003";
const CANARY: &str = "canary-of-a-stranger";

/// A body of so many bytes.
fn body(bytes: usize) -> String {
    let start = format!("email={CANARY}&");
    let text = format!("{start}{}", "a".repeat(bytes.saturating_sub(start.len())));
    text.chars().take(bytes).collect()
}

#[test]
fn nobody_sends_more_than_a_row_takes() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    for route in table() {
        let path = route.path.replace("{visit}", VISIT).replace("{*file}", "none.js");
        let path = path.replace(['{', '}'], "");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let headers = [kind, ("sec-fetch-site", "same-origin")];
        let method = route.method.as_str();
        let answer = send(server.address, method, &path, &headers, body(route.limit.bytes() + 1));
        assert_eq!(answer.status, 413, "{method} {path}");
        assert_eq!(answer.header("set-cookie"), None, "{method} {path}");
    }
    server.stop();
    assert!(!is_written(data.path(), CANARY));
}

#[test]
fn what_a_stranger_posts_is_not_kept() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let path = format!("/visits/{VISIT}/about");
    let form = format!("name={CANARY}");
    let answer = post(server.address, &path, "", &form);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    assert_eq!(answer.header("set-cookie"), None);
    // A session that only remembers an address is no reason to keep a form either.
    let asked = get(server.address, &path);
    let cookie = asked.cookie();
    assert_eq!(post(server.address, &path, &cookie, &form).status, 303);
    server.stop();
    assert!(!is_written(data.path(), CANARY));
}

#[test]
fn what_is_posted_after_signing_out_is_kept_for_its_account_alone() {
    let data = folder();
    let server = Server::demonstration(data.path());
    let to = server.address;
    let demo = get(to, "/demo").text();
    let [harold, andre] = ["Harold Jensen", "Andre Coleman"].map(|name| account(&demo, name));
    let path = format!("/visits/{VISIT}/about");
    let kept = |cookie: &str| {
        let page = send(to, "GET", "/sign-in", &[("cookie", cookie)], "");
        page.text().contains("What you filled in is kept")
    };
    let cookie = sign_in(to, &harold);
    assert_eq!(post(to, "/sign-out", &cookie, "").status, 303);
    assert_eq!(send(to, "GET", "/visits", &[("cookie", &cookie)], "").status, 303);

    let large = body(64 * 1024 + 64);
    assert_eq!(post(to, &path, &cookie, &large).status, 413);
    let answer = post(to, &path, &cookie, "name=Kept");
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    let waiting = answer.cookie();
    assert!(kept(&waiting));
    // Looking at another page, or sending it again, loses nothing.
    assert_eq!(send(to, "GET", "/visits", &[("cookie", &waiting)], "").status, 303);
    assert_eq!(post(to, &path, &waiting, "name=Kept").status, 303);
    assert!(kept(&waiting));
    let other = post(to, "/demo/sign-in", &waiting, &format!("account={andre}"));
    let other = other.cookie();
    assert_eq!(post(to, "/sign-out", &other, "").status, 303);
    assert!(!kept(&other));
}

/// Asks until it is told to wait, at most twice `per` times: a window may end meanwhile.
fn until_told_to_wait(per: usize, mut ask: impl FnMut(usize) -> Answer) {
    let told = (0..=2 * per).map(&mut ask).find(|answer| answer.status == 429);
    let told = told.unwrap_or_else(|| panic!("nobody is told to wait after {per}"));
    let seconds: u32 = told.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&seconds), "{seconds}");
    assert!(told.text().contains("Please wait a little"), "{}", told.text());
}

/// Posts a form as a proxy passes it on.
fn post_from(to: SocketAddr, line: &str, path: &str, form: &str) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
        ("x-forwarded-for", line),
    ];
    send(to, "POST", path, &headers, form)
}

const BEHIND_A_PROXY: [&str; 2] = ["--trusted-proxy", "127.0.0.1"];

#[test]
fn an_address_is_sent_few_codes_and_nobody_can_use_up_anothers() {
    let data = folder();
    let server = Server::practice_on(data.path(), &BEHIND_A_PROXY);
    let ask = |line: &str| post_from(server.address, line, "/sign-in", "email=ann@example.org");
    until_told_to_wait(5, |_| ask("192.0.2.1"));
    assert_eq!(ask("192.0.2.2").status, 200);
    assert_eq!(ask("203.0.113.5, 192.0.2.3").status, 200);
}

#[test]
fn one_client_cannot_have_everybody_mailed() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    until_told_to_wait(240, |number| {
        let form = format!("email=somebody{number}@example.org");
        // Nobody has said that a proxy stands in front, so its word counts for nothing.
        post_from(server.address, &format!("192.0.2.{}", number % 200), "/sign-in", &form)
    });
}

#[test]
fn one_client_begins_so_many_drafts() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    until_told_to_wait(300, |_| {
        post(server.address, "/visits", "", "protocol=erectile-dysfunction")
    });
}

#[test]
fn wrong_passwords_lock_out_where_they_come_from_and_not_the_owner() {
    let data = folder();
    let made = ["admin", "create-operator", "--email", "ann@example.org", "--data"];
    let made = run(&[&made[..], &[text(data.path())]].concat());
    let said = words(&made);
    let (_, token) = said.trim().rsplit_once("/staff/password/").unwrap();
    let server = Server::practice_on(data.path(), &BEHIND_A_PROXY);
    let chosen = "password=correct-horse-battery&again=correct-horse-battery";
    let choose =
        |token: &str| post(server.address, &format!("/staff/password/{token}"), "", chosen);
    assert_eq!(choose("none").status, 410);
    assert_eq!(choose(token).header("location"), Some("/staff/sign-in"));
    assert_eq!(choose(token).status, 410);

    let attempt = |line: &str, password: &str| {
        let form = format!("email=ann@example.org&password={password}");
        post_from(server.address, line, "/staff/sign-in", &form)
    };
    until_told_to_wait(10, |_| attempt("192.0.2.1", "wrong"));
    assert_eq!(attempt("192.0.2.1", "correct-horse-battery").status, 429);
    for _ in 0..3 {
        let entered = attempt("192.0.2.2", "correct-horse-battery");
        assert_eq!(entered.header("location"), Some("/operator"));
    }
    server.stop();
    assert!(!is_written(data.path(), "192.0.2."), "no address is written down");
}
