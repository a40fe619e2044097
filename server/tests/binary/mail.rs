//! Mail from the outbox to a real server.

use std::{path::Path, thread, time::Duration};

use domain::people::EmailAddress;
use store::{Letter, Store};
use tempfile::TempDir;

use crate::{
    clinic::id_after,
    database::{Database, block_on},
    http::post,
    mail_server::{Arrived, MailServer},
    running::{Server, folder, text},
};

/// Puts a letter into the outbox of a running server, as another server on the same database would.
fn enqueue(data: &Path, to: &str, body: &str) {
    let url = format!("sqlite:{}", data.join("asynclinic.sqlite3").display());
    let to: EmailAddress = to.parse().unwrap();
    let letter = Letter { subject: "Your code".to_owned(), body: body.to_owned() };
    block_on(async {
        let store = Store::connect(&url, server::clock(), server::entropy()).await.unwrap();
        store.enqueue_mail(&to, &letter).await.unwrap();
        store.close().await;
    });
}

const BODY: &str = "Your code is 123456.\nIt works for 10 minutes.\n";

#[test]
fn a_letter_arrives_as_it_was_written_and_once() {
    let (data, mail_server) = (folder(), MailServer::open());
    let server = Server::practice(data.path(), mail_server.port);
    enqueue(data.path(), "ann.canary@example.org", BODY);
    let mail = mail_server.first();
    assert_eq!(mail.from, "no-reply@clinic.example.org");
    assert_eq!(mail.to, ["ann.canary@example.org"]);
    for part in ["Subject: Your code", "Riverside Clinic", "@clinic.example.org>", "text/plain"] {
        assert!(mail.head.contains(part), "{part} in {}", mail.head);
    }
    assert_eq!((mail.body.trim_end(), mail.secure, mail.user), (BODY.trim_end(), false, None));
    thread::sleep(Duration::from_secs(3));
    assert_eq!(mail_server.arrived().len(), 1);
    let log = server.stop();
    assert!(log.contains("mail sent"), "{log}");
    assert!(!log.contains("canary") && !log.contains("123456"), "{log}");
}

#[test]
fn dots_long_lines_and_other_letters_arrive_as_they_were_written() {
    let long = "a word and another ".repeat(200);
    for body in [
        ".\n..\n.hidden\nand . in the middle\n.\nafter the dots".to_owned(),
        format!("before\n{long}\n.after"),
        "Grüße, ¿qué tal?, 健康\n.\n".to_owned() + &"ö".repeat(2000),
    ] {
        let (data, mail_server) = (folder(), MailServer::open());
        let _server = Server::practice(data.path(), mail_server.port);
        enqueue(data.path(), "ann@example.org", &body);
        let mail = mail_server.first();
        assert_eq!(mail.body.trim_end(), body.trim_end());
        assert!(mail.longest <= 998, "a line of {} characters", mail.longest);
    }
}

/// A practice that signs in to this mail server with this password.
fn signing_in(
    mail_server: &MailServer,
    tls: &str,
    password: &str,
    trusts: bool,
) -> (TempDir, Server) {
    let data = folder();
    let file = data.path().join("smtp-password");
    std::fs::write(&file, format!("{password}\n")).unwrap();
    let port = mail_server.port.to_string();
    let mut flags = vec!["--smtp-host", "localhost", "--smtp-port", &port, "--smtp-tls", tls];
    flags.extend(["--smtp-username", "clinic", "--smtp-password-file", text(&file)]);
    if trusts {
        flags.extend(["--smtp-ca-file", text(mail_server.certificate.as_deref().unwrap())]);
    }
    let server = Server::practice_with(data.path(), &flags);
    (data, server)
}

#[test]
fn mail_goes_protected_and_signed_in_by_every_way_that_servers_ask_for() {
    for (tls, method) in [("starttls", "PLAIN"), ("starttls", "LOGIN"), ("implicit", "PLAIN")] {
        let mail_server = MailServer::closed(tls, method);
        let (data, server) = signing_in(&mail_server, tls, "secret", true);
        enqueue(data.path(), "ann@example.org", BODY);
        let mail = mail_server.first();
        assert!(mail.secure, "{tls} {method}");
        assert_eq!(mail.user.as_deref(), Some("clinic"), "{tls} {method}");
        assert_eq!(mail.body.trim_end(), BODY.trim_end());
        assert!(!server.stop().contains("secret"));
    }
}

/// What the log says once a letter was tried and not sent.
fn not_sent(mail_server: &MailServer, data: &Path, server: Server) -> String {
    let database = Database::in_folder(data);
    enqueue(data, "ann.canary@example.org", BODY);
    let tried =
        "select id from mail where attempts > 0 and next_attempt_at > created_at + 30000000";
    for _ in 0..600 {
        if !database.texts(tried).is_empty() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    thread::sleep(Duration::from_secs(1));
    assert_eq!(mail_server.arrived().len(), 0);
    let due = "select id from mail where sent_at is null and failed_at is null";
    assert_eq!(database.texts(due).len(), 1, "it is tried again later");
    let log = server.stop();
    assert!(!log.contains("canary") && !log.contains("123456"), "{log}");
    log
}

#[test]
fn mail_does_not_go_to_a_server_whose_certificate_nobody_vouches_for() {
    for tls in ["starttls", "implicit"] {
        let mail_server = MailServer::closed(tls, "PLAIN");
        let (data, server) = signing_in(&mail_server, tls, "secret", false);
        let log = not_sent(&mail_server, data.path(), server);
        assert!(log.contains("mail not sent"), "{log}");
    }
}

#[test]
fn mail_does_not_go_without_protection_where_that_was_asked_for() {
    let mail_server = MailServer::open();
    let data = folder();
    let port = mail_server.port.to_string();
    let flags = ["--smtp-host", "localhost", "--smtp-port", &port, "--smtp-tls", "starttls"];
    let server = Server::practice_with(data.path(), &flags);
    let log = not_sent(&mail_server, data.path(), server);
    assert!(log.contains("mail not sent"), "{log}");
}

#[test]
fn a_wrong_password_for_the_mail_server_is_told_by_its_code() {
    let mail_server = MailServer::closed("starttls", "PLAIN");
    let (data, server) = signing_in(&mail_server, "starttls", "another", true);
    let log = not_sent(&mail_server, data.path(), server);
    assert!(log.contains("code 535") && !log.contains("another"), "{log}");
}

#[test]
fn a_letter_that_was_refused_for_now_goes_later_and_the_rest_at_once() {
    let (data, mail_server) = (folder(), MailServer::refusing(1));
    let server = Server::practice(data.path(), mail_server.port);
    enqueue(data.path(), "refused.canary@example.org", BODY);
    let database = Database::in_folder(data.path());
    let refused = "select id from mail where attempts = 1 and sent_at is null";
    for _ in 0..600 {
        if !database.texts(refused).is_empty() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    thread::sleep(Duration::from_secs(1));
    enqueue(data.path(), "next@example.org", BODY);
    assert_eq!(mail_server.first().to, ["next@example.org"]);
    // The next try is due.
    database.execute("update mail set next_attempt_at = 1 where sent_at is null");
    assert_eq!(mail_number(&mail_server, 1).to, ["refused.canary@example.org"]);
    let arrived = mail_server.arrived();
    let id =
        |head: &str| head.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned);
    assert_ne!(id(&arrived[0].head), id(&arrived[1].head));
    let log = server.stop();
    assert!(log.contains("code 451") && !log.contains("canary"), "{log}");
}

/// The mail with this number, which must come within half a minute.
fn mail_number(mail_server: &MailServer, number: usize) -> Arrived {
    for _ in 0..600 {
        if let Some(mail) = mail_server.arrived().into_iter().nth(number) {
            return mail;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("no mail {number} within 30 seconds");
}

#[test]
fn no_mail_and_no_log_says_what_a_visit_is_about_or_what_was_typed() {
    let (data, mail_server) = (folder(), MailServer::open());
    let server = Server::practice(data.path(), mail_server.port);
    let to = server.address;
    let begun = post(to, "/visits", "", "protocol=hair-loss");
    let (visit, cookie) = (id_after(begun.location(), "/visits/", "a draft"), begun.cookie());
    let place = "state=CA&birth-date.month=4&birth-date.day=2&birth-date.year=1980";
    assert_eq!(post(to, &format!("/visits/{visit}/place"), &cookie, place).status, 303);
    assert_eq!(post(to, "/sign-in", &cookie, "email=ann@example.org").status, 200);
    let mail = mail_server.first();
    let code = mail.body.split("Your code is ").nth(1).and_then(|rest| rest.get(..6)).unwrap();
    let form = format!("email=ann@example.org&code={code}");
    let signed_in = post(to, "/sign-in/code", &cookie, &form);
    let (about, cookie) = (format!("/visits/{visit}/about"), signed_in.cookie());
    let form = "name=Canaryone+Ward&sex-at-birth=male&telephone=(415)+555-0187&city=Oakland\
        &line=12+Canarytwo+Street&state=CA&postal-code=94607";
    assert_eq!(post(to, &about, &cookie, form).status, 303);
    assert_eq!(post(to, &about, &cookie, "name=Canarythree&telephone=12").status, 422);
    post(to, "/sign-out", &cookie, "");
    // What is posted too late is kept until the next code.
    let kept = post(to, &about, &cookie, &form.replace("Canaryone", "Canaryfour"));
    assert_eq!(kept.location(), "/sign-in");
    assert_eq!(post(to, "/sign-in", &kept.cookie(), "email=ann@example.org").status, 200);
    mail_number(&mail_server, 1);

    let mut said = server.stop();
    for mail in mail_server.arrived() {
        said.push_str(&format!("{}\n{}\n", mail.head, mail.body));
    }
    let said = said.to_lowercase();
    for secret in ["hair-loss", "hair loss", "california", "1980", "canary", "0187", &visit] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    assert!(!mail.body.contains("hair"), "{}", mail.body);
}
