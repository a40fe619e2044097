//! Where the patient is now, and how old they are.

use std::str::FromStr;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::EncounterId, people::BirthDate, place::UsState, questionnaire::read_date};
use leptos::prelude::*;
use store::{PageSave, Place};

use super::intake::{Draft, Stage};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, Button, DateField, ErrorSummary, Progress, Select, field_id, state_options},
    words,
};

/// `GET /visits/{visit}/place`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn show(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
) -> Result<Page, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let mut posted = Posted::default();
    if let (Some(state), Some(born)) = (draft.intake.location, draft.intake.birth_date) {
        let born = born.date();
        posted.0 = vec![
            ("state".to_owned(), state.code().to_owned()),
            ("birth-date.month".to_owned(), born.month().to_string()),
            ("birth-date.day".to_owned(), born.day().to_string()),
            ("birth-date.year".to_owned(), born.year().to_string()),
        ];
    }
    Ok(page(&draft, posted, Vec::new()))
}

/// `POST /visits/{visit}/place`
///
/// # Errors
/// When it is not the caller's draft.
pub async fn save(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    let mut errors = Vec::new();
    let location = UsState::from_str(posted.get("state")).ok();
    if location.is_none() {
        errors.push(("state".to_owned(), "Choose the state you are in now".to_owned()));
    }
    let today = words::utc_date(clinic.now());
    let birth_date =
        birth_date(&posted, today).map_err(|(field, sentence)| errors.push((field, sentence))).ok();
    let (Some(location), Some(birth_date)) = (location, birth_date) else {
        return Ok(page(&draft, posted, errors).refused().into_response());
    };
    let save = PageSave {
        page: "place".to_owned(),
        expected_revision: draft.intake.page("place").map_or(0, |page| page.revision),
        answers: serde_json::json!({ "state": location.code(), "birth-date": birth_date.date() }),
        red_flag: false,
        place: Some(Place { location, birth_date, on: clinic.today(location) }),
        crisis: None,
    };
    clinic.store().save_page(&session.actor(), encounter, &save).await?;
    Ok(Redirect::to(&format!("/visits/{encounter}/outlook")).into_response())
}

fn birth_date(posted: &Posted, today: domain::Date) -> Result<BirthDate, (String, String)> {
    let part = |part: &str| posted.get(&format!("birth-date.{part}")).to_owned();
    let read = read_date(&part("month"), &part("day"), &part("year")).ok().flatten();
    let date = read.ok_or_else(|| {
        (
            "birth-date-month".to_owned(),
            "Enter your date of birth as month, day and year, like 4 2 1990".to_owned(),
        )
    })?;
    let birth_date = (date <= today).then(|| BirthDate::new(date).ok()).flatten();
    birth_date.ok_or_else(|| {
        (
            "birth-date-year".to_owned(),
            "Check the year of your date of birth: it must be in the past".to_owned(),
        )
    })
}

fn page(draft: &Draft, posted: Posted, errors: Vec<(String, String)>) -> Page {
    let progress = draft.progress(Stage::Place);
    let action = draft.href(Stage::Place);
    Page::new("Where are you now?", move || {
        let error = |field: &str| {
            errors
                .iter()
                .find(|(id, _)| id.starts_with(field))
                .map(|(_, sentence)| sentence.clone())
        };
        let part = |part: &str| posted.get(&format!("birth-date.{part}")).to_owned();
        let selected = Some(posted.get("state").to_owned());
        view! {
            <BackLink href="/"/>
            <Progress step=progress.step of=progress.of section=progress.section.clone()/>
            <ErrorSummary errors=errors.clone()/>
            <form method="post" action=action.clone() novalidate>
                <h1>"Where are you now?"</h1>
                <p>
                    "A clinician must be licensed in the state where you are today, even if you \
                     live somewhere else."
                </p>
                <Select
                    name="state"
                    label="The state you are in"
                    options=state_options()
                    selected
                    error=error("state")
                    autocomplete="address-level1"
                />
                <DateField
                    name="birth-date"
                    legend="Your date of birth"
                    hint="For example 4 2 1990"
                    month=part("month")
                    day=part("day")
                    year=part("year")
                    error=error(&field_id("birth-date"))
                    birthday=true
                />
                <div class="actions">
                    <Button>"Continue"</Button>
                </div>
            </form>
        }
    })
}
