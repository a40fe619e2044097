//! What a clinician found out of a fact that the answers leave open.

use axum::{extract::State, response::Response};
use domain::{
    decimal::Decimal,
    encounter::request::words,
    ids::EncounterId,
    rules::{FactType, Value},
};
use store::NewFinding;

use super::verbs::{answer, held, incomplete, named};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{At, Refusal},
    session::Session,
};

/// `POST /review/{visit}/finding`: records what was found out, and how.
///
/// # Errors
/// When it is not this clinician's, or the form names no fact of the pack.
pub async fn record(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let posted = named(posted, "finding");
    let fact = posted.get("fact").to_owned();
    let held = held(encounter, &posted, None)?;
    let catalogue = clinic.rulebook().pack.catalogue();
    let definition = catalogue.get(&fact).ok_or(Refusal::BadRequest)?;
    let value = match definition.fact_type {
        FactType::Boolean => match posted.get("value") {
            "yes" => Ok(Value::Boolean(true)),
            "no" => Ok(Value::Boolean(false)),
            _ => Err("Choose yes or no"),
        },
        FactType::Number => posted
            .get("value")
            .trim()
            .parse::<Decimal>()
            .ok()
            .filter(|number| *number >= Decimal::whole(0))
            .map(Value::Number)
            .ok_or("Write a number, with a point and at most 3 digits after it"),
        FactType::Date | FactType::Code | FactType::Codes => return Err(Refusal::BadRequest),
    };
    let value = match value {
        Ok(value) => value,
        Err(sentence) => {
            let field = format!("{fact}-value");
            return incomplete(&clinic, &session, encounter, posted, &field, sentence).await;
        }
    };
    let Ok(why) = words(posted.get("why")) else {
        let (field, sentence) =
            (format!("{fact}-why"), "Write how you found out, in at most 2000 characters");
        return incomplete(&clinic, &session, encounter, posted, &field, sentence).await;
    };
    let finding = NewFinding { fact: definition.name.clone(), value, why };
    let local = |state| clinic.local_dates(state);
    let done = clinic
        .store()
        .record_finding(&session.actor(), &held, &finding, clinic.rulebook(), &local)
        .await;
    answer(&clinic, &session, encounter, posted, done).await
}
