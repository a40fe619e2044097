//! When the server does not start, and what it says then.

use std::{net::TcpListener, path::Path};

use store::Store;

use crate::{
    http::get,
    running::{NO_MAIL, Server, complaint, folder, run, text, words},
};

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?} was accepted");
    assert!(words(&output).is_empty());
    complaint(&output)
}

fn practice(data: &Path) -> Vec<&str> {
    let mut arguments = vec!["serve", "--listen", "127.0.0.1:0", "--data", text(data)];
    arguments.extend(["--public-url", "https://clinic.example.org", "--smtp-host", "127.0.0.1"]);
    arguments.extend(["--smtp-tls", "none", "--smtp-from", "a@clinic.example.org"]);
    arguments
}

fn create_operator(data: &Path) -> [&str; 6] {
    ["admin", "create-operator", "--email", "ann@example.org", "--data", text(data)]
}

#[test]
fn without_mail_and_https_it_says_what_to_set_and_makes_nothing() {
    let folder = folder();
    let data = folder.path().join("data");
    let words = refused(&["serve", "--data", text(&data)]);
    assert!(words.contains("--smtp-host") && words.contains("--public-url"), "{words}");
    assert!(!data.exists());
}

#[test]
fn a_demonstration_is_for_this_machine_only() {
    let data = folder();
    let words = refused(&["serve", "--demo", "--data", text(data.path()), "--listen", "0.0.0.0:0"]);
    assert!(words.contains("this machine only"), "{words}");
}

#[test]
fn a_demonstration_does_not_touch_a_database_of_real_people() {
    let data = folder();
    let made = run(&create_operator(data.path()));
    assert!(made.status.success(), "{}", complaint(&made));
    let words =
        refused(&["serve", "--demo", "--data", text(data.path()), "--listen", "127.0.0.1:0"]);
    assert!(words.contains("was not made by --demo"), "{words}");
}

/// A database with our tables in it and nobody's mark, as an earlier version left it.
#[tokio::test]
async fn a_demonstration_does_not_take_what_it_did_not_make_though_nobody_has_an_account_in_it() {
    let data = folder();
    let url = format!("sqlite:{}", data.path().join("asynclinic.sqlite3").display());
    let store = Store::connect(&url, server::clock(), server::entropy()).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    let words =
        refused(&["serve", "--demo", "--data", text(data.path()), "--listen", "127.0.0.1:0"]);
    assert!(words.contains("was not made by --demo"), "{words}");
    Server::practice(data.path(), NO_MAIL).stop();
}

#[test]
fn a_demonstration_does_not_take_a_clinic_that_has_only_been_started() {
    let data = folder();
    Server::practice(data.path(), NO_MAIL).stop();
    let words =
        refused(&["serve", "--demo", "--data", text(data.path()), "--listen", "127.0.0.1:0"]);
    assert!(words.contains("was not made by --demo"), "{words}");
}

#[test]
fn a_server_works_on_no_other_photos_than_its_clinics() {
    let (one, other) = (folder(), folder());
    Server::practice(one.path(), NO_MAIL).stop();
    Server::practice(one.path(), NO_MAIL).stop();
    Server::practice(other.path(), NO_MAIL).stop();
    let photos = |place: &Path| format!("file:{}", place.join("photos").display());
    let elsewhere =
        |photos: &str| refused(&[&practice(one.path())[..], &["--photos", photos]].concat());
    let words = elsewhere(&photos(other.path()));
    assert!(words.contains("belong to another clinic"), "{words}");
    let unmounted = folder();
    let words = elsewhere(&photos(unmounted.path()));
    assert!(words.contains("were kept elsewhere") && words.contains("--photos"), "{words}");
    let words = elsewhere("s3://bucket");
    assert!(words.contains("it must be file:"), "{words}");
    std::fs::rename(one.path().join("photos"), unmounted.path().join("photos")).unwrap();
    let moved = photos(unmounted.path());
    Server::practice_on(one.path(), &["--photos", &moved]).stop();
}

#[test]
fn a_demonstration_starts_again_on_its_own_database_and_a_practice_does_not() {
    let data = folder();
    Server::demonstration(data.path()).stop();
    let server = Server::demonstration(data.path());
    let answer = get(server.address, "/health");
    assert_eq!(answer.header("strict-transport-security"), None, "a demonstration has no https");
    server.stop();
    let words = refused(&practice(data.path()));
    assert!(words.contains("was made by --demo"), "{words}");
    let words = refused(&create_operator(data.path()));
    assert!(words.contains("was made by --demo"), "{words}");
}

#[test]
fn an_address_in_use_is_named() {
    let data = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let words = refused(&["serve", "--demo", "--data", text(data.path()), "--listen", &address]);
    assert!(words.contains("cannot listen") && words.contains(&address), "{words}");
}

#[test]
fn the_help_names_every_command() {
    let output = run(&["--help"]);
    assert!(output.status.success());
    for command in ["serve", "admin", "backup", "restore", "--demo"] {
        assert!(words(&output).contains(command), "{command}");
    }
}
