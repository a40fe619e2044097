//! What a refusal of the store means to the clinician.

use axum::http::StatusCode;
use domain::{
    encounter::{OrderError, QuestionError, VerbError, request::MAX_LENGTH},
    licence::LicenceRefusal,
};
use store::{NoLicence, StoreError};

use crate::words;

/// Status, title and text; none where it is no refusal of a verb.
pub fn told(error: &StoreError) -> Option<(StatusCode, &'static str, String)> {
    let conflict = StatusCode::CONFLICT;
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, title, text) = match error {
        StoreError::Verb(error) => return verb(error),
        StoreError::Conflict { .. } => (
            conflict,
            "Changed by someone else",
            "The visit has changed since you opened it. Read it again before you decide."
                .to_owned(),
        ),
        StoreError::RulesChanged { .. } | StoreError::PackChanged => (
            conflict,
            "The rules say something else now",
            "Since you opened the chart, the facts, the date or the rules have changed what is \
             permitted. The chart below shows what holds now."
                .to_owned(),
        ),
        StoreError::NotPermitted { .. } => (
            unprocessable,
            "The rules do not permit this",
            "See the reasons at the medicine.".to_owned(),
        ),
        StoreError::NoLicence(reason) => (
            StatusCode::FORBIDDEN,
            "Your license does not cover this",
            format!(
                "You can only give it back: {}. A colleague with a license there can go on.",
                licence_reason(reason)
            ),
        ),
        StoreError::VisitInFuture => (
            unprocessable,
            "The visit is in the future",
            "Nothing was recorded, and what you wrote still stands in the form. Record the visit \
             once it has taken place."
                .to_owned(),
        ),
        StoreError::VisitTooEarly => (
            unprocessable,
            "The visit was before the patient sent this",
            "Nothing was recorded, and what you wrote still stands in the form. Only a visit that \
             was held since then counts: check its date and time."
                .to_owned(),
        ),
        StoreError::CommandReused => (
            conflict,
            "This form was sent before, with other contents",
            "Read the chart again before you decide.".to_owned(),
        ),
        StoreError::UnknownMedicine => (
            conflict,
            "The patient has changed the list of medicines",
            "This medicine is not on it any more. The chart below shows the list as it stands."
                .to_owned(),
        ),
        StoreError::NotFindable => (
            conflict,
            "This is known already",
            "It was answered, or somebody recorded it, since you opened the chart. A finding \
             never says otherwise than the patient does: ask them where you doubt it."
                .to_owned(),
        ),
        StoreError::NotOfProtocol(what) => (
            unprocessable,
            "This cannot be chosen any more",
            format!("The {what} is not one of those that the protocol offers now."),
        ),
        _ => return None,
    };
    Some((status, title, text))
}

fn verb(error: &VerbError) -> Option<(StatusCode, &'static str, String)> {
    let conflict = StatusCode::CONFLICT;
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, title, text) = match error {
        VerbError::LeaseEnded { .. } => (
            conflict,
            "Your claim ran out",
            "Nothing was written. Claim it again to go on.".to_owned(),
        ),
        VerbError::ClaimedElsewhere => (
            conflict,
            "Claimed by someone else",
            "Your claim ran out and somebody else has taken it.".to_owned(),
        ),
        VerbError::WrongState { .. } => (
            conflict,
            "Not possible any more",
            "The visit has moved on. The chart below shows how it stands.".to_owned(),
        ),
        VerbError::VisitTooLittle(modality) => (
            unprocessable,
            "This visit is not enough",
            format!("It must be {} or more.", modality.as_str()),
        ),
        VerbError::Order(order) => {
            (unprocessable, "The order goes beyond what is permitted", order_reason(order).1)
        }
        VerbError::Words(words) => {
            (unprocessable, "This cannot be sent as it is", words_reason(*words))
        }
        VerbError::LeaseHolds { .. } | VerbError::NotDue => return None,
    };
    Some((status, title, text))
}

fn words_reason(error: QuestionError) -> String {
    match error {
        QuestionError::TooLong => format!("Write at most {MAX_LENGTH} characters in each field."),
        QuestionError::TooMany => "Ask fewer questions at once.".to_owned(),
        QuestionError::NothingAsked
        | QuestionError::Blank
        | QuestionError::Unanswered
        | QuestionError::OtherKind => "Words are missing.".to_owned(),
    }
}

fn licence_reason(reason: &NoLicence) -> String {
    match reason {
        NoLicence::Disabled => "your account is closed".to_owned(),
        NoLicence::None | NoLicence::Refused(LicenceRefusal::OtherState(_)) => {
            "you have no license in the patient's state".to_owned()
        }
        NoLicence::Refused(LicenceRefusal::NotActive(_)) => {
            "your license there is not active".to_owned()
        }
        NoLicence::Refused(LicenceRefusal::Expired { on }) => {
            format!("your license there ended on {}", words::date(*on))
        }
    }
}

/// The field that an order goes wrong in, and what to do about it.
pub fn order_reason(order: &OrderError) -> (&'static str, String) {
    match order {
        OrderError::OtherMedicine { .. } => {
            ("quantity", "The rules permit another medicine.".to_owned())
        }
        OrderError::Sig(_) => ("sig", "Choose one of the directions offered.".to_owned()),
        OrderError::Quantity(limit) => {
            ("quantity", format!("The quantity must be from 1 to {limit}."))
        }
        OrderError::DaysSupply { days, limit } => (
            "quantity",
            format!(
                "By these directions that quantity lasts {days} days, and a fill may last {limit}: \
                 lower the quantity."
            ),
        ),
        OrderError::Refills(limit) => ("refills", format!("The refills must be at most {limit}.")),
        OrderError::Obligation(duty) => {
            ("fulfilled", format!("Record first that this is done: {}.", words::duty(duty)))
        }
    }
}
