//! Forms with files that are posted after the session ended.

use std::net::SocketAddr;

use crate::{
    http::{Answer, send},
    running::{NO_MAIL, Server, folder},
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

fn post(to: SocketAddr, path: &str, body: &str) -> Answer {
    let kind = "multipart/form-data; boundary=edge";
    send(to, "POST", path, &[("content-type", kind), ("sec-fetch-site", "same-origin")], body)
}

/// The page that asks for an address, in the session that an answer began.
fn sign_in(to: SocketAddr, answer: &Answer) -> String {
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    let cookie = answer.header("set-cookie").expect("a session").split(';').next().expect("one");
    send(to, "GET", "/sign-in", &[("cookie", cookie)], "").text()
}

#[test]
fn the_words_beside_a_file_are_kept_and_the_file_is_asked_for_again() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let to = server.address;
    let answer = post(to, &format!("{VISIT}/respond"), &form(&[("answer-1", "No.")], LARGE));
    assert!(sign_in(to, &answer).contains("What you filled in is kept"));
    let answer = post(to, &format!("{VISIT}/steps/9/photo"), &form(&[], LARGE));
    assert!(sign_in(to, &answer).contains("then choose the photo again"));
}

#[test]
fn more_words_than_a_form_may_have_are_not_kept_and_the_way_back_is() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let to = server.address;
    let long = "a".repeat(300 * 1024);
    for body in [form(&[("answer-1", &long)], 10), "--edge\r\nno form at all".to_owned()] {
        let answer = post(to, &format!("{VISIT}/respond"), &body);
        let page = sign_in(to, &answer);
        assert!(page.contains("What is your e-mail address?"));
        assert!(!page.contains("What you filled in is kept"));
    }
}
