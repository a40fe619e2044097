//! `asynclinic impact`: every visit of the demonstration, replayed under another pack.

use std::{fs, path::Path};

use app::packs::starter_files;

use crate::{
    database::Database,
    running::{Server, complaint, folder, run, words},
};

const RECALL: &str = r#"
[[rule]]
id = "us/recall"
jurisdiction = "US"
title = "Recalled"
basis = "policy"
citation = "The clinic's own decision"
reviewed = 2026-11-28
confidence = "high"
protocols = ["erectile-dysfunction"]
effect = "prohibit"
patient = "It was recalled. Please ask us about another medicine."
clinician = "Recalled: do not prescribe."
"#;

/// The starter as a folder, with further rules.
fn pack(folder: &Path, further: &str) {
    for file in starter_files() {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.text).unwrap();
    }
    fs::write(folder.join("rules/further.toml"), further).unwrap();
}

fn impact(pack: &Path, data: &Path, database: &Database) -> String {
    let mut arguments =
        vec!["impact", "--pack", pack.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let url = database.url();
    if let Database::Postgres { .. } = database {
        arguments.extend(["--database-url", &url]);
    }
    let output = run(&arguments);
    assert!(output.status.success(), "{}", complaint(&output));
    words(&output)
}

fn the_demonstration_is_replayed(server: Server, data: &Path, database: &Database) {
    let (same, stricter) = (folder(), folder());
    pack(same.path(), "");
    pack(stricter.path(), RECALL);
    // The server goes on answering meanwhile.
    let said = impact(same.path(), data, database);
    assert!(said.contains("what changed can concern 0 of them"), "{said}");
    let said = impact(stricter.path(), data, database);
    let visits = database.texts(
        "select id from encounter where protocol = 'erectile-dysfunction' \
         and submitted_at is not null and state not in ('withdrawn', 'expired')",
    );
    assert!(visits.len() > 5, "{visits:?}");
    let flipped = said.lines().nth(1).and_then(|line| line.rsplit_once(' ')).unwrap().1;
    let flipped: usize = flipped.parse().unwrap();
    assert!(0 < flipped && flipped <= visits.len(), "{said}");
    assert!(said.contains(": permitted -> prohibited: "), "{said}");
    assert!(said.contains("\n  us/recall\n"), "{said}");
    let trail = database.texts("select reason from audit where action = 'replay-cases'");
    assert_eq!(trail.len(), 2);
    server.stop();
}

#[test]
fn a_pack_is_replayed_over_every_visit_on_sqlite() {
    let data = folder();
    let server = Server::demonstration(data.path());
    let database = Database::in_folder(data.path());
    the_demonstration_is_replayed(server, data.path(), &database);
}

#[test]
fn a_pack_is_replayed_over_every_visit_on_postgresql() {
    let (data, database) = (folder(), Database::on_postgres());
    let server = Server::demonstration_on(data.path(), &database.url());
    the_demonstration_is_replayed(server, data.path(), &database);
}
