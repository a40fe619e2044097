//! What the clinic can do, measured on the binary as it is released.
//!
//! `make bench` runs it. Machines differ and are noisy, so every figure that
//! is a time stands beside something simpler that was measured in the same run:
//! submissions beside bare commits of the same engine, pages beside the health
//! check.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that fails is none"
)]
#![expect(clippy::print_stdout, reason = "figures are printed")]
#![expect(clippy::indexing_slicing, reason = "it measures, and serves nobody")]

#[path = "../../tests/binary/crowd.rs"]
mod crowd;
#[path = "../../tests/binary/database.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod database;
mod figures;
#[path = "../../tests/binary/http.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod http;
mod impact;
mod raw;
#[path = "../../tests/binary/running.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod running;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use crate::{
    crowd::{Crowd, Member},
    database::Database,
    figures::{Times, line},
    http::{get, get_as, try_send},
    running::{Server, folder},
};

/// Visits that are sent, and by how many at a time.
const SUBMISSIONS: usize = 4_000;
const AT_ONCE: usize = 32;
/// How often a page is asked for.
const VIEWS: usize = 200;
/// How many visits wait while the queue is asked for.
const WAITING: [usize; 2] = [1_000, 100_000];
/// Visits in the queue that have answers, so that the page shown is a real one.
const WITH_PAGES: usize = 200;
/// How often the server is started.
const STARTS: usize = 7;

fn main() {
    // `cargo test --benches` and the like only ask whether it is there.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let data = folder();
    println!("\nSQLite, in WAL mode, synchronous=full");
    measure(data.path(), &Database::in_folder(data.path()));

    let data = folder();
    println!("\nPostgreSQL, with its defaults (fsync and synchronous_commit on)");
    measure(data.path(), &Database::on_postgres());
}

fn start(data: &Path, database: &Database) -> Server {
    match database {
        Database::Sqlite { .. } => Server::demonstration(data),
        Database::Postgres { .. } => Server::demonstration_on(data, &database.url()),
    }
}

fn measure(data: &Path, database: &Database) {
    // The first start sets the demonstration clinic up, and is not counted.
    start(data, database).stop();
    let mut starts = Times::default();
    for _ in 0..STARTS {
        let began = Instant::now();
        let server = start(data, database);
        assert_eq!(get(server.address, "/health").status, 200);
        starts.add(began.elapsed());
        server.stop();
    }
    line("start to first answer", &starts.spread());

    let server = start(data, database);
    line("memory, idle", &memory(&server, "VmRSS:"));
    submissions(&server, database, data);
    line("memory, most under load", &memory(&server, "VmHWM:"));
    queue(&server, database);
    impact::measure(data, database, SUBMISSIONS + WAITING[1] + 1);
    line("memory, most in all", &memory(&server, "VmHWM:"));
    server.stop();
}

/// A line of what the kernel says of the server's memory.
fn memory(server: &Server, name: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    format!("{} MB", kibibytes * 1024 / 1_000_000)
}

/// Visits sent at once, between two measurements of the engine's bare commits.
fn submissions(server: &Server, database: &Database, data: &Path) {
    let count = SUBMISSIONS;
    Crowd { drafts: true, first: 1, count, with_pages: count }.gather(database);
    database.execute("analyze");
    let members = Arc::new(crowd::members(database, 1, count));
    let before = raw::commits_per_second(database, data);
    let began = Instant::now();
    let times = all_at_once(server, &members);
    let rate = f64::from(u32::try_from(count).unwrap()) / began.elapsed().as_secs_f64();
    let after = raw::commits_per_second(database, data);
    let sent = database.texts(
        "select encounter_id from event where verb = 'submit' \
         and encounter_id like '01a20000-0000-7000-8001-%'",
    );
    assert_eq!(sent.len(), count, "every one is on record, once");
    let raw = f64::midpoint(before, after);
    line(
        "submissions, durable",
        &format!("{rate:.0} a second from {AT_ONCE} browsers at once, {}", times.percentiles()),
    );
    line(
        "bare commits of one row",
        &format!("{raw:.0} a second ({before:.0} before, {after:.0} after)"),
    );
    line("a submission takes", &format!("{:.1} bare commits", raw / rate));
}

fn all_at_once(server: &Server, members: &Arc<Vec<Member>>) -> Times {
    let next = Arc::new(AtomicUsize::new(0));
    let browsers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (members, next, to) = (Arc::clone(members), Arc::clone(&next), server.address);
            thread::spawn(move || {
                let mut times = Times::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(member) = members.get(number) else { return times };
                    let path = format!("/visits/{}/check", member.encounter);
                    let body = format!("command=01a20000-0000-7000-8009-{number:012}");
                    let headers = [
                        ("cookie", member.cookie.as_str()),
                        ("sec-fetch-site", "same-origin"),
                        ("content-type", "application/x-www-form-urlencoded"),
                    ];
                    let began = Instant::now();
                    let answer = try_send(to, "POST", &path, &headers, &body).unwrap();
                    times.add(began.elapsed());
                    assert_eq!(answer.status, 303, "{}", answer.text());
                }
            })
        })
        .collect();
    browsers.into_iter().fold(Times::default(), |all, browser| all.with(browser.join().unwrap()))
}

/// The queue page as a clinician who is licensed there opens it, again and again.
fn queue(server: &Server, database: &Database) {
    let licensed = database.texts(
        "select clinician_id from licence where status = 'active' and state = 'CA' \
         order by clinician_id",
    );
    let cookie = crowd::sign_in(database, &licensed[..1]).remove(0);
    // What was sent before waits elsewhere.
    database.execute("update encounter set location = 'ND' where id like '01a20000-%'");
    let mut there = 0;
    for wanted in WAITING {
        let (first, count) = (SUBMISSIONS + there + 1, wanted - there);
        Crowd { drafts: false, first, count, with_pages: SUBMISSIONS + WITH_PAGES }
            .gather(database);
        there = wanted;
        database.execute("analyze");
        let health = views(server, "/health", "");
        let times = views(server, "/review", &cookie);
        line(
            &format!("queue page, {wanted} waiting"),
            &format!("{}; the health check {}", times.percentiles(), health.percentiles()),
        );
    }
}

fn views(server: &Server, path: &str, cookie: &str) -> Times {
    let mut times = Times::default();
    for _ in 0..VIEWS {
        let began = Instant::now();
        let answer = get_as(server.address, path, cookie);
        times.add(began.elapsed());
        assert_eq!(answer.status, 200);
    }
    times
}
