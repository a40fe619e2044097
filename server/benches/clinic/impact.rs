//! A million visits replayed under another pack, while the server is idle.

use std::{fs, path::Path, time::Instant};

use app::packs::starter_files;

use crate::{
    crowd::Crowd,
    database::Database,
    figures::line,
    running::{asynclinic, complaint, folder, words},
};

/// How many visits are replayed.
const VISITS: usize = 1_000_000;

/// What each pack adds, and whom that speaks of.
const PACKS: [(&str, &str); 2] = [
    ("a pack that flips everybody", ""),
    ("a pack that flips some", "when = { fact = \"age\", at-least = 50 }"),
];

/// Fills the clinic up to a million visits, whose numbers begin at `first`, and replays them.
pub fn measure(data: &Path, database: &Database, first: usize) {
    // What is there already is gathered by a replay.
    replay("gather", "", data, database);
    let there = database.texts("select cast(count(*) as text) from case_on_record");
    let count = VISITS - there[0].parse::<usize>().unwrap();
    Crowd { drafts: false, first, count, with_pages: 0 }.gather(database);
    // Each is a copy of one of the demonstration's own cases. They stand in a table of their own,
    // by number: neither database would look them up otherwise.
    database.execute("create table model (place bigint primary key, content text not null)");
    database.execute(
        "insert into model (place, content) \
         select row_number() over (order by encounter_id) - 1, content from case_on_record \
         where content is not null and decided_on is null and protocol = (select protocol from \
         encounter where id like '01a20000-0000-7000-8001-%' limit 1) \
         and encounter_id not like '01a20000-%'",
    );
    let models = database.texts("select cast(count(*) as text) from model");
    database.execute(&format!(
        "insert into case_on_record (encounter_id, protocol, location, content) \
         select id, protocol, location, model.content from encounter \
         join model on model.place = cast(substr(id, 25) as bigint) % {} \
         where id like '01a20000-0000-7000-8001-%' and submitted_at is not null \
         and not exists (select 1 from case_on_record where encounter_id = encounter.id)",
        models[0]
    ));
    database.execute("drop table model");
    database.execute("analyze");
    let began = Instant::now();
    let read = database.texts("select cast(sum(length(content)) as text) from case_on_record");
    let read = (read[0].parse::<u64>().unwrap() / 1_000_000, began.elapsed());
    for (name, when) in PACKS {
        let began = Instant::now();
        let said = replay("recall", when, data, database);
        let took = began.elapsed().as_secs_f64();
        let first: Vec<&str> = said.lines().take(2).collect();
        line(name, &format!("{took:.0} s. {}", first.join(". ")));
    }
    let (megabytes, time) = read;
    line("reading what was replayed", &format!("{:.1} s for {megabytes} MB", time.as_secs_f64()));
}

fn replay(id: &str, when: &str, data: &Path, database: &Database) -> String {
    let pack = folder();
    for file in starter_files() {
        let path = pack.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.text).unwrap();
    }
    let rule = format!(
        "[[rule]]\nid = \"us/{id}\"\njurisdiction = \"US\"\ntitle = \"Recalled\"\n\
         basis = \"policy\"\ncitation = \"None\"\nreviewed = 2026-11-28\nconfidence = \"high\"\n\
         effect = \"prohibit\"\npatient = \"Please ask us about another medicine.\"\n\
         clinician = \"Recalled.\"\n{when}\n"
    );
    fs::write(pack.path().join("rules/further.toml"), rule).unwrap();
    let mut command = asynclinic();
    command.arg("impact").arg("--pack").arg(pack.path()).arg("--data").arg(data);
    if let Database::Postgres { .. } = database {
        command.arg("--database-url").arg(database.url());
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    words(&output)
}
