//! A clinician who joins.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::people::{EmailAddress, Npi, PeopleError, PersonName};
use leptos::prelude::*;
use store::{Constraint, NewClinician, StoreError};

use super::invitation;
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::Refusal,
    session::Session,
    ui::{BackLink, Button, ErrorSummary, TextField},
};

/// The most characters of a title.
const TITLE_LENGTH: usize = 40;

/// `GET /operator/clinicians/new`, with what was typed before the session ended.
///
/// # Errors
/// When the store is not there.
pub async fn new(State(clinic): State<Clinic>, session: Session) -> Result<Page, Refusal> {
    let kept = session.take_kept(&clinic, "/operator/clinicians/new").await?;
    Ok(page(kept.map(|kept| Posted(kept.form)).unwrap_or_default(), Vec::new()))
}

/// `POST /operator/clinicians/new`: makes the account and mails the link to choose a password.
///
/// # Errors
/// When the store is not there.
pub async fn create(
    State(clinic): State<Clinic>,
    session: Session,
    posted: Posted,
) -> Result<Response, Refusal> {
    let new = match read(&posted) {
        Ok(new) => new,
        Err(errors) => return Ok(page(posted, errors).refused().into_response()),
    };
    let actor = session.actor();
    let created = clinic.store().create_clinician(&actor, &new).await;
    let id = match created {
        Ok(id) => id,
        Err(StoreError::Duplicate(constraint)) => {
            let errors = vec![taken(constraint)];
            return Ok(page(posted, errors).refused().into_response());
        }
        Err(error) => return Err(error.into()),
    };
    invitation::send(&clinic, &actor, id.into()).await?;
    Ok(Redirect::to(&format!("/operator/clinicians/{id}?done=created")).into_response())
}

fn taken(constraint: Constraint) -> (String, String) {
    let (field, sentence) = match constraint {
        Constraint::ClinicianNpi => ("npi", "Another clinician has this NPI already"),
        Constraint::AccountEmail
        | Constraint::LicenceNumber
        | Constraint::OpenEncounter
        | Constraint::Other => ("email", "There is an account with this e-mail address already"),
    };
    (field.to_owned(), sentence.to_owned())
}

fn read(posted: &Posted) -> Result<NewClinician, Vec<(String, String)>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, sentence: &str| {
        errors.push((field.to_owned(), sentence.to_owned()));
    };
    let name = posted.parse::<PersonName>("name").ok();
    if name.is_none() {
        wrong("name", "Enter the name as patients should read it");
    }
    let title = title(posted.get("title"));
    if title.is_none() {
        wrong("title", "Enter the title that stands behind the name, like MD or NP");
    }
    let email = posted.parse::<EmailAddress>("email").ok();
    if email.is_none() {
        wrong("email", "Enter an e-mail address, like name@example.com");
    }
    let npi = match posted.parse::<Npi>("npi") {
        Ok(npi) => Some(npi),
        Err(PeopleError::NpiCheckDigit) => {
            wrong("npi", "Check the NPI: one of its digits is wrong");
            None
        }
        Err(_) => {
            wrong("npi", "Enter the NPI: 10 digits, the first of them 1 or 2");
            None
        }
    };
    match (email, name, npi, title) {
        (Some(email), Some(name), Some(npi), Some(title)) => {
            Ok(NewClinician { email, name, npi, title })
        }
        _ => Err(errors),
    }
}

/// A title: one short line.
fn title(typed: &str) -> Option<String> {
    let title = typed.trim();
    let fits = (1..=TITLE_LENGTH).contains(&title.chars().count())
        && title.chars().any(char::is_alphabetic)
        && !title.chars().any(char::is_control);
    fits.then(|| title.to_owned())
}

fn page(posted: Posted, errors: Vec<(String, String)>) -> Page {
    Page::new("Add a clinician", move || {
        let value = |name: &str| posted.get(name).to_owned();
        let error = |name: &str| {
            errors.iter().find(|(id, _)| id == name).map(|(_, sentence)| sentence.clone())
        };
        view! {
            <BackLink href="/operator"/>
            <ErrorSummary errors=errors.clone()/>
            <form method="post" action="/operator/clinicians/new" novalidate>
                <h1>"Add a clinician"</h1>
                <TextField
                    name="name"
                    label="Full name"
                    hint="Patients read it on everything the clinician writes"
                    value=value("name")
                    error=error("name")
                    autocomplete="off"
                />
                <TextField
                    name="title"
                    label="Title"
                    hint="For example MD, DO, PA or NP"
                    value=value("title")
                    error=error("title")
                    autocomplete="off"
                    maxlength=40_u32
                />
                <TextField
                    name="email"
                    label="E-mail address"
                    hint="To sign in with. A link to choose a password is sent to it"
                    value=value("email")
                    error=error("email")
                    input_type="email"
                    autocomplete="off"
                />
                <TextField
                    name="npi"
                    label="NPI"
                    hint="The National Provider Identifier: 10 digits"
                    value=value("npi")
                    error=error("npi")
                    inputmode="numeric"
                    autocomplete="off"
                />
                <div class="actions">
                    <Button>"Add and send the link"</Button>
                </div>
            </form>
        }
    })
    .workspace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Posted {
        let mut filled = vec![
            ("name", "Ada Moore"),
            ("title", "MD"),
            ("email", "ada@example.com"),
            ("npi", "1234567893"),
        ];
        for (name, value) in pairs {
            filled.retain(|(known, _)| known != name);
            filled.push((name, value));
        }
        Posted(filled.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    #[test]
    fn a_whole_form_reads() {
        let new = read(&form(&[("npi", "1234-567 893"), ("title", " MD, FAAD ")])).unwrap();
        assert_eq!((new.npi.as_str(), new.title.as_str()), ("1234567893", "MD, FAAD"));
    }

    #[test]
    fn a_wrong_check_digit_is_told_apart_from_a_wrong_form() {
        for (npi, word) in [("1234567890", "wrong"), ("12345", "10 digits"), ("", "10 digits")] {
            let errors = read(&form(&[("npi", npi)])).unwrap_err();
            assert_eq!(errors.len(), 1);
            assert!(errors[0].1.contains(word), "{errors:?}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let errors = read(&Posted::default()).unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["name", "title", "email", "npi"]);
    }
}
