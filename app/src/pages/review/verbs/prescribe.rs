//! Prescribing: first the order is shown in words, then it is signed.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::ids::EncounterId;
use store::Order;

use super::{
    attempt::{Attempt, Wrong},
    told::order_reason,
};
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        At, Refusal,
        review::chart::{Open, Unready, preview, sign_page},
    },
    session::Session,
};

/// What the button says that was pressed.
enum Act {
    /// "Review and sign": show the order in words.
    Review,
    /// "Sign": prescribe it.
    Sign,
    /// "Change": back to the chart with the form as it was typed.
    Change,
}

/// `POST /review/{visit}/prescribe`: only what comes from "Sign" is written.
///
/// # Errors
/// When it is not this clinician's.
pub async fn prescribe(
    State(clinic): State<Clinic>,
    session: Session,
    At(encounter): At<EncounterId>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let act = match posted.get("act") {
        "sign" => Act::Sign,
        "change" => Act::Change,
        _ => Act::Review,
    };
    let attempt = Attempt::new(clinic, session, encounter, "prescribe", posted);
    if let Act::Change = act {
        return attempt.unchanged().await;
    }
    let open = match attempt.open().await? {
        Ok(open) => open,
        Err(response) => return Ok(response),
    };
    let order = match order(&attempt, &open)? {
        Ok(order) => order,
        Err(wrong) => return attempt.wrong(wrong).await,
    };
    let held = attempt.held(attempt.news())?;
    let clinic = &attempt.clinic;
    if let Act::Review = act {
        return match preview(clinic, &open, &held, &order) {
            Ok(prescription) => {
                let page = sign_page(clinic, &open, &held, &attempt.posted, &prescription);
                Ok(page.into_response())
            }
            Err(Unready::Order(wrong)) => {
                attempt.wrong(wrong.iter().map(order_reason).collect()).await
            }
            Err(Unready::Refused(error)) => attempt.answer::<()>(Err(error)).await,
        };
    }
    let local = |state| clinic.local_dates(state);
    let done = clinic
        .store()
        .prescribe(&attempt.session.actor(), &held, &order, &clinic.rulebook(), &local)
        .await;
    attempt.answer(done).await
}

/// The order that was typed, or everything that is wrong with it.
fn order(attempt: &Attempt, open: &Open) -> Result<Result<Order, Wrong>, Refusal> {
    let posted = &attempt.posted;
    let pack = &attempt.clinic.rulebook().pack;
    let protocol = pack.protocol(&open.chart.encounter.protocol).ok_or(Refusal::NotFound)?;
    let medication = posted.parse("medication").map_err(|_| Refusal::BadRequest)?;
    let mut wrong = Wrong::new();
    let diagnosis = protocol.diagnosis(posted.get("diagnosis")).cloned();
    if diagnosis.is_none() {
        wrong.push(("diagnosis", "Choose a diagnosis".to_owned()));
    }
    let quantity = posted.parse::<u32>("quantity").ok();
    if quantity.is_none() {
        wrong.push(("quantity", "Enter the quantity as a whole number".to_owned()));
    }
    let refills = posted.parse::<u32>("refills").ok();
    if refills.is_none() {
        wrong.push(("refills", "Enter the refills as a whole number, 0 for none".to_owned()));
    }
    let message = attempt.any_words("message", &mut wrong);
    let (Some(diagnosis), Some(quantity), Some(refills), true) =
        (diagnosis, quantity, refills, wrong.is_empty())
    else {
        return Ok(Err(wrong));
    };
    Ok(Ok(Order {
        medication,
        sig: posted.get("sig").to_owned(),
        quantity,
        refills,
        diagnosis,
        message,
        fulfilled: posted.all("fulfilled").map(ToOwned::to_owned).collect(),
    }))
}
