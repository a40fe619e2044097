//! When a page cannot be given: what happened, what was kept, what to do next.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use store::StoreError;

use crate::page::Page;

/// Why a request was not carried out. The reader learns what to do; the log gets the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such page, or it is not this reader's to know of.
    NotFound,
    /// The clinician has no active licence for the state where the patient is.
    NoLicence,
    /// The form could not be read.
    BadRequest,
    /// What was sent can be read, but it does not fit.
    Unfit,
    /// More was sent than the page takes.
    TooLarge,
    /// Somebody else changed the same thing first.
    ChangedElsewhere,
    /// Too many tries.
    Limited {
        /// After how many seconds to try again.
        seconds: i64,
    },
    /// What was sent did not arrive in time.
    TooSlow,
    /// Something of ours failed.
    Unavailable,
}

impl Refusal {
    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NoLicence => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unfit => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ChangedElsewhere => StatusCode::CONFLICT,
            Self::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::NotFound => "Page not found",
            Self::NoLicence => "Your license does not cover this",
            Self::BadRequest => "We could not read what was sent",
            Self::Unfit => "This cannot be done as it was sent",
            Self::TooLarge => "What you sent is too large",
            Self::ChangedElsewhere => "This has changed since you opened it",
            Self::Limited { .. } => "Please wait a little",
            Self::TooSlow => "This took too long",
            Self::Unavailable => "Sorry, something went wrong on our side",
        }
    }

    fn sentence(self) -> String {
        match self {
            Self::NotFound => "If you typed the address, check that it is right. If you followed \
                               a link, you may have to sign in first."
                .to_owned(),
            Self::NoLicence => "You have no active license for the state where this patient is \
                                now, so nothing of it can be shown. A colleague who has one can \
                                take it."
                .to_owned(),
            Self::BadRequest => "Nothing was changed. Go back, check what you filled in, and send \
                                 it again."
                .to_owned(),
            Self::Unfit => "Something is missing in it, or it does not fit what is on record. \
                            Nothing was changed. Go back, check what you filled in, and send it \
                            again."
                .to_owned(),
            Self::TooLarge => "Nothing was changed. Go back and send less text, or a smaller \
                               file."
                .to_owned(),
            Self::ChangedElsewhere => "Nothing of yours was written. Go back, reload the page to \
                                       see how it stands now, and try again."
                .to_owned(),
            Self::Limited { seconds } => {
                let minutes = (seconds / 60).max(0) + 1;
                let plural = if minutes == 1 { "" } else { "s" };
                format!(
                    "There were too many tries in a short time. Try again in {minutes} \
                     minute{plural}. What you have saved is safe."
                )
            }
            Self::TooSlow => "We stopped waiting for what you sent. What you have saved before is \
                              safe. Go back and send it again: nothing is done twice. With a \
                              weak signal, try a smaller photo or another place."
                .to_owned(),
            Self::Unavailable => "What you have saved before is safe. Go back and try again in a \
                                  minute. If it goes on, call the clinic."
                .to_owned(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound | StoreError::Forbidden => Self::NotFound,
            StoreError::NoLicence(_) => Self::NoLicence,
            StoreError::Limited { retry_after } => Self::Limited { seconds: retry_after.as_secs() },
            StoreError::Conflict { .. }
            | StoreError::StalePage { .. }
            | StoreError::Verb(_)
            | StoreError::CommandReused
            | StoreError::Duplicate(_)
            | StoreError::PackChanged
            | StoreError::RulesChanged { .. } => Self::ChangedElsewhere,
            StoreError::NotPermitted { .. }
            | StoreError::Incomplete(_)
            | StoreError::VisitInFuture
            | StoreError::VisitTooEarly
            | StoreError::UnknownMedicine
            | StoreError::NotFindable
            | StoreError::UnknownProtocol
            | StoreError::UnknownQuestionnaire
            | StoreError::ProtocolInUse(_)
            | StoreError::QuestionnaireReused { .. }
            | StoreError::NotOfProtocol(_)
            | StoreError::Unsupported(_) => Self::Unfit,
            StoreError::Unavailable(_)
            | StoreError::Migration(_)
            | StoreError::PackUnreadable { .. }
            | StoreError::Corrupt { .. } => {
                tracing::error!(%error, "a request failed");
                Self::Unavailable
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let sentence = self.sentence();
        let mut response = Page::new(self.title(), move || {
            view! {
                <h1>{self.title()}</h1>
                <p>{sentence.clone()}</p>
                <p><a href="/">"Go to the start page"</a></p>
                <p>
                    "If this is an emergency, call " <a href="tel:911">"911"</a> " now."
                </p>
            }
        })
        .status(self.status())
        .into_response();
        if let Self::Limited { seconds } = self {
            let wait = HeaderValue::from(seconds.max(1));
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use domain::encounter::{StateName, Verb, VerbError};
    use jiff::SignedDuration;
    use store::{Constraint, NoLicence};

    use super::*;

    #[test]
    fn only_what_is_our_fault_is_answered_as_such() {
        let from = StateName::Draft;
        let (table, column, row) = ("encounter", "state", String::new());
        let cases = [
            (StoreError::Conflict { current: 2 }, 409),
            (StoreError::StalePage { current: 2 }, 409),
            (StoreError::NotFound, 404),
            (StoreError::Forbidden, 404),
            (StoreError::Verb(VerbError::WrongState { from, attempted: Verb::Claim }), 409),
            (StoreError::NotPermitted { decision: None }, 422),
            (StoreError::NoLicence(NoLicence::None), 403),
            (StoreError::CommandReused, 409),
            (StoreError::Duplicate(Constraint::OpenEncounter), 409),
            (StoreError::Incomplete("place"), 422),
            (StoreError::VisitInFuture, 422),
            (StoreError::VisitTooEarly, 422),
            (StoreError::UnknownMedicine, 422),
            (StoreError::UnknownProtocol, 422),
            (StoreError::NotOfProtocol("reason"), 422),
            (StoreError::Limited { retry_after: SignedDuration::from_secs(90) }, 429),
            (StoreError::Unsupported("it"), 422),
            (StoreError::Unavailable(String::new()), 503),
            (StoreError::Migration(String::new()), 503),
            (StoreError::Corrupt { table, column, row }, 503),
        ];
        for (error, status) in cases {
            let words = error.to_string();
            assert_eq!(Refusal::from(error).status().as_u16(), status, "{words}");
        }
    }

    #[test]
    fn who_has_to_wait_is_told_how_long() {
        let answer = Refusal::Limited { seconds: 90 }.into_response();
        assert_eq!(answer.headers()[header::RETRY_AFTER], "90");
        let answer = Refusal::NotFound.into_response();
        assert!(answer.headers().get(header::RETRY_AFTER).is_none());
    }
}
