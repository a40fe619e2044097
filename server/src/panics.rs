//! A panic is a fault of ours: the reader gets a page, the log gets the place.

use std::any::Any;

use app::{page::Page, pages::Refusal};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

/// Logs where a panic happened, without its message, which may quote a value.
pub fn log_places() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in the program");
    }));
}

/// The page after a panic in a handler; it is rendered like any other page.
pub fn page(_: Box<dyn Any + Send>) -> Response {
    let mut response = Refusal::Unavailable.into_response();
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    match response.extensions_mut().remove::<Page>() {
        Some(page) => page.status(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
        None => response,
    }
}

/// The words after a panic in the rendering itself.
pub fn words(_: Box<dyn Any + Send>) -> Response {
    let words = "Sorry, something went wrong on our side. What you have saved before is safe. \
                 Go back and try again in a minute. If this is an emergency, call 911.\n";
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}
