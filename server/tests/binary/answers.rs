//! What the server answers, and what every answer carries.

use crate::{
    http::{get, send},
    running::{NO_MAIL, Server, folder},
};

#[test]
fn the_health_check_answers_anyone_without_details() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let answer = get(server.address, "/health");
    assert_eq!((answer.status, answer.text().as_str()), (200, "ok\n"));
}

#[test]
fn every_answer_is_protected_whatever_its_status() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    for (method, path) in [("GET", "/health"), ("GET", "/nowhere"), ("POST", "/health")] {
        let answer = send(server.address, method, path, &[], "");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path} {name}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{policy}");
        assert!(answer.header("permissions-policy").unwrap().contains("geolocation=()"));
        assert_eq!(answer.header("x-request-id").unwrap().len(), 16);
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=63072000"));
    }
}

#[test]
fn an_unknown_address_gets_a_page_with_a_way_on() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let answer = get(server.address, "/nowhere");
    assert_eq!(answer.status, 404);
    assert!(answer.header("content-type").unwrap().starts_with("text/html"));
    assert!(answer.text().contains("Page not found") && answer.text().contains("tel:911"));
}

#[test]
fn a_page_allows_its_own_scripts_by_a_nonce_that_is_never_the_same() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let policies = [(); 2].map(|()| {
        get(server.address, "/nowhere").header("content-security-policy").unwrap().to_owned()
    });
    assert!(policies.iter().all(|policy| policy.contains("'nonce-")), "{policies:?}");
    assert_ne!(policies[0], policies[1]);
}

#[test]
fn a_wrong_method_is_told_the_right_one() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    for path in ["/health", "/visits/1/outlook"] {
        let answer = send(server.address, "POST", path, &[], "");
        assert_eq!(answer.status, 405, "{path}");
        assert!(answer.header("allow").unwrap().contains("GET"), "{path}");
    }
}

#[test]
fn what_another_site_sends_is_refused() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let own = format!("http://{}", server.address);
    for headers in [
        [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")],
        [("sec-fetch-site", "same-site"), ("origin", "https://other.clinic.example")],
        [("accept", "*/*"), ("origin", "https://elsewhere.example")],
        [("accept", "*/*"), ("origin", "null")],
    ] {
        let answer = send(server.address, "POST", "/nowhere", &headers, "a=b");
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(answer.text().contains("nothing was changed"));
    }
    for headers in [
        [("sec-fetch-site", "same-origin"), ("origin", own.as_str())],
        [("accept", "*/*"), ("origin", own.as_str())],
    ] {
        let answer = send(server.address, "POST", "/nowhere", &headers, "a=b");
        assert_eq!(answer.status, 404, "{headers:?}");
    }
}

#[test]
fn more_than_a_route_takes_is_refused() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let answer = send(server.address, "GET", "/health", &[], "more than nothing");
    assert_eq!(answer.status, 413);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let long = format!("email={}", "a".repeat(300 * 1024));
    let answer = send(server.address, "POST", "/sign-in", &form, &long);
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("too large"), "{}", answer.text());
}

#[test]
fn the_log_names_routes_and_never_addresses() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    get(server.address, "/health?name=canary-query");
    get(server.address, "/canary-path");
    let log = server.stop();
    assert!(log.contains("\"route\":\"/health\""), "{log}");
    assert!(log.contains("\"status\":404"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}
