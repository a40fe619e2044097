//! The log, on standard error: what was asked and how it ended, never by whom or about whom.
//!
//! A request is logged by its route's template, because addresses hold ids.
//! The levels are fixed: a debugging log of a library could quote what a
//! patient wrote.

use std::{
    io::{IsTerminal as _, stderr},
    str::FromStr,
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use rand::RngExt as _;
use tracing::{Instrument as _, Level, level_filters::LevelFilter};
use tracing_subscriber::{
    filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines to read.
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("it must be text or json"),
        }
    }
}

/// Begins to log, in the form that suits the terminal or the collector.
pub fn begin(format: Option<LogFormat>) {
    let levels = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_targets(["app", "asynclinic", "server", "store"].map(|ours| (ours, Level::INFO)));
    let terminal = stderr().is_terminal();
    let suited = if terminal { LogFormat::Text } else { LogFormat::Json };
    let registry = tracing_subscriber::registry().with(levels);
    let begun = match format.unwrap_or(suited) {
        LogFormat::Text => {
            registry.with(fmt::layer().with_writer(stderr).with_ansi(terminal)).try_init()
        }
        LogFormat::Json => {
            registry.with(fmt::layer().json().flatten_event(true).with_writer(stderr)).try_init()
        }
    };
    // Only a second call in one process fails, and then the first one holds.
    drop(begun);
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives every request an id, and logs how it ended.
pub async fn request(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = format!("{:016x}", rand::rng().random::<u64>());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(none)".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = %id);
    async move {
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, route, status, milliseconds, "answered");
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }
    .instrument(span)
    .await
}
