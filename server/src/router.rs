//! The router, built from the table alone.

use app::{access, clinic, clinic::Clinic, page, page::Page, pages::Refusal, session};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::MethodRouter,
};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer,
    limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};

use crate::{
    config::PublicUrl,
    headers, log, origin, panics,
    routes::{Route, Surface, table},
};

/// Everything that the server answers, with what surrounds it.
///
/// # Errors
/// `public_url` is not an origin; a [`PublicUrl`] always is.
pub fn router(
    clinic: &Clinic,
    public_url: &PublicUrl,
) -> Result<Router, tower_http::csrf::ConfigError> {
    let (pages, files): (Vec<Route>, Vec<Route>) =
        table().into_iter().partition(|route| route.surface == Surface::Pages);
    let pages = add(Router::new().fallback(not_found), pages, clinic)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(panics::page))
        .layer(from_fn_with_state(clinic.clone(), clinic::read_rules))
        .layer(from_fn_with_state(clinic.clone(), page::render))
        .layer(from_fn_with_state(clinic.clone(), session::load));
    let https = headers::Https(public_url.is_https());
    Ok(pages
        .merge(add(Router::new(), files, clinic))
        .layer(origin::guard(public_url.as_str())?)
        .layer(CatchPanicLayer::custom(panics::words))
        // Brotli's usual level is for files that are packed once.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(from_fn_with_state(https, headers::protect))
        .layer(from_fn(log::request))
        .with_state(clinic.clone()))
}

fn add(router: Router<Clinic>, routes: Vec<Route>, clinic: &Clinic) -> Router<Clinic> {
    routes.into_iter().fold(router, |router, route| {
        let path = route.path.clone();
        router.route(&path, guarded(route, clinic))
    })
}

/// The handler behind its guard, and both behind the limits: the guard may read a form
/// of somebody who is not signed in. `route_layer` leaves the answer to a wrong method
/// outside, so that nobody is asked to sign in for that.
fn guarded(route: Route, clinic: &Clinic) -> MethodRouter<Clinic> {
    let (access, limit) = (route.access, route.limit);
    route
        .into_handler()
        .route_layer(from_fn_with_state((clinic.clone(), access), access::guard))
        .route_layer(DefaultBodyLimit::max(limit.bytes()))
        .route_layer(RequestBodyLimitLayer::new(limit.bytes()))
        .route_layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limit.patience()))
        .route_layer(from_fn(explain))
}

/// Gives the answer to a body that is too large, too slow, or not of the kind that
/// the page takes, its page. Server functions answer their own caller.
async fn explain(request: Request, next: Next) -> Response {
    let read = !request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    if response.extensions().get::<Page>().is_some() {
        return response;
    }
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge.into_response(),
        StatusCode::REQUEST_TIMEOUT => Refusal::TooSlow.into_response(),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE if read => {
            Refusal::BadRequest.into_response()
        }
        _ => response,
    }
}

async fn not_found() -> Refusal {
    Refusal::NotFound
}

async fn wrong_method() -> Response {
    let mut response = Refusal::NotFound.into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    match response.extensions_mut().remove::<Page>() {
        Some(page) => page.status(StatusCode::METHOD_NOT_ALLOWED).into_response(),
        None => response,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::http::Method;

    use super::*;

    #[test]
    fn no_route_stands_in_the_table_twice() {
        let mut seen = BTreeSet::new();
        for route in table() {
            let row = (route.method.to_string(), route.path.to_string());
            assert!(seen.insert(row.clone()), "{row:?} is there twice");
        }
    }

    #[test]
    fn every_server_function_stands_in_the_table() {
        let rows: BTreeSet<(Method, String)> =
            table().into_iter().map(|route| (route.method, route.path.to_string())).collect();
        for (path, method) in leptos::server_fn::axum::server_fn_paths() {
            assert!(
                rows.contains(&(method.clone(), path.to_owned())),
                "{method} {path} is missing"
            );
        }
    }

    #[tokio::test]
    async fn a_request_that_took_too_long_gets_its_page() {
        let slow = axum::routing::get(std::future::pending::<()>)
            .route_layer(TimeoutLayer::with_status_code(
                StatusCode::REQUEST_TIMEOUT,
                std::time::Duration::from_millis(1),
            ))
            .route_layer(from_fn(explain));
        let router: Router = Router::new().route("/slow", slow);
        let request = Request::builder().uri("/slow").body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
        assert!(response.extensions().get::<Page>().is_some());
    }

    #[test]
    fn what_is_only_read_takes_no_body() {
        for route in table().into_iter().filter(|route| route.method == Method::GET) {
            assert_eq!(route.limit.bytes(), 0, "{}", route.path);
        }
    }
}
