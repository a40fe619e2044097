//! Forms with files that are posted after the session ended.

use std::net::SocketAddr;

use crate::{
    clinic::{account, sign_in},
    http::{self, Answer, OWN, get, get_as, send},
    running::{Server, folder},
};

const VISIT: &str = "/visits/01a20000-0000-7000-8000-000000000003";
/// More than what is read of a body where nothing else is said.
const LARGE: usize = 5 * 1024 * 1024;

fn form(fields: &[(&str, &str)], file: usize) -> String {
    let mut body = String::new();
    let line = "--edge\r\ncontent-disposition: form-data; name=";
    body.push_str(&format!("{line}\"answer-2\"; filename=\"photo.jpg\"\r\n"));
    body.push_str(&format!("content-type: image/jpeg\r\n\r\n{}\r\n", "x".repeat(file)));
    for (name, value) in fields {
        body.push_str(&format!("{line}\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body + "--edge--\r\n"
}

fn post(to: SocketAddr, path: &str, cookie: &str, body: &str) -> Answer {
    let kind = ("content-type", "multipart/form-data; boundary=edge");
    send(to, "POST", path, &[kind, OWN, ("cookie", cookie)], body)
}

/// A session whose patient has signed out.
fn ended(to: SocketAddr) -> String {
    let cookie = sign_in(to, &account(&get(to, "/demo").text(), "Harold Jensen"));
    assert_eq!(http::post(to, "/sign-out", &cookie, "").status, 303);
    cookie
}

/// The page that asks for an address, in the session that an answer began.
fn asked(to: SocketAddr, answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    get_as(to, "/sign-in", &answer.cookie()).text()
}

#[test]
fn the_words_beside_a_file_are_kept_and_the_file_is_asked_for_again() {
    let data = folder();
    let server = Server::demonstration(data.path());
    let to = server.address;
    let words = form(&[("answer-1", "No.")], LARGE);
    let answer = post(to, &format!("{VISIT}/respond"), &ended(to), &words);
    assert!(asked(to, &answer).contains("What you filled in is kept"));
    let answer = post(to, &format!("{VISIT}/steps/9/photo"), &ended(to), &form(&[], LARGE));
    assert!(asked(to, &answer).contains("then choose the photo again"));
}

#[test]
fn what_cannot_be_kept_is_refused_in_words_and_the_way_back_is_open() {
    let data = folder();
    let server = Server::demonstration(data.path());
    let to = server.address;
    let long = "a".repeat(300 * 1024);
    for (body, status) in
        [(form(&[("answer-1", &long)], 10), 413), ("--edge\r\nno form at all".to_owned(), 400)]
    {
        let cookie = ended(to);
        let answer = post(to, &format!("{VISIT}/respond"), &cookie, &body);
        assert_eq!(answer.status, status);
        let page = get_as(to, "/sign-in", &cookie).text();
        assert!(page.contains("What is your e-mail address?"));
        assert!(!page.contains("What you filled in is kept"));
    }
}
