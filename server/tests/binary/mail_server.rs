//! A mail server on loopback: as much of RFC 5321 as a sender needs.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A mail that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub from: String,
    pub to: String,
    pub text: String,
}

/// The server; it refuses the first `refusals` mails for now (code 451).
pub struct MailServer {
    pub port: u16,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl MailServer {
    pub async fn start(refusals: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let (kept, left) = (Arc::clone(&arrived), Arc::new(Mutex::new(refusals)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept), Arc::clone(&left)));
            }
        });
        Self { port, arrived }
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }
}

async fn converse(
    stream: TcpStream,
    kept: Arc<Mutex<Vec<Arrived>>>,
    refusals: Arc<Mutex<usize>>,
) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.test ready\r\n").await.ok()?;
    let (mut from, mut to) = (String::new(), String::new());
    while let Some(line) = lines.next_line().await.ok()? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" | "HELO" | "RSET" | "NOOP" => "250 mail.test",
            "MAIL" => {
                from = line;
                "250 sender taken"
            }
            "RCPT" => {
                to = line;
                if take(&refusals) { "451 not now" } else { "250 recipient taken" }
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    text.push_str(&line);
                    text.push('\n');
                }
                let mail = Arrived { from: from.clone(), to: to.clone(), text };
                kept.lock().unwrap().push(mail);
                "250 mail taken"
            }
            "QUIT" => "221 until next time",
            _ => "502 not known",
        };
        writer.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}

fn take(left: &Mutex<usize>) -> bool {
    let mut left = left.lock().unwrap();
    let refuse = *left > 0;
    *left = left.saturating_sub(1);
    refuse
}
