//! Two servers on one PostgreSQL, many writers, and a server that dies in the
//! middle: what was acknowledged is there, once.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    crowd::{self, Crowd, Member},
    database::Database,
    http::{get_as, try_send},
    running::{Server, folder},
};

const WRITERS: usize = 64;
const EACH: usize = 6;
/// After so many acknowledgements one server is killed.
const KILLED_AFTER: usize = WRITERS * EACH / 3;
/// A writer gives up after so long without an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends one visit until a server says that it has it; returns how often it had to ask.
///
/// A retry names the same command, as a browser's does.
fn submit(member: &Member, number: usize, servers: &[SocketAddr; 2]) -> usize {
    let path = format!("/visits/{}/check", member.encounter);
    let body = format!("command=01a20000-0000-7000-8009-{number:012}");
    let headers = [
        ("cookie", member.cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let confirmation = format!("/visits/{}/submitted", member.encounter);
    let began = Instant::now();
    for (turn, server) in servers.iter().cycle().skip(number).enumerate() {
        assert!(began.elapsed() < PATIENCE, "visit {number} was never acknowledged");
        match try_send(*server, "POST", &path, &headers, &body) {
            Some(answer) if answer.header("location") == Some(confirmation.as_str()) => {
                assert_eq!(answer.status, 303);
                return turn + 1;
            }
            // Under this load a server may say that it is busy; nothing else is a reason to ask again.
            Some(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
            None => {}
        }
        thread::sleep(Duration::from_millis(20));
    }
    0
}

#[test]
fn of_two_servers_one_is_killed_and_every_acknowledged_visit_is_there_once() {
    let (data, database) = (folder(), Database::on_postgres());
    let first = Server::demonstration_on(data.path(), &database.url());
    let second = Server::demonstration_on(data.path(), &database.url());
    let count = WRITERS * EACH;
    Crowd { drafts: true, first: 1, count, with_pages: count }.gather(&database);
    let members = Arc::new(crowd::members(&database, 1, count));

    let servers = [first.address, second.address];
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let doomed = Arc::new(Mutex::new(Some(second)));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (members, acknowledged, doomed) =
                (Arc::clone(&members), Arc::clone(&acknowledged), Arc::clone(&doomed));
            thread::spawn(move || {
                let mut asked = 0;
                for turn in 0..EACH {
                    let number = writer * EACH + turn;
                    asked += submit(&members[number], number, &servers);
                    if acknowledged.fetch_add(1, Ordering::SeqCst) + 1 == KILLED_AFTER {
                        // Dropping a server kills it with SIGKILL, whatever it is doing.
                        drop(doomed.lock().unwrap().take());
                    }
                }
                asked
            })
        })
        .collect();
    let asked: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    assert_eq!(acknowledged.load(Ordering::SeqCst), count);
    assert!(asked > count, "the killed server was never missed");

    for member in members.iter() {
        let page = get_as(first.address, &format!("/visits/{}", member.encounter), &member.cookie);
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Waiting for a clinician"), "{}", member.encounter);
    }
    let ours = "encounter_id like '01a20000-0000-7000-8001-%'";
    let crowd = "id like '01a20000-0000-7000-8001-%'";
    for (what, sql) in [
        ("visits", format!("select cast(count(*) as text) from encounter where {crowd}")),
        (
            "sent",
            format!(
                "select cast(count(*) as text) from encounter where {crowd} and state = 'awaiting-review'"
            ),
        ),
        (
            "events",
            format!("select cast(count(*) as text) from event where {ours} and verb = 'submit'"),
        ),
        (
            "audit rows",
            format!("select cast(count(*) as text) from audit where {ours} and action = 'submit'"),
        ),
        (
            "letters",
            "select cast(count(*) as text) from mail where recipient like 'crowd%'".to_owned(),
        ),
    ] {
        assert_eq!(database.texts(&sql), [count.to_string()], "{what}");
    }
}
