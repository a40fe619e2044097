//! A licence: put on record, and kept as the board says.

mod forms;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Date,
    ids::{ClinicianId, LicenceId},
    licence::{Licence, LicenceKind, LicenceNumber, LicenceStatus},
    place::UsState,
    questionnaire::read_date,
};
use store::{Constraint, NewLicence, StoreError};

use self::forms::{change_page, new_page};
use super::clinician::load;
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::{At, Refusal},
    session::Session,
};

type Errors = Vec<(String, String)>;

/// `GET /operator/clinicians/{clinician}/licences/new`
///
/// # Errors
/// When there is no such clinician.
pub async fn new(State(clinic): State<Clinic>, At(id): At<ClinicianId>) -> Result<Page, Refusal> {
    let clinician = load(&clinic, id).await?;
    let posted = Posted(vec![("status".to_owned(), LicenceStatus::Active.to_string())]);
    Ok(new_page(id, clinician.name.to_string(), posted, Vec::new()))
}

/// `POST /operator/clinicians/{clinician}/licences/new`
///
/// # Errors
/// When there is no such clinician, or the store is not there.
pub async fn add(
    State(clinic): State<Clinic>,
    session: Session,
    At(id): At<ClinicianId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let clinician = load(&clinic, id).await?;
    let again = |posted, errors| {
        new_page(id, clinician.name.to_string(), posted, errors).refused().into_response()
    };
    let new = match read(&posted) {
        Ok(new) => new,
        Err(errors) => return Ok(again(posted, errors)),
    };
    match clinic.store().add_licence(&session.actor(), id, &new).await {
        Ok(_) => Ok(back(id)),
        Err(StoreError::Duplicate(Constraint::LicenceNumber)) => {
            let sentence = format!("This number is on record for {} already", new.state.name());
            Ok(again(posted, vec![("number".to_owned(), sentence)]))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /operator/clinicians/{clinician}/licences/{licence}`
///
/// # Errors
/// When the clinician has no such licence.
pub async fn show(
    State(clinic): State<Clinic>,
    At((id, licence)): At<(ClinicianId, LicenceId)>,
) -> Result<Page, Refusal> {
    let licence = find(&clinic, id, licence).await?;
    let ends = licence.expires_on;
    let pairs = [
        ("status", licence.status.to_string()),
        ("ends.month", ends.month().to_string()),
        ("ends.day", ends.day().to_string()),
        ("ends.year", ends.year().to_string()),
    ];
    let posted = Posted(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec());
    Ok(change_page(id, &licence, posted, Vec::new()))
}

/// `POST /operator/clinicians/{clinician}/licences/{licence}`
///
/// # Errors
/// When the clinician has no such licence, or the store is not there.
pub async fn change(
    State(clinic): State<Clinic>,
    session: Session,
    At((id, licence)): At<(ClinicianId, LicenceId)>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let licence = find(&clinic, id, licence).await?;
    let mut errors = Vec::new();
    let (Some(status), Some(ends)) = (status(&posted, &mut errors), ends(&posted, &mut errors))
    else {
        return Ok(change_page(id, &licence, posted, errors).refused().into_response());
    };
    clinic.store().change_licence(&session.actor(), licence.id, status, ends).await?;
    Ok(back(id))
}

fn back(id: ClinicianId) -> Response {
    Redirect::to(&format!("/operator/clinicians/{id}?done=licence")).into_response()
}

async fn find(clinic: &Clinic, id: ClinicianId, licence: LicenceId) -> Result<Licence, Refusal> {
    let clinician = load(clinic, id).await?;
    let mut licences = clinician.licences.into_iter();
    licences.find(|known| known.id == licence).ok_or(Refusal::NotFound)
}

fn read(posted: &Posted) -> Result<NewLicence, Errors> {
    let mut errors = Vec::new();
    let state = posted.parse::<UsState>("state").ok();
    if state.is_none() {
        errors.push(("state".to_owned(), "Choose the state that issued it".to_owned()));
    }
    let kind = posted.parse::<LicenceKind>("kind").ok();
    if kind.is_none() {
        errors.push(("kind".to_owned(), "Choose the type of license".to_owned()));
    }
    let number = posted.parse::<LicenceNumber>("number").ok();
    if number.is_none() {
        let sentence = "Enter the license number as the board writes it";
        errors.push(("number".to_owned(), sentence.to_owned()));
    }
    let status = status(posted, &mut errors);
    let expires_on = ends(posted, &mut errors);
    match (state, kind, number, status, expires_on) {
        (Some(state), Some(kind), Some(number), Some(status), Some(expires_on)) => {
            Ok(NewLicence { state, kind, number, status, expires_on })
        }
        _ => Err(errors),
    }
}

fn status(posted: &Posted, errors: &mut Errors) -> Option<LicenceStatus> {
    let status = posted.parse::<LicenceStatus>("status").ok();
    if status.is_none() {
        errors.push(("status".to_owned(), "Choose what the board says about it".to_owned()));
    }
    status
}

fn ends(posted: &Posted, errors: &mut Errors) -> Option<Date> {
    let part = |part: &str| posted.get(&format!("ends.{part}"));
    let date = read_date(part("month"), part("day"), part("year")).ok().flatten();
    if date.is_none() {
        let sentence = "Enter the last day on which it is valid: month, day and year";
        errors.push(("ends".to_owned(), sentence.to_owned()));
    }
    date
}
