//! A posted form: names and values in the order they came.

use axum::{
    Form,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};

use crate::pages::Refusal;

/// The pairs of an `application/x-www-form-urlencoded` body.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of this name; empty where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of this name, trimmed and parsed.
    ///
    /// # Errors
    /// What the type's own parser says.
    pub fn parse<T: std::str::FromStr>(&self, name: &str) -> Result<T, T::Err> {
        self.get(name).trim().parse()
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(pairs)) => Ok(Self(pairs)),
            Err(rejection) if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Refusal::TooLarge.into_response())
            }
            Err(_) => Err(Refusal::BadRequest.into_response()),
        }
    }
}
