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
#![expect(
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "it measures, and serves nobody"
)]

#[path = "../../tests/binary/crowd.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod crowd;
mod figures;
#[path = "../../tests/binary/http.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod http;
#[path = "../../tests/binary/postgres.rs"]
mod postgres;
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
    crowd::{Behind, Member, Standing},
    figures::{Times, line},
    http::{get, get_as, try_send},
    postgres::Database,
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

#[tokio::main]
async fn main() {
    // `cargo test --benches` and the like only ask whether it is there.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let data = folder();
    let sqlite = format!("sqlite:{}", data.path().join("asynclinic.sqlite3").display());
    println!("\nSQLite, in WAL mode, synchronous=full");
    measure(data.path(), &sqlite, None).await;

    let (data, database) = (folder(), Database::new());
    println!("\nPostgreSQL, with its defaults (fsync and synchronous_commit on)");
    measure(data.path(), &database.url(), Some(&database.url())).await;
}

fn start(data: &Path, database: Option<&str>) -> Server {
    match database {
        Some(url) => Server::demonstration_on(data, url),
        None => Server::demonstration(data),
    }
}

async fn measure(data: &Path, url: &str, database: Option<&str>) {
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
    line("memory, idle", &format!("{} MB", server.memory() / 1_000_000));
    let behind = Behind::open(url).await;
    submissions(&server, &behind, data).await;
    line("memory, most under load", &format!("{} MB", server.memory_peak() / 1_000_000));
    queue(&server, &behind).await;
    line("memory, most in all", &format!("{} MB", server.memory_peak() / 1_000_000));
    server.stop();
}

/// Visits sent at once, between two measurements of the engine's bare commits.
async fn submissions(server: &Server, behind: &Behind, data: &Path) {
    behind.crowd(Standing::Draft, 1, SUBMISSIONS, SUBMISSIONS).await;
    let members = Arc::new(behind.members(1, SUBMISSIONS).await);
    let before = raw::commits_per_second(behind, data).await;
    let began = Instant::now();
    let times = all_at_once(server, &members);
    let rate = f64::from(u32::try_from(SUBMISSIONS).unwrap()) / began.elapsed().as_secs_f64();
    let after = raw::commits_per_second(behind, data).await;
    let sent = behind
        .number("select count(*) from event where verb = 'submit' and encounter_id like '01a20000-0000-7000-8001-%'")
        .await;
    assert_eq!(usize::try_from(sent).unwrap(), SUBMISSIONS, "every one is on record, once");
    let raw = f64::midpoint(before, after);
    line(
        "submissions, durable",
        &format!("{rate:.0} a second from {AT_ONCE} browsers at once, {}", times.percentiles()),
    );
    line(
        "bare commits of one row",
        &format!("{raw:.0} a second ({before:.0} before, {after:.0} after)"),
    );
    line("a submission is", &format!("{:.1} bare commits", raw / rate));
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
async fn queue(server: &Server, behind: &Behind) {
    let clinician = behind
        .text(
            "select clinician_id from licence where status = 'active' and state = 'CA' \
             order by clinician_id limit 1",
        )
        .await;
    let cookie = behind.sign_in(&[clinician]).await.remove(0);
    let mut there = i64::try_from(SUBMISSIONS).unwrap();
    for wanted in WAITING {
        let wanted = i64::try_from(wanted).unwrap();
        if there > wanted {
            behind
                .execute(&format!(
                    "update encounter set location = 'ND' where id like '01a20000-%' \
                     and id > '01a20000-0000-7000-8001-{wanted:012}'"
                ))
                .await;
        } else {
            let first = usize::try_from(there).unwrap() + 1;
            let count = usize::try_from(wanted - there).unwrap();
            behind.crowd(Standing::Waiting, first, count, WITH_PAGES).await;
        }
        there = there.max(wanted);
        behind.settle().await;
        let health = views(server, "/health", "");
        let times = views(server, "/review", &cookie);
        let waiting = behind
            .number(
                "select count(*) from encounter where state = 'awaiting-review' \
                 and location = 'CA'",
            )
            .await;
        line(
            &format!("queue page, {waiting} waiting"),
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
