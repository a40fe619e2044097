//! Mail from the outbox to a real server.

use std::{path::Path, time::Duration};

use domain::people::EmailAddress;
use store::{Letter, Store};
use tokio::time::{sleep, timeout};

use crate::{
    mail_server::{Arrived, MailServer},
    running::{Server, folder},
};

/// Puts a letter into the outbox of a running server, as another server on the same database would.
async fn post(data: &Path, to: &str) {
    let url = format!("sqlite:{}", data.join("asynclinic.sqlite3").display());
    let store = Store::connect(&url, server::clock(), server::entropy()).await.unwrap();
    let to: EmailAddress = to.parse().unwrap();
    let letter = Letter {
        subject: "Your code".to_owned(),
        body: "Your code is 123456.\nIt works for 10 minutes.".to_owned(),
    };
    store.enqueue_mail(&to, &letter).await.unwrap();
    store.close().await;
}

async fn first(server: &MailServer) -> Arrived {
    timeout(Duration::from_secs(30), async {
        loop {
            if let Some(mail) = server.arrived().into_iter().next() {
                return mail;
            }
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("a mail within 30 seconds")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_arrives_as_it_was_written_and_once() {
    let (data, mail_server) = (folder(), MailServer::start(0).await);
    let server = Server::practice(data.path(), mail_server.port);
    post(data.path(), "ann.canary@example.org").await;
    let mail = first(&mail_server).await;
    assert!(mail.from.contains("<no-reply@clinic.example.org>"), "{mail:?}");
    assert!(mail.to.contains("<ann.canary@example.org>"), "{mail:?}");
    for part in [
        "Subject: Your code",
        "Riverside Clinic",
        "@clinic.example.org>",
        "text/plain; charset=utf-8",
        "Your code is 123456.",
    ] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    sleep(Duration::from_secs(3)).await;
    assert_eq!(mail_server.arrived().len(), 1);
    let log = server.stop();
    assert!(log.contains("mail sent"), "{log}");
    assert!(!log.contains("canary") && !log.contains("123456"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_refused_for_now_is_kept_for_later_and_the_rest_goes() {
    let (data, mail_server) = (folder(), MailServer::start(1).await);
    let server = Server::practice(data.path(), mail_server.port);
    post(data.path(), "refused.canary@example.org").await;
    sleep(Duration::from_secs(3)).await;
    post(data.path(), "next@example.org").await;
    let mail = first(&mail_server).await;
    assert!(mail.to.contains("next@example.org"), "{mail:?}");
    let log = server.stop();
    assert!(log.contains("code 451") && !log.contains("canary"), "{log}");
}
