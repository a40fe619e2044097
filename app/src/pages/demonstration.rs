//! The demonstration's one page: it signs you in as anyone, and shows every mail.

mod cast;
mod mailbox;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{actor::Actor, ids::AccountId};
use leptos::prelude::*;

pub use self::cast::{Cast, Member};
use self::cast::{People, Person};
use super::{patient::visits, staff::sign_in::next};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{Badge, Button, ButtonKind, Details, Panel, PanelKind},
};

/// How many mails are shown, the newest of them.
const MAILS: i64 = 50;

/// `GET /demo`
///
/// # Errors
/// When the store is not there.
pub async fn show(State(clinic): State<Clinic>) -> Result<Page, Refusal> {
    let people = People::load(&clinic).await?;
    let mails = clinic.store().mailbox(&Actor::System, MAILS).await?;
    let public_url = clinic.settings().public_url.clone();
    let now = clinic.now();
    let name = clinic.settings().name.clone();
    Ok(Page::new("Demonstration", move || {
        view! {
            <h1>{format!("The demonstration clinic of {name}")}</h1>
            <p>
                "Everybody here is invented, and so is every answer, every picture and every \
                 mail. Nothing leaves this machine. You can be any of these people: choose one, \
                 and go on where they are."
            </p>
            <p>
                "You can also come as a new patient: " <a href="/">"start a visit"</a>
                " with any address, such as you@example.com. The code arrives in the mailbox \
                 below."
            </p>
            <h2>"Clinicians"</h2>
            <p>"Each sees only patients in states where their license is valid today."</p>
            {list(&people.clinicians)}
            <h2>"Operator"</h2>
            {list(&people.operators)}
            <h2>"Patients"</h2>
            {list(&people.patients)}
            {others(&people.others)}
            <h2>"Mailbox"</h2>
            <p>
                "What would have been sent, the newest first. Mails never say what a visit is \
                 about."
            </p>
            {mailbox::view_of(&mails, &public_url, now)}
        }
    })
    .workspace())
}

fn list(people: &[Person]) -> AnyView {
    if people.is_empty() {
        return view! {
            <Panel kind=PanelKind::Empty>
                <p>"Nobody is here yet. They come when the demonstration is set up."</p>
            </Panel>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = people
        .iter()
        .map(|person| {
            let badges: Vec<AnyView> = person
                .badges
                .iter()
                .map(|(kind, text)| view! { <Badge kind=*kind text=text.clone()/> " " }.into_any())
                .collect();
            view! {
                <li class="panel">
                    <h3>{person.name.clone()}</h3>
                    <p>{person.story.clone()}</p>
                    {(!badges.is_empty()).then(|| view! { <p class="badges">{badges}</p> })}
                    <form method="post" action="/demo/sign-in">
                        <input type="hidden" name="account" value=person.account.to_string()/>
                        <Button kind=ButtonKind::Secondary>
                            {format!("Sign in as {}", person.name)}
                        </Button>
                    </form>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="visits people">{rows}</ul> }.into_any()
}

/// Patients without a story of their own: a line each.
fn others(people: &[(AccountId, String)]) -> Option<AnyView> {
    let rows: Vec<AnyView> = people
        .iter()
        .map(|(account, name)| {
            view! {
                <li>
                    <form method="post" action="/demo/sign-in">
                        <input type="hidden" name="account" value=account.to_string()/>
                        <Button kind=ButtonKind::Quiet>{format!("Sign in as {name}")}</Button>
                    </form>
                </li>
            }
            .into_any()
        })
        .collect();
    let summary = match rows.len() {
        0 => return None,
        1 => "One more patient".to_owned(),
        more => format!("{more} more patients"),
    };
    Some(view! { <Details summary><ul>{rows}</ul></Details> }.into_any())
}

/// `POST /demo/sign-in`: signs in as this account.
///
/// # Errors
/// When there is no such account, or the store is not there.
pub async fn sign_in(
    State(clinic): State<Clinic>,
    session: Session,
    posted: Posted,
) -> Result<Response, Refusal> {
    let id: AccountId = posted.parse("account").map_err(|_| Refusal::BadRequest)?;
    let account = clinic.store().account(id).await?.ok_or(Refusal::NotFound)?;
    if account.disabled_at.is_some() {
        return Err(Refusal::NotFound);
    }
    if !session.sign_in(&clinic, account.id).await? {
        return Ok(Redirect::to("/demo").into_response());
    }
    Ok(Redirect::to(&next(&session, account.id, account.role)).into_response())
}
