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

const ALWAYS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Other origins learn nothing. `no-referrer` would also empty the Origin
    // header of our own forms, which browsers without Sec-Fetch-Site need.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// Whether browsers reach the clinic by https.
#[derive(Clone, Copy, Debug)]
pub struct Https(pub bool);

/// Adds the headers to whatever the rest of the server answers.
pub async fn protect(State(Https(https)): State<Https>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
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

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
