//! Choosing a password, by the one-time link that an operator's invitation holds.

use std::time::Duration;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::*;
use tokio::{sync::Semaphore, time::timeout};

use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::hash_of,
    ui::{Button, ErrorSummary, TextField},
};

/// The fewest characters of a password.
const MIN_LENGTH: usize = 12;
/// The most characters of a password.
const MAX_LENGTH: usize = 200;

/// How many passwords are worked on at once: each takes a core and 19 MiB for a while.
static AT_WORK: Semaphore = Semaphore::const_new(4);
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Does Argon2's work off the async threads, a few at a time.
async fn work<T: Send + 'static>(
    hashing: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let Ok(Ok(turn)) = timeout(PATIENCE, AT_WORK.acquire()).await else {
        return Err(Refusal::Limited { seconds: 5 });
    };
    let done = tokio::task::spawn_blocking(move || {
        let done = hashing();
        drop(turn);
        done
    });
    done.await.map_err(|_| Refusal::Unavailable)
}

/// The hash of a password (Argon2id, the library's defaults).
///
/// # Errors
/// When too many ask at once, or the library cannot make one.
pub async fn hash(password: String) -> Result<String, Refusal> {
    let hashed = work(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    hashed.await?.map_err(|_| Refusal::Unavailable)
}

/// Whether this is the password. Without a hash it does the same work, for nothing.
///
/// # Errors
/// When too many ask at once.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, Refusal> {
    let verified = work(move || match hash {
        Some(hash) => PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        }),
        None => {
            let _ = Argon2::default().hash_password(password.as_bytes());
            false
        }
    });
    verified.await
}

/// `GET /staff/password/{token}`
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>, At(token): At<String>) -> Result<Page, Refusal> {
    let holds = clinic.store().invite_holds(&hash_of(&token)).await?;
    Ok(if holds { page(token, None) } else { spent() })
}

/// `POST /staff/password/{token}`
///
/// # Errors
/// When the store is not there.
pub async fn choose(
    State(clinic): State<Clinic>,
    At(token): At<String>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let invite = hash_of(&token);
    if !clinic.store().invite_holds(&invite).await? {
        return Ok(spent().into_response());
    }
    let password = posted.get("password").to_owned();
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        let sentence = "Choose a password of at least 12 characters";
        return Ok(page(token, Some(("password", sentence))).refused().into_response());
    }
    if password != posted.get("again") {
        let sentence = "Type the same password twice";
        return Ok(page(token, Some(("again", sentence))).refused().into_response());
    }
    let hashed = hash(password).await?;
    match clinic.store().choose_password(&invite, &hashed).await? {
        Some(_) => Ok(Redirect::to("/staff/sign-in").into_response()),
        None => Ok(spent().into_response()),
    }
}

fn spent() -> Page {
    Page::new("This link does not work any more", || {
        view! {
            <h1>"This link does not work any more"</h1>
            <p>
                "It was used already, or it is too old. Your password was not changed. Ask the \
                 operator of the clinic for a new link."
            </p>
        }
    })
    .status(StatusCode::GONE)
}

fn page(token: String, error: Option<(&'static str, &'static str)>) -> Page {
    Page::new("Choose a password", move || {
        let errors: Vec<(String, String)> =
            error.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
        let error =
            |name: &str| error.filter(|(field, _)| *field == name).map(|(_, text)| text.to_owned());
        view! {
            <ErrorSummary errors/>
            <form method="post" action=format!("/staff/password/{token}") novalidate>
                <h1>"Choose a password"</h1>
                <TextField
                    name="password"
                    label="New password"
                    hint="At least 12 characters. A few words are easy to remember"
                    error=error("password")
                    input_type="password"
                    autocomplete="new-password"
                />
                <TextField
                    name="again"
                    label="The same password again"
                    error=error("again")
                    input_type="password"
                    autocomplete="new-password"
                />
                <div class="actions">
                    <Button>"Save the password"</Button>
                </div>
            </form>
        }
    })
}
