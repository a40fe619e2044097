//! Taking connections: never too many at once, and none that only waits.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::ServiceExt as _;

use crate::shutdown::Stop;

/// How many connections there are at once; further ones wait until one ends. Most
/// systems let a process open 1024 files.
const AT_ONCE: usize = 512;
/// How long the head of a request may take, and a connection be idle before it.
const HEAD: Duration = Duration::from_secs(15);
/// How long the system is given when it has no connection to give.
const PAUSE: Duration = Duration::from_secs(1);
/// How long requests may go on after the server was told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(20);

/// Answers until the server is told to stop, and then what is under way.
pub async fn answer(listener: TcpListener, app: Router, mut stop: Stop) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let graceful = GracefulShutdown::new();
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, accepted) = tokio::select! {
            taken = taken => match taken {
                Some(taken) => taken,
                None => break,
            },
            () = stop.wait() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = graceful.watch(connection(stream, peer, app.clone()));
                tokio::spawn(async move {
                    // How a connection breaks off is its client's business.
                    drop(connection.await);
                    drop(place);
                });
            }
            Err(error) if is_clients_own(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken; it is tried again");
                sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if timeout(LAST_REQUESTS, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still open and are cut off");
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
) -> http1::Connection<
    TokioIo<TcpStream>,
    impl hyper::service::Service<
        Request<Incoming>,
        Response = axum::http::Response<Body>,
        Error = std::convert::Infallible,
        Future: Send,
    >,
> {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request.map(Body::new))
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service)
}

/// The connection was gone before it was taken.
fn is_clients_own(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
