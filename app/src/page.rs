//! A page: a title, a status and a view. Handlers return one; a layer renders it.
//!
//! Rendering happens in one place, so that every page gets the same document,
//! the same content security policy and the same headers, whatever its status.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::{clinic::Clinic, session::Session, shell};

/// Who a page is laid out for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Area {
    /// Patients: one column, large type.
    #[default]
    Patient,
    /// Clinicians and operators: dense.
    Workspace,
}

/// A page, not rendered yet.
#[derive(Clone)]
pub struct Page {
    pub(crate) title: String,
    pub(crate) area: Area,
    pub(crate) interactive: bool,
    status: StatusCode,
    body: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Page {
    /// A page of the patient's area, status 200, without WASM.
    pub fn new<V: IntoAny>(
        title: impl Into<String>,
        body: impl Fn() -> V + Send + Sync + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            area: Area::Patient,
            interactive: false,
            status: StatusCode::OK,
            body: Arc::new(move || body().into_any()),
        }
    }

    /// The same page in the workspace's layout.
    #[must_use]
    pub fn workspace(self) -> Self {
        Self { area: Area::Workspace, ..self }
    }

    /// The same page, with its islands woken by WASM.
    #[must_use]
    pub fn interactive(self) -> Self {
        Self { interactive: true, ..self }
    }

    /// The same page with another status.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same page under another title.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// The same page with something above it.
    #[must_use]
    pub fn below<V: IntoAny>(self, first: impl Fn() -> V + Send + Sync + 'static) -> Self {
        let below = self.body;
        let body = move || {
            let first = first().into_any();
            view! { {first} {below()} }.into_any()
        };
        Self { body: Arc::new(body), ..self }
    }

    /// The same page, answered 422, its title beginning with "Error: ".
    #[must_use]
    pub fn refused(self) -> Self {
        Self {
            title: format!("Error: {}", self.title),
            status: StatusCode::UNPROCESSABLE_ENTITY,
            ..self
        }
    }

    /// The same page, answered 409: somebody else changed it first.
    #[must_use]
    pub fn conflicting(self) -> Response {
        self.refused().status(StatusCode::CONFLICT).into_response()
    }

    pub(crate) fn view(&self) -> AnyView {
        (self.body)()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Renders the page that a handler returned; passes everything else on.
pub async fn render(State(clinic): State<Clinic>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let session = request.extensions().get::<Session>().cloned();
    let mut response = next.run(request).await;
    let Some(page) = response.extensions_mut().remove::<Page>() else {
        return response;
    };
    let status = page.status;
    let mut blank = Request::new(Body::empty());
    *blank.uri_mut() = uri;
    let context = clinic.clone();
    let view = move || {
        let (page, session) = (page.clone(), session.clone());
        set_policy(&context);
        shell::document(&context, session.as_ref(), &page)
    };
    let rendered = leptos_axum::render_app_async_with_context(|| (), view)(blank).await;
    let (mut parts, body) = rendered.into_parts();
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            parts.headers.append(name, value.clone());
        }
    }
    parts.status = status;
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    Response::from_parts(parts, body)
}

/// The content security policy of a rendered page, with the nonce of its scripts.
fn set_policy(clinic: &Clinic) {
    let Some(options) = use_context::<ResponseOptions>() else { return };
    let nonce =
        use_nonce().map(|nonce| format!(" 'nonce-{}'", nonce.as_inner())).unwrap_or_default();
    let connect = if clinic.watched() { "'self' ws://127.0.0.1:3001" } else { "'self'" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'; \
         img-src 'self' blob:; connect-src {connect}; font-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
