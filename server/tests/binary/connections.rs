//! Connections that are opened and then only wait.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{
    http::get,
    running::{NO_MAIL, Server, folder},
};

#[test]
fn connections_that_say_nothing_end_and_keep_nobody_out_for_long() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let began = Instant::now();
    // More than the server takes at once, each with half of a head.
    let mut idle: Vec<TcpStream> = (0..530)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(b"GET /health HTTP/1.1\r\nhost: clinic\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(get(server.address, "/health").status, 200);
    assert!(began.elapsed() < Duration::from_secs(28), "{:?}", began.elapsed());

    let first = idle.first_mut().unwrap();
    first.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut said = Vec::new();
    // A reset is an end as well; waiting longer than the read timeout is none.
    if let Err(error) = first.read_to_end(&mut said) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    }
    assert!(!said.starts_with(b"HTTP/1.1 200"));
    drop(idle);
    server.stop();
}

#[test]
fn an_answer_under_way_is_finished_when_the_server_stops() {
    let data = folder();
    let server = Server::practice(data.path(), NO_MAIL);
    let address = server.address;
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: clinic\r\nconnection: close\r\n\
        sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
        content-length: 12\r\n\r\nemail=";
    stream.write_all(head.as_bytes()).unwrap();
    // The server has the head once it answers somebody who came later.
    assert_eq!(get(address, "/health").status, 200);
    let stopping = std::thread::spawn(move || server.stop());
    std::thread::sleep(Duration::from_millis(500));
    stream.write_all(b"nobody").unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 422"), "{said}");
    stopping.join().unwrap();
}
