//! The first operator.

use crate::{
    http::get,
    running::{NO_MAIL, Server, complaint, folder, run, text, words},
};

fn create(data: &std::path::Path, email: &str) -> std::process::Output {
    run(&["admin", "create-operator", "--email", email, "--data", text(data)])
}

#[test]
fn the_first_operator_gets_an_address_that_sets_the_password() {
    let data = folder();
    let output = create(data.path(), "ann@example.org");
    assert!(output.status.success(), "{}", complaint(&output));
    let said = words(&output);
    let (_, token) = said.trim().rsplit_once("/staff/password/").unwrap();
    assert_eq!(token.len(), 64);
    let server = Server::practice(data.path(), NO_MAIL);
    let answer = get(server.address, &format!("/staff/password/{token}"));
    assert_eq!(answer.status, 200);
    assert!(!server.stop().contains(token));
}

#[test]
fn an_address_makes_one_account() {
    let data = folder();
    assert!(create(data.path(), "ann@example.org").status.success());
    let again = create(data.path(), "Ann@Example.org");
    assert!(!again.status.success());
    assert!(complaint(&again).contains("exists already"), "{}", complaint(&again));
}

#[test]
fn what_is_not_an_address_is_refused() {
    let data = folder();
    let output = create(data.path(), "ann");
    assert!(!output.status.success());
    assert!(complaint(&output).contains("--email"), "{}", complaint(&output));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_data() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = folder();
    let data = folder.path().join("data");
    assert!(create(&data, "ann@example.org").status.success());
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("asynclinic.sqlite3")), 0o600);
}
