//! Calling for a live visit, and recording that it took place.

use axum::{extract::State, response::Response};
use domain::{Timestamp, encounter::VisitDemand, ids::EncounterId, relationship::Modality};
use jiff::civil::{DateTime, Time};
use store::VisitHeld;

use super::attempt::{Attempt, Wrong};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
    session::Session,
    words::zone_of,
};

/// A live modality, as the form names it.
fn modality(attempt: &Attempt, missing: &str, wrong: &mut Wrong) -> Modality {
    let modality = attempt.posted.parse::<Modality>("modality").unwrap_or_default();
    if modality <= Modality::Asynchronous {
        wrong.push(("modality", missing.to_owned()));
    }
    modality
}

/// `POST /review/{visit}/visit`
///
/// # Errors
/// When it is not this clinician's.
pub async fn visit(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "visit", posted);
    let mut wrong = Wrong::new();
    let modality = modality(&attempt, "Choose what kind of visit", &mut wrong);
    let reason = attempt.words("reason", "Tell the patient why", &mut wrong);
    if !wrong.is_empty() {
        return attempt.wrong(wrong).await;
    }
    let held = attempt.held(attempt.news())?;
    let clinic = &attempt.clinic;
    let local = |state| clinic.local_dates(state);
    let demand = VisitDemand { modality, reason };
    let done = clinic
        .store()
        .require_visit(&attempt.session.actor(), &held, demand, &clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}

/// `POST /review/{visit}/visit-held`: the visit took place.
///
/// # Errors
/// When it is not this clinician's.
pub async fn visit_held(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "visit-held", posted);
    let open = match attempt.open().await? {
        Ok(open) => open,
        Err(response) => return Ok(response),
    };
    let mut wrong = Wrong::new();
    let modality = modality(&attempt, "Choose how the visit was held", &mut wrong);
    let moment = moment(&attempt, &zone_of(open.chart.encounter.location), &mut wrong);
    let note = attempt.words("note", "Write a note", &mut wrong);
    let (Some((on, at)), true) = (moment, wrong.is_empty()) else {
        return attempt.wrong(wrong).await;
    };
    let change = attempt.change(None)?;
    let clinic = &attempt.clinic;
    let local = |state| clinic.local_dates(state);
    let held = VisitHeld { modality, at, on, note };
    let actor = attempt.session.actor();
    let done = clinic.store().complete_visit(&actor, &change, &held, &local).await;
    attempt.answer(done).await
}

/// The day and the moment that were typed, where the patient is.
fn moment(
    attempt: &Attempt,
    zone: &jiff::tz::TimeZone,
    wrong: &mut Wrong,
) -> Option<(domain::Date, Timestamp)> {
    let on = attempt.posted.parse::<domain::Date>("on").ok();
    if on.is_none() {
        wrong.push(("on", "Write the date like 2026-11-23".to_owned()));
    }
    let time = attempt.posted.parse::<Time>("time").ok();
    if time.is_none() {
        wrong.push(("time", "Write the time like 14:30".to_owned()));
    }
    let (on, time) = on.zip(time)?;
    let Ok(at) = zone.to_ambiguous_timestamp(DateTime::from_parts(on, time)).compatible() else {
        wrong.push(("time", "There is no such time on that day".to_owned()));
        return None;
    };
    Some((on, at))
}
