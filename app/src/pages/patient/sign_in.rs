//! Signing in as a patient: an e-mail address, and the code sent to it.
//!
//! The answer to a known and an unknown address is the same.

use axum::{
    extract::{FromRequest, Request, State},
    http::Method,
    response::{IntoResponse, Redirect, Response},
};
use domain::people::EmailAddress;
use jiff::SignedDuration;
use leptos::prelude::*;
use store::{KeptPost, Letter};

use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::Refusal,
    session::{Session, hash_of},
    ui::{BackLink, Button, ButtonKind, ErrorSummary, TextField},
};

/// How many codes one address may be sent in an hour.
const CODES_AN_HOUR: i64 = 5;
/// How many codes one session may ask for in an hour.
const ASKS_AN_HOUR: i64 = 15;
/// What is wrong with an address that is none.
const NO_ADDRESS: &str = "Enter an e-mail address, like name@example.com";

/// Keeps what was asked or posted, and leads to signing in.
pub async fn ask(clinic: &Clinic, request: Request) -> Response {
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return Refusal::Unavailable.into_response();
    };
    let path = request.uri().path().to_owned();
    let form = match *request.method() {
        Method::POST => match Posted::from_request(request, &()).await {
            Ok(Posted(form)) => form,
            Err(_) => Vec::new(),
        },
        _ => Vec::new(),
    };
    let kept = KeptPost { path, form, of: session.ended_account() };
    match session.keep(clinic, kept).await {
        Ok(()) => Redirect::to("/sign-in").into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// `GET /sign-in`
pub async fn show(session: Session) -> Response {
    if session.live().is_some_and(|live| live.account.is_some()) {
        return Redirect::to("/visits").into_response();
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
    let hash = session.ensure(&clinic).await?;
    let hour = SignedDuration::from_hours(1);
    clinic.store().allow(&format!("ask:{hash}"), ASKS_AN_HOUR, hour).await?;
    clinic.store().allow(&format!("code:{}", hash_of(email.as_str())), CODES_AN_HOUR, hour).await?;
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
    let hash = session.ensure(&clinic).await?;
    let code: String = posted.get("code").chars().filter(char::is_ascii_digit).collect();
    let store = clinic.store();
    let right = code.len() == 6
        && store.redeem_code(&email, &code_hash(&hash, &email, &code), &hash).await?;
    if !right {
        let sentence = "That code is not right, or it has run out. Check the e-mail, or ask for \
                        a new code";
        return Ok(code_page(email.to_string(), Some(sentence)).refused().into_response());
    }
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
    let verbs = ["/withdraw", "/respond", "/relocate"];
    verbs.iter().find_map(|verb| path.strip_suffix(verb)).unwrap_or(path).to_owned()
}

fn new_code(clinic: &Clinic) -> String {
    let number = u32::from_le_bytes(clinic.random::<4>());
    format!("{:06}", number % 1_000_000)
}

fn code_hash(session: &str, email: &EmailAddress, code: &str) -> String {
    hash_of(&format!("{session}|{email}|{code}"))
}

fn address(session: &Session, typed: String, error: Option<&'static str>) -> Page {
    let kept = session
        .live()
        .and_then(|live| live.kept_post.as_ref())
        .is_some_and(|post| !post.form.is_empty());
    let draft = session.draft().is_some();
    Page::new("What is your e-mail address?", move || {
        let errors: Vec<(String, String)> =
            error.iter().map(|text| ("email".to_owned(), (*text).to_owned())).collect();
        let reason = match (kept, draft) {
            (true, _) => Some(
                "You were away for a while, so we signed you out. What you filled \
                               in is kept: sign in again and it will be there.",
            ),
            (false, true) => Some(
                "We use it to save your answers and to tell you when there is \
                                   news. We send you a code to check that it is yours.",
            ),
            (false, false) => None,
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
