//! One row of the router's table.

use std::{borrow::Cow, time::Duration};

use app::{access::Access, clinic::Clinic};
use axum::{
    handler::Handler,
    http::Method,
    routing::{self, MethodRouter},
};
use leptos::server_fn::ServerFn;

/// One thing that can be asked of the server: there is no other way in.
#[derive(Clone)]
pub struct Route {
    /// The method; a row for GET also answers HEAD.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: Cow<'static, str>,
    /// Who may call it.
    pub access: Access,
    /// How much may be sent to it.
    pub limit: BodyLimit,
    /// Whether it belongs to the pages, with sessions, or stands outside of them.
    pub surface: Surface,
    handler: MethodRouter<Clinic>,
}

/// How much may be sent, and how long that may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyLimit {
    /// Nothing at all.
    Nothing,
    /// A form, or a server function's arguments: 256 KiB.
    Form,
    /// One photo or record of at most 15 MB, and what a form adds to it.
    Upload,
}

/// What surrounds a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// A page or a server function: it knows the session, and pages are rendered.
    Pages,
    /// A file of the site, or the health check: the same for everyone.
    Files,
}

impl BodyLimit {
    /// The most bytes that a body may have.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Form => 256 * 1024,
            Self::Upload => 16 * 1024 * 1024,
        }
    }

    /// How long a request may take; an upload may come over a slow telephone line.
    #[must_use]
    pub const fn patience(self) -> Duration {
        match self {
            Self::Nothing | Self::Form => Duration::from_secs(30),
            Self::Upload => Duration::from_secs(600),
        }
    }
}

impl Route {
    /// A page, or anything else that is only read.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Clinic>,
        T: 'static,
    {
        Self {
            method: Method::GET,
            path: path.into(),
            access,
            limit: BodyLimit::Nothing,
            surface: Surface::Pages,
            handler: routing::get(handler),
        }
    }

    /// A form, or anything else that changes something.
    pub fn post<H, T>(path: &'static str, access: Access, limit: BodyLimit, handler: H) -> Self
    where
        H: Handler<T, Clinic>,
        T: 'static,
    {
        Self {
            method: Method::POST,
            path: path.into(),
            access,
            limit,
            surface: Surface::Pages,
            handler: routing::post(handler),
        }
    }

    /// A server function, answered by `handler`, which gives it its context.
    pub fn function<F, H, T>(access: Access, limit: BodyLimit, handler: H) -> Self
    where
        F: ServerFn,
        H: Handler<T, Clinic>,
        T: 'static,
    {
        Self::post(F::PATH, access, limit, handler)
    }

    /// A file, or anything else that is the same for everyone and needs no session.
    pub fn file<H, T>(path: impl Into<Cow<'static, str>>, handler: H) -> Self
    where
        H: Handler<T, Clinic>,
        T: 'static,
    {
        Self {
            method: Method::GET,
            path: path.into(),
            access: Access::Anyone,
            limit: BodyLimit::Nothing,
            surface: Surface::Files,
            handler: routing::get(handler),
        }
    }

    /// What answers it.
    pub fn into_handler(self) -> MethodRouter<Clinic> {
        self.handler
    }
}
