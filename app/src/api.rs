//! Server functions, a file per noun: actor, parse, domain or store, reply.
//!
//! Each one is a public endpoint and authorises itself.

pub mod leases;

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// Why a server function did not do what was asked: a code, never an inner message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum ApiError {
    /// The server could not be reached, or could not answer.
    #[error("the server could not answer")]
    Unreachable,
    /// Nobody is signed in any more.
    #[error("nobody is signed in")]
    SignIn,
    /// There is no such thing, or it is not this caller's.
    #[error("not found")]
    NotFound,
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}

#[cfg(feature = "ssr")]
impl ApiError {
    /// The same error, answered with its own HTTP status instead of 500.
    #[must_use]
    pub fn answered(self) -> Self {
        use axum::http::StatusCode;

        let status = match self {
            Self::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
        };
        if let Some(options) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
            options.set_status(status);
        }
        self
    }
}
