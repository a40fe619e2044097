//! The same clinic on PostgreSQL.

use crate::{
    database::Database,
    running::{Server, complaint, folder, run, text},
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
    assert!(complaint(&output).contains("pg_restore failed"), "{}", complaint(&output));
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
