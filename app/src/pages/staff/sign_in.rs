//! E-mail and password. The answer to a wrong address and a wrong password is
//! the same, and takes the same work.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{actor::Role, ids::AccountId, people::EmailAddress};
use leptos::prelude::*;

use super::password;
use crate::{
    clinic::Clinic,
    form::Posted,
    limits,
    page::Page,
    pages::{Refusal, review},
    session::Session,
    ui::{Button, ErrorSummary, TextField},
};

/// `GET /staff/sign-in`
pub async fn show(session: Session) -> Response {
    match session.live().and_then(|live| live.account.as_ref()) {
        Some(account) => Redirect::to(home(account.role)).into_response(),
        None => page(&session, String::new(), false).into_response(),
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
        return Ok(page(&session, typed, true).refused().into_response());
    };
    clinic.store().give_back(&tries).await?;
    if !session.sign_in(&clinic, account.id).await? {
        return Ok(Redirect::to("/staff/sign-in").into_response());
    }
    Ok(Redirect::to(&next(&session, account.id, account.role)).into_response())
}

/// Where to go on after signing in: to the page that was asked for, or whose form was
/// posted, where it is this account's to see; otherwise to where the role begins.
#[must_use]
pub fn next(session: &Session, account: AccountId, role: Role) -> String {
    let kept = session.live().and_then(|live| live.kept_post.as_ref());
    kept.filter(|post| post.of.is_none_or(|of| of == account))
        .map(|post| review::returned::page_of(&post.path))
        .filter(|path| is_of(path, home(role)))
        .unwrap_or(home(role))
        .to_owned()
}

/// Whether a path lies under the page where a role begins. Only paths of our own table
/// are kept; this keeps one role from being led into what another was asked for.
fn is_of(path: &str, home: &str) -> bool {
    path.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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

fn page(session: &Session, typed: String, wrong: bool) -> Page {
    let kept = session
        .live()
        .and_then(|live| live.kept_post.as_ref())
        .is_some_and(|post| !post.form.is_empty());
    Page::new("Staff sign-in", move || {
        let reason = kept.then(|| {
            view! {
                <p>
                    "You were away for a while, so we signed you out. What you typed is kept: \
                     sign in again and it will be there. Nothing was sent."
                </p>
            }
        });
        let sentence = "The e-mail address or the password is not right";
        let errors =
            if wrong { vec![("email".to_owned(), sentence.to_owned())] } else { Vec::new() };
        view! {
            <ErrorSummary errors/>
            <form method="post" action="/staff/sign-in" novalidate>
                <h1>"Staff sign-in"</h1>
                {reason}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_what_their_role_may_see() {
        assert!(is_of("/review", "/review"));
        assert!(is_of("/review/one", "/review"));
        for path in ["/operator", "/reviewer", "//example.org/review", "/", ""] {
            assert!(!is_of(path, "/review"), "{path}");
        }
    }
}
