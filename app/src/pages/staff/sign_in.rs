//! E-mail and password. The answer to a wrong address and a wrong password is
//! the same, and takes the same work.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{actor::Role, people::EmailAddress};
use leptos::prelude::*;

use super::password;
use crate::{
    clinic::Clinic,
    form::Posted,
    limits,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Button, ErrorSummary, TextField},
};

/// `GET /staff/sign-in`
pub async fn show(session: Session) -> Response {
    match session.live().and_then(|live| live.account.as_ref()) {
        Some(account) => Redirect::to(home(account.role)).into_response(),
        None => page(String::new(), false).into_response(),
    }
}

/// `POST /staff/sign-in`
///
/// # Errors
/// When there were too many tries, or the store is not there.
pub async fn sign_in(
    State(clinic): State<Clinic>,
    session: Session,
    posted: Posted,
) -> Result<Response, Refusal> {
    let typed = posted.get("email").trim().to_owned();
    let tries = limits::passwords(session.client(), &typed);
    clinic.store().allow_each(&tries).await?;
    let credentials = match typed.parse::<EmailAddress>() {
        Ok(email) => clinic.store().credentials(&email).await?,
        Err(_) => None,
    };
    let hash = credentials.as_ref().and_then(|found| found.password_hash.clone());
    let right = password::verify(posted.get("password").to_owned(), hash).await?;
    let account = credentials
        .map(|found| found.account)
        .filter(|account| right && account.disabled_at.is_none() && account.role != Role::Patient);
    let Some(account) = account else {
        return Ok(page(typed, true).refused().into_response());
    };
    clinic.store().give_back(&tries).await?;
    if !session.sign_in(&clinic, account.id).await? {
        return Ok(Redirect::to("/staff/sign-in").into_response());
    }
    Ok(Redirect::to(home(account.role)).into_response())
}

/// Where a role begins.
#[must_use]
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Patient => "/visits",
        Role::Clinician => "/review",
        Role::Operator => "/operator",
    }
}

fn page(typed: String, wrong: bool) -> Page {
    Page::new("Staff sign-in", move || {
        let sentence = "The e-mail address or the password is not right";
        let errors =
            if wrong { vec![("email".to_owned(), sentence.to_owned())] } else { Vec::new() };
        view! {
            <ErrorSummary errors/>
            <form method="post" action="/staff/sign-in" novalidate>
                <h1>"Staff sign-in"</h1>
                <TextField
                    name="email"
                    label="E-mail address"
                    value=typed.clone()
                    error=wrong.then(|| sentence.to_owned())
                    input_type="email"
                    autocomplete="username"
                />
                <TextField
                    name="password"
                    label="Password"
                    input_type="password"
                    autocomplete="current-password"
                />
                <div class="actions">
                    <Button>"Sign in"</Button>
                </div>
            </form>
            <p>
                "Are you a patient? " <a href="/sign-in">"Sign in with your e-mail address"</a>
            </p>
        }
    })
}
