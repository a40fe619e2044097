//! The same clinic on PostgreSQL.

use crate::{
    database::Database,
    running::{Server, asynclinic, complaint, folder, run, text},
};

fn operator(data: &str, url: &str) -> std::process::Output {
    let arguments = ["admin", "create-operator", "--email", "ann@example.org"];
    run(&[&arguments[..], &["--data", data, "--database-url", url]].concat())
}

#[test]
fn a_clinic_on_postgresql_is_backed_up_and_comes_back() {
    let (folder, from, into) = (folder(), Database::on_postgres(), Database::on_postgres());
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let file = folder.path().join("clinic.backup");
    let made = operator(text(&data), &from.url());
    assert!(made.status.success(), "{}", complaint(&made));

    let output =
        run(&["backup", text(&file), "--data", text(&data), "--database-url", &from.url()]);
    assert!(output.status.success(), "{}", complaint(&output));
    let restore = ["restore", text(&file), "--data", text(&restored)];
    let output = run(&restore);
    assert!(complaint(&output).contains("holds a postgres database"), "{}", complaint(&output));
    let output = run(&[&restore[..], &["--database-url", &into.url()]].concat());
    assert!(output.status.success(), "{}", complaint(&output));
    let again = operator(text(&restored), &into.url());
    assert!(complaint(&again).contains("exists already"), "{}", complaint(&again));
}

#[test]
fn a_database_that_holds_something_is_not_restored_over() {
    let (folder, database) = (folder(), Database::on_postgres());
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let file = folder.path().join("clinic.backup");
    assert!(operator(text(&data), &database.url()).status.success());
    let url = database.url();
    assert!(
        run(&["backup", text(&file), "--data", text(&data), "--database-url", &url])
            .status
            .success()
    );
    let output = run(&["restore", text(&file), "--data", text(&restored), "--database-url", &url]);
    assert!(!output.status.success());
    assert!(complaint(&output).contains("is not empty"), "{}", complaint(&output));
    assert!(!restored.exists());
}

#[test]
fn a_database_with_a_table_of_anybodys_is_taken_by_nobody() {
    let (folder, from, into) = (folder(), Database::on_postgres(), Database::on_postgres());
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let file = folder.path().join("clinic.backup");
    into.execute("create table ledger_of_a_bakery (loaves bigint)");
    let url = into.url();
    let demonstration = ["serve", "--demo", "--listen", "127.0.0.1:0", "--database-url", &url];
    let output = run(&[&demonstration[..], &["--data", text(&data)]].concat());
    assert!(complaint(&output).contains("was not made by --demo"), "{}", complaint(&output));

    assert!(operator(text(&data), &from.url()).status.success());
    let place = ["--data", text(&data), "--database-url", &from.url()];
    assert!(run(&[&["backup", text(&file)], &place[..]].concat()).status.success());
    let output = run(&["restore", text(&file), "--data", text(&restored), "--database-url", &url]);
    assert!(complaint(&output).contains("is not empty"), "{}", complaint(&output));
    into.execute("drop table ledger_of_a_bakery");
}

#[test]
fn a_restore_that_failed_can_be_tried_again() {
    let (folder, from, into) = (folder(), Database::on_postgres(), Database::on_postgres());
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let file = folder.path().join("clinic.backup");
    let (source, target) = (from.url(), into.url());
    Server::practice_on(&data, &["--database-url", &source]).stop();
    let place = ["--data", text(&data), "--database-url", &source];
    assert!(run(&[&["backup", text(&file)], &place[..]].concat()).status.success());

    let restore = ["restore", text(&file), "--data", text(&restored), "--database-url", &target];
    let output = asynclinic().args(restore).env("PATH", "").output().unwrap();
    assert!(complaint(&output).contains("pg_restore is not installed"), "{}", complaint(&output));
    assert_eq!(std::fs::read_dir(&restored).unwrap().count(), 0);
    let output = run(&restore);
    assert!(output.status.success(), "{}", complaint(&output));
    assert!(restored.join("photos/.clinic").is_file());
    Server::practice_on(&restored, &["--database-url", &target]).stop();
}

#[test]
fn servers_on_one_postgresql_share_their_photos() {
    let (folder, database) = (folder(), Database::on_postgres());
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let (url, photos) =
        (database.url(), format!("file:{}", folder.path().join("shared").display()));
    let shared = ["--database-url", &url, "--photos", &photos];
    let first = Server::practice_on(&one, &shared);
    Server::practice_on(&other, &shared).stop();
    first.stop();
    let output =
        run(
            &[
                &[
                    "serve",
                    "--listen",
                    "127.0.0.1:0",
                    "--data",
                    text(&other),
                    "--database-url",
                    &url,
                ][..],
                &["--public-url", "https://clinic.example.org", "--smtp-host", "127.0.0.1"],
                &["--smtp-tls", "none", "--smtp-from", "a@clinic.example.org"],
            ]
            .concat(),
        );
    assert!(complaint(&output).contains("were kept elsewhere"), "{}", complaint(&output));
}

#[test]
fn a_demonstration_does_not_touch_a_clinic_on_postgresql() {
    let (folder, database) = (folder(), Database::on_postgres());
    let (data, url) = (text(folder.path()).to_owned(), database.url());
    assert!(operator(&data, &url).status.success());
    let output = run(&[
        "serve",
        "--demo",
        "--listen",
        "127.0.0.1:0",
        "--data",
        &data,
        "--database-url",
        &url,
    ]);
    let words = complaint(&output);
    assert!(words.contains("was not made by --demo"), "{words}");
    let password = url.split([':', '@']).nth(2).unwrap();
    assert!(!words.contains(password), "{words}");
}

#[test]
fn a_demonstration_runs_on_postgresql() {
    let (folder, database) = (folder(), Database::on_postgres());
    let server = Server::demonstration_on(folder.path(), &database.url());
    assert_eq!(crate::http::get(server.address, "/health").status, 200);
    server.stop();
}
