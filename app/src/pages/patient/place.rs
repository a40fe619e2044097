//! Where the patient is now, and how old they are.

use std::str::FromStr;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::EncounterId, people::BirthDate, place::UsState, questionnaire::read_date};
use leptos::prelude::*;
use store::{PageSave, Place, StoreError};

use super::{
    frame::{Frame, Tried},
    intake::{Draft, Stage},
    keep::keep,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
    ui::{BackLink, DateField, ErrorSummary, Select, field_id, state_options},
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
) -> Result<Response, Refusal> {
    let draft = Draft::load(&clinic, &session, encounter).await?;
    if draft.has_ended() {
        return Ok(Redirect::to(&draft.visit()).into_response());
    }
    let kept = session.take_kept(&clinic, &draft.href(Stage::Place)).await?;
    let Some(posted) = kept.map(|post| Posted(post.form)) else {
        let tried = Tried::default();
        return Ok(page(&draft, revision(&draft), filled(&draft), tried).into_response());
    };
    let tried =
        if posted.parse::<i64>("revision") == Ok(revision(&draft)) && !moved(&draft, &posted) {
            Tried::default()
        } else {
            Tried::elsewhere(lines(&draft))
        };
    Ok(page(&draft, revision(&draft), posted, tried).into_response())
}

/// Whether the patient is elsewhere than the form showed, and than it says.
/// That also changes by other ways than this page.
fn moved(draft: &Draft, posted: &Posted) -> bool {
    let here = draft.intake.location.map_or("", UsState::code);
    posted.get("shown") != here && posted.get("state") != here
}

fn revision(draft: &Draft) -> i64 {
    draft.intake.page("place").map_or(0, |page| page.revision)
}

fn filled(draft: &Draft) -> Posted {
    let (Some(state), Some(born)) = (draft.intake.location, draft.intake.birth_date) else {
        return Posted::default();
    };
    let born = born.date();
    Posted(vec![
        ("state".to_owned(), state.code().to_owned()),
        ("birth-date.month".to_owned(), born.month().to_string()),
        ("birth-date.day".to_owned(), born.day().to_string()),
        ("birth-date.year".to_owned(), born.year().to_string()),
    ])
}

/// What is on record, as names and values.
fn lines(draft: &Draft) -> Vec<(String, Vec<String>)> {
    let state = draft.intake.location.map(|state| state.name().to_owned());
    let born = draft.intake.birth_date.map(|born| words::date(born.date()));
    [("The state you are in", state), ("Your date of birth", born)]
        .map(|(name, value)| (name.to_owned(), value.into_iter().collect()))
        .into()
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
    let seen = posted.parse("revision").unwrap_or_default();
    if draft.has_ended() {
        return Ok(page(&draft, seen, posted, Tried::moved_on()).conflicting());
    }
    let mut errors = Vec::new();
    let location = UsState::from_str(posted.get("state")).ok();
    if location.is_none() {
        errors.push(("state".to_owned(), "Choose the state you are in now".to_owned()));
    }
    let today = words::utc_date(clinic.now());
    let birth_date =
        birth_date(&posted, today).map_err(|(field, sentence)| errors.push((field, sentence))).ok();
    let (Some(location), Some(birth_date)) = (location, birth_date) else {
        let tried = Tried::wrong(errors);
        return Ok(page(&draft, seen, posted, tried).refused().into_response());
    };
    let save = PageSave {
        page: "place".to_owned(),
        expected_revision: seen,
        answers: serde_json::json!({ "state": location.code(), "birth-date": birth_date.date() }),
        red_flag: false,
        place: Some(Place { location, birth_date, on: clinic.today(location) }),
        crisis: None,
    };
    let saved = if moved(&draft, &posted) {
        Err(StoreError::StalePage { current: revision(&draft) })
    } else {
        keep(&clinic, &session, &draft, &save).await
    };
    match saved {
        Ok(()) if draft.is_submitted() => {
            let draft = Draft::load(&clinic, &session, encounter).await?;
            Ok(Redirect::to(&draft.after_amending()).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("/visits/{encounter}/outlook")).into_response()),
        Err(StoreError::StalePage { current }) => {
            let draft = Draft::load(&clinic, &session, encounter).await?;
            let theirs = lines(&draft);
            Ok(page(&draft, current, posted, Tried::elsewhere(theirs)).conflicting())
        }
        Err(StoreError::Verb(_)) => Ok(page(&draft, seen, posted, Tried::moved_on()).conflicting()),
        Err(error) => Err(error.into()),
    }
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
    let year = |what: &str| {
        ("birth-date-year".to_owned(), format!("Check the year of your date of birth: {what}"))
    };
    if date > today {
        return Err(year("it must be in the past"));
    }
    BirthDate::new(date).map_err(|_| year("it must be 1900 or later"))
}

fn page(draft: &Draft, revision: i64, posted: Posted, tried: Tried) -> Page {
    let (action, back) = (draft.href(Stage::Place), draft.back(Stage::Place));
    let frame = Frame::of(draft, Stage::Place);
    let shown = draft.intake.location.map_or("", UsState::code);
    Page::new("Where are you now?", move || {
        let errors = &tried.errors;
        let error = |field: &str| {
            errors
                .iter()
                .find(|(id, _)| id.starts_with(field))
                .map(|(_, sentence)| sentence.clone())
        };
        let part = |part: &str| posted.get(&format!("birth-date.{part}")).to_owned();
        let selected = Some(posted.get("state").to_owned());
        view! {
            <BackLink href=back.clone()/>
            {frame.progress()}
            <ErrorSummary errors=errors.clone()/>
            {tried.notice()}
            <form method="post" action=action.clone() novalidate>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <input type="hidden" name="shown" value=shown/>
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
                {frame.actions()}
            </form>
        }
    })
}
