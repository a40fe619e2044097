//! Whether the server can do its work; for a load balancer, without details.

use app::clinic::Clinic;
use axum::{extract::State, http::StatusCode};

/// 200 `ok` while the database answers, otherwise 503 `unavailable`.
pub async fn health(State(clinic): State<Clinic>) -> (StatusCode, &'static str) {
    match clinic.store().ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable\n")
        }
    }
}
