//! A real mail server on loopback: nodemailer's smtp-server, run by
//! end2end/support/mail-server.mjs.

use std::{
    io::{BufRead as _, BufReader, Lines},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::{Value, json};

/// A mail that arrived.
#[derive(Clone, Debug, Deserialize)]
pub struct Arrived {
    pub from: String,
    pub to: Vec<String>,
    /// The header lines as they came.
    pub head: String,
    /// The text, decoded.
    pub body: String,
    /// The most characters of a line on the wire.
    pub longest: usize,
    /// Who had signed in.
    pub user: Option<String>,
    /// Whether the connection was protected.
    pub secure: bool,
}

#[derive(Deserialize)]
struct Listening {
    port: u16,
    certificate: Option<PathBuf>,
}

/// The server; it ends with its input when it is dropped.
pub struct MailServer {
    child: Child,
    pub port: u16,
    /// The file with its certificate, which is its own authority.
    pub certificate: Option<PathBuf>,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl MailServer {
    /// One that takes every mail, unprotected.
    pub fn open() -> Self {
        Self::start(&json!({}))
    }

    /// One that refuses the first `refusals` mails for now (code 451).
    pub fn refusing(refusals: usize) -> Self {
        Self::start(&json!({ "refusals": refusals }))
    }

    /// One that takes mail only from "clinic" with the password "secret", who
    /// signs in by this method over a connection protected like this.
    pub fn closed(tls: &str, method: &str) -> Self {
        Self::start(&json!({
            "tls": tls, "method": method, "username": "clinic", "password": "secret",
        }))
    }

    fn start(settings: &Value) -> Self {
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/support/mail-server.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node 20 or newer");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().map(Result::unwrap);
        let first = first.expect("the mail server: run `npm ci` in end2end, or `make test`");
        let Listening { port, certificate } = serde_json::from_str(&first).unwrap();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&arrived);
        thread::spawn(move || keep(lines, &kept));
        Self { child, port, certificate, arrived }
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// The first mail, which must come within half a minute.
    pub fn first(&self) -> Arrived {
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            if let Some(mail) = self.arrived().into_iter().next() {
                return mail;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("no mail within 30 seconds");
    }
}

fn keep(lines: Lines<BufReader<ChildStdout>>, kept: &Mutex<Vec<Arrived>>) {
    for line in lines.map_while(Result::ok) {
        kept.lock().unwrap().push(serde_json::from_str(&line).unwrap());
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
