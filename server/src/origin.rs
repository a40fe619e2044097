//! Requests that another site made a browser send are refused.

use axum::{
    body::Body,
    http::{Response, StatusCode, header},
};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

type Refuse = fn(ProtectionError) -> Response<Body>;

/// Refuses what changes something and comes from another origin, by
/// `Sec-Fetch-Site`, or by `Origin` where a browser does not send that.
///
/// # Errors
/// `public_url` is not an origin.
pub fn guard(public_url: &str) -> Result<CsrfLayer<Refuse>, ConfigError> {
    let refuse: Refuse = refuse;
    Ok(CsrfLayer::new().add_trusted_origin(public_url)?.with_rejection_response(refuse))
}

fn refuse(_: ProtectionError) -> Response<Body> {
    let words = "This came from another site, so nothing was changed. \
                 Open the clinic's own page and send it again from there.\n";
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        axum::http::HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}
