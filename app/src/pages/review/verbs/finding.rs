//! Recording what was found out of a fact that the answers leave open.

use axum::{extract::State, response::Response};
use domain::{
    decimal::Decimal,
    ids::EncounterId,
    rules::{FactType, Value},
};
use store::NewFinding;

use super::attempt::Attempt;
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
pub async fn finding(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let attempt = Attempt::new(clinic, session, encounter, "finding", posted);
    let rules = attempt.clinic.rulebook();
    let catalogue = rules.pack.catalogue();
    let definition = catalogue.get(attempt.posted.get("fact")).ok_or(Refusal::BadRequest)?;
    let (fact, fact_type) = (definition.name.clone(), definition.fact_type);
    let mut wrong = Vec::new();
    let value = read(fact_type, attempt.posted.get("value").trim())?
        .map_err(|sentence| wrong.push(("value", sentence.to_owned())));
    let why = attempt.words("why", "Write how you found out", &mut wrong);
    let (Ok(value), true) = (value, wrong.is_empty()) else {
        return attempt.wrong(wrong).await;
    };
    let held = attempt.held(None)?;
    let finding = NewFinding { fact, value, why };
    let local = |state| attempt.clinic.local_dates(state);
    let store = attempt.clinic.store();
    let done =
        store.record_finding(&attempt.session.actor(), &held, &finding, &rules, &local).await;
    attempt.answer(done).await
}

/// The value in the words of the form, or what is wrong with it.
///
/// # Errors
/// When no form asks for a fact of this type.
fn read(fact_type: FactType, typed: &str) -> Result<Result<Value, &'static str>, Refusal> {
    match fact_type {
        FactType::Boolean => Ok(match typed {
            "yes" => Ok(Value::Boolean(true)),
            "no" => Ok(Value::Boolean(false)),
            _ => Err("Choose yes or no"),
        }),
        FactType::Number => Ok(typed
            .parse::<Decimal>()
            .ok()
            .filter(|number| *number >= Decimal::whole(0))
            .map(Value::Number)
            .ok_or("Write a number, with a point and at most 3 digits after it")),
        FactType::Date | FactType::Code | FactType::Codes => Err(Refusal::BadRequest),
    }
}
