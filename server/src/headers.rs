//! The headers that every answer carries, whatever made it.
//!
//! A rendered page brings its own content security policy, with the nonce of
//! its scripts; anything else gets one that permits nothing.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What an answer without a policy of its own may do: nothing.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Powers that no page of the clinic uses; a photo is taken by the phone's own
/// camera app, which needs no permission of the page.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Two years, as browsers' preload lists ask (RFC 6797, 6.1.1, in seconds).
const STRICT_TRANSPORT: &str = "max-age=63072000";

const ALWAYS: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What a browser heeds in whatever it may show by itself: all but a page's own parts.
const SHOWN: [(HeaderName, &str); 5] = [
    (header::X_FRAME_OPTIONS, "DENY"),
    // Other origins learn nothing. `no-referrer` would also empty the Origin
    // header of our own forms, which browsers without Sec-Fetch-Site need.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// The kinds of a page's parts, where these headers would only weigh on a slow line.
const PARTS: [&str; 4] = ["text/css", "text/javascript", "application/wasm", "image/svg+xml"];

/// Whether browsers reach the clinic by https.
#[derive(Clone, Copy, Debug)]
pub struct Https(pub bool);

/// Adds the headers to whatever the rest of the server answers.
pub async fn protect(State(Https(https)): State<Https>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let shown = SHOWN.into_iter().filter(|_| !is_part(headers));
    for (name, value) in ALWAYS.into_iter().chain(shown.collect::<Vec<_>>()) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT));
    }
    unless_set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    unless_set(headers, header::CACHE_CONTROL, "no-store");
    response
}

fn is_part(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| PARTS.iter().any(|part| kind.starts_with(part)))
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
