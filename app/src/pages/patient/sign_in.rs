//! Signing in as a patient: an e-mail address, and the code sent to it.
//!
//! The answer to a known and an unknown address is the same.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::people::EmailAddress;
use leptos::prelude::*;
use store::Letter;

use crate::{
    clinic::Clinic,
    form::Posted,
    limits,
    page::Page,
    pages::{Refusal, staff::sign_in::home},
    session::{Session, hash_of},
    ui::{BackLink, Button, ButtonKind, ErrorSummary, TextField},
};

/// What a form's address ends with that is posted to from the page above it.
const VERBS: [&str; 6] = ["/withdraw", "/respond", "/relocate", "/confirm", PHOTO, "/remove"];
/// The verb that sends a photo.
const PHOTO: &str = "/photo";
/// What is wrong with an address that is none.
const NO_ADDRESS: &str = "Enter an e-mail address, like name@example.com";

/// `GET /sign-in`
pub async fn show(session: Session) -> Response {
    if let Some(account) = session.live().and_then(|live| live.account.as_ref()) {
        return Redirect::to(home(account.role)).into_response();
    }
    address(&session, String::new(), None).into_response()
}

/// `POST /sign-in`: sends a code and asks for it.
///
/// # Errors
/// When too many codes were asked for, or the store is not there.
pub async fn send(
    State(clinic): State<Clinic>,
    session: Session,
    posted: Posted,
) -> Result<Page, Refusal> {
    let typed = posted.get("email").trim().to_owned();
    let Ok(email) = typed.parse::<EmailAddress>() else {
        return Ok(address(&session, typed, Some(NO_ADDRESS)).refused());
    };
    clinic.store().allow_each(&limits::codes(session.client(), &email)).await?;
    let hash = session.ensure(&clinic).await?;
    let code = new_code(&clinic);
    let letter = Letter {
        subject: format!("Your code for {}", clinic.settings().name),
        body: format!(
            "Your code is {code}\n\nIt works for 10 minutes. If you did not ask for it, you can \
             ignore this e-mail: nobody can sign in without the code.\n"
        ),
    };
    clinic.store().issue_code(&email, &code_hash(&hash, &email, &code), &hash, &letter).await?;
    Ok(code_page(email.to_string(), None))
}

/// `POST /sign-in/code`: signs in with the code.
///
/// # Errors
/// When too many codes were tried, or the store is not there.
pub async fn redeem(
    State(clinic): State<Clinic>,
    session: Session,
    posted: Posted,
) -> Result<Response, Refusal> {
    let typed = posted.get("email").trim().to_owned();
    let Ok(email) = typed.parse::<EmailAddress>() else {
        return Ok(address(&session, typed, Some(NO_ADDRESS)).refused().into_response());
    };
    let store = clinic.store();
    let tries = limits::code_tries(session.client());
    store.allow_each(&tries).await?;
    let hash = session.ensure(&clinic).await?;
    let code: String = posted.get("code").chars().filter(char::is_ascii_digit).collect();
    let right = code.len() == 6
        && store.redeem_code(&email, &code_hash(&hash, &email, &code), &hash).await?;
    if !right {
        let sentence = "That code is not right, or it has run out. Check the e-mail, or ask for \
                        a new code";
        return Ok(code_page(email.to_string(), Some(sentence)).refused().into_response());
    }
    store.give_back(&tries).await?;
    let Some(account) = store.find_or_create_patient(&email).await? else {
        let sentence = "This address belongs to a member of the clinic. Use the staff sign-in, or \
                        another address";
        return Ok(address(&session, email.to_string(), Some(sentence)).refused().into_response());
    };
    if !session.sign_in(&clinic, account.id).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let kept = session.live().and_then(|live| live.kept_post.as_ref());
    let next = match (kept, session.draft()) {
        (Some(post), _) if post.of.is_none_or(|of| of == account.id) => return_path(&post.path),
        (_, Some(draft)) => format!("/visits/{draft}/resume"),
        (_, None) => "/visits".to_owned(),
    };
    Ok(Redirect::to(&next).into_response())
}

/// `POST /sign-out`
///
/// # Errors
/// When the store is not there.
pub async fn sign_out(State(clinic): State<Clinic>, session: Session) -> Result<Redirect, Refusal> {
    session.sign_out(&clinic).await?;
    Ok(Redirect::to("/"))
}

/// Where a kept post is shown again: the page its form stands on.
fn return_path(path: &str) -> String {
    VERBS.iter().find_map(|verb| path.strip_suffix(verb)).unwrap_or(path).to_owned()
}

fn new_code(clinic: &Clinic) -> String {
    let number = u32::from_le_bytes(clinic.random::<4>());
    format!("{:06}", number % 1_000_000)
}

fn code_hash(session: &str, email: &EmailAddress, code: &str) -> String {
    hash_of(&format!("{session}|{email}|{code}"))
}

fn address(session: &Session, typed: String, error: Option<&'static str>) -> Page {
    let kept = session.live().and_then(|live| live.kept_post.as_ref());
    let photo = kept.is_some_and(|post| post.path.ends_with(PHOTO));
    let kept = kept.is_some_and(|post| !post.form.is_empty());
    let draft = session.draft().is_some();
    Page::new("What is your e-mail address?", move || {
        let errors: Vec<(String, String)> =
            error.iter().map(|text| ("email".to_owned(), (*text).to_owned())).collect();
        let reason = match (photo, kept, draft) {
            (true, ..) => Some(
                "You were away for a while, so we signed you out. The photo did not reach us; \
                 everything that you sent before is saved. Sign in again, then choose the photo \
                 again.",
            ),
            (false, true, _) => Some(
                "You were away for a while, so we signed you out. What you filled in is kept: \
                 sign in again and it will be there.",
            ),
            (false, false, true) => Some(
                "We use it to save your answers and to tell you when there is news. We send you \
                 a code to check that it is yours.",
            ),
            (false, false, false) => None,
        };
        let reason = reason.map(|text| view! { <p>{text}</p> });
        view! {
            <BackLink href="/"/>
            <ErrorSummary errors/>
            <form method="post" action="/sign-in" novalidate>
                <TextField
                    name="email"
                    label="What is your e-mail address?"
                    hint="Our e-mails never say what your visit is about"
                    value=typed.clone()
                    error=error.map(ToOwned::to_owned)
                    input_type="email"
                    autocomplete="email"
                    heading=true
                />
                {reason}
                <div class="actions">
                    <Button>"Send me a code"</Button>
                </div>
            </form>
        }
    })
}

fn code_page(email: String, error: Option<&'static str>) -> Page {
    Page::new("Enter the code", move || {
        let errors: Vec<(String, String)> =
            error.iter().map(|text| ("code".to_owned(), (*text).to_owned())).collect();
        let sent = format!("We sent a code of 6 digits to {email}. It works for 10 minutes.");
        view! {
            <BackLink href="/sign-in"/>
            <ErrorSummary errors/>
            <form method="post" action="/sign-in/code" novalidate>
                <input type="hidden" name="email" value=email.clone()/>
                <TextField
                    name="code"
                    label="Enter the code"
                    hint=sent
                    error=error.map(ToOwned::to_owned)
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    heading=true
                />
                <div class="actions">
                    <Button>"Continue"</Button>
                </div>
            </form>
            <form method="post" action="/sign-in">
                <input type="hidden" name="email" value=email.clone()/>
                <Button kind=ButtonKind::Quiet>"Send a new code"</Button>
            </form>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_was_kept_is_shown_again_on_the_page_it_stands_on() {
        for (posted, shown) in [
            ("/visits/1/steps/3", "/visits/1/steps/3"),
            ("/visits/1/steps/3/photo", "/visits/1/steps/3"),
            ("/visits/1/steps/3/remove", "/visits/1/steps/3"),
            ("/visits/1/respond", "/visits/1"),
            ("/visits/1/relocate", "/visits/1"),
            ("/visits/1/withdraw", "/visits/1"),
            ("/visits/1/about", "/visits/1/about"),
        ] {
            assert_eq!(return_path(posted), shown);
        }
    }
}
