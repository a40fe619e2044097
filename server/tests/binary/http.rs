//! A small HTTP/1.1 client: it sends what it is told, headers included.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// What a browser says of a request that its own page made.
pub const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");
/// What a form is sent as.
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// An answer, as it came over the wire.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "the header {name} came twice");
        value
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The cookie that it sets, as a browser sends it back.
    pub fn cookie(&self) -> String {
        let cookie = self.header("set-cookie").expect("a cookie");
        assert!(cookie.starts_with("__Host-session="), "{cookie}");
        for mark in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(mark), "{cookie}");
        }
        cookie.split(';').next().expect("a cookie").to_owned()
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("{} leads nowhere", self.status))
    }
}

/// Sends one request on a connection of its own.
pub fn send(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> Answer {
    try_send(to, method, path, headers, body).expect("an answer")
}

/// The same, where the server may be gone: nothing, unless a whole head came back.
pub fn try_send(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> Option<Answer> {
    let body = body.as_ref();
    let mut stream = TcpStream::connect(to).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        request.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    // A server that refuses a body may stop reading it.
    let _ = stream.write_all(request.as_bytes());
    let _ = stream.write_all(body);
    let bytes = read(&mut stream);
    bytes.windows(4).any(|window| window == b"\r\n\r\n").then(|| parse(&bytes))
}

/// Reads to the end; of a stream of events, which has none, the beginning.
fn read(stream: &mut TcpStream) -> Vec<u8> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 16 * 1024]);
    while let Ok(length @ 1..) = stream.read(&mut chunk) {
        bytes.extend_from_slice(&chunk[..length]);
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
        if head.contains("text/event-stream") && head.contains("\r\n\r\n") {
            break;
        }
    }
    bytes
}

/// Reads a page.
pub fn get(to: SocketAddr, path: &str) -> Answer {
    send(to, "GET", path, &[], "")
}

/// Reads a page with this cookie.
pub fn get_as(to: SocketAddr, path: &str, cookie: &str) -> Answer {
    send(to, "GET", path, &[("cookie", cookie)], "")
}

/// Posts a form as the clinic's own page does; without a cookie where that is empty.
pub fn post(to: SocketAddr, path: &str, cookie: &str, form: &str) -> Answer {
    let mut headers = vec![OWN, FORM];
    if !cookie.is_empty() {
        headers.push(("cookie", cookie));
    }
    send(to, "POST", path, &headers, form)
}

fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked =
        headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = bytes[end + 4..].to_vec();
    Answer { status, headers, body: if chunked { joined(&body) } else { body } }
}

/// The body without the marks of its chunks.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end]).ok();
        let length = length.and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
        let Some(length @ 1..) = length else { break };
        let chunk = &rest[end + 2..];
        body.extend_from_slice(&chunk[..length.min(chunk.len())]);
        rest = chunk.get(length + 2..).unwrap_or_default();
    }
    body
}
