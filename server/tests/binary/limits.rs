//! How much and how often somebody may send who is not signed in.

use server::routes::table;

use crate::{
    access::{account, sign_in},
    http::{get, post, send},
    running::{NO_MAIL, Server, folder, is_written},
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
        let answer = send(server.address, method, &path, &headers, &body(route.limit.bytes() + 1));
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
    let answer = post(server.address, &path, None, &form);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    assert_eq!(answer.header("set-cookie"), None);
    // A session that only remembers an address is no reason to keep a form either.
    let asked = get(server.address, &path);
    let cookie = asked.cookie().unwrap();
    assert_eq!(post(server.address, &path, Some(&cookie), &form).status, 303);
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
    assert_eq!(post(to, "/sign-out", Some(&cookie), "").status, 303);
    assert_eq!(send(to, "GET", "/visits", &[("cookie", &cookie)], "").status, 303);

    let large = body(64 * 1024 + 64);
    assert_eq!(post(to, &path, Some(&cookie), &large).status, 413);
    let answer = post(to, &path, Some(&cookie), "name=Kept");
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    let waiting = answer.cookie().unwrap();
    assert!(kept(&waiting));
    // Looking at another page, or sending it again, loses nothing.
    assert_eq!(send(to, "GET", "/visits", &[("cookie", &waiting)], "").status, 303);
    assert_eq!(post(to, &path, Some(&waiting), "name=Kept").status, 303);
    assert!(kept(&waiting));
    let other = post(to, "/demo/sign-in", Some(&waiting), &format!("account={andre}"));
    let other = other.cookie().unwrap();
    assert_eq!(post(to, "/sign-out", Some(&other), "").status, 303);
    assert!(!kept(&other));
}
