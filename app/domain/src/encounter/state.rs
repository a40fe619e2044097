//! Where an encounter stands. Each state carries its own facts.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    lease::Lease,
    prescription::Prescription,
    request::Asked,
    verb::{Decline, VisitDemand},
};
use crate::{
    ids::{ClinicianId, DeterminationId, VisitId},
    relationship::Modality,
};

/// Since when, and how pressingly, an encounter waits for a clinician.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// When the patient submitted it.
    pub submitted_at: Timestamp,
    /// When it was submitted or last answered; claiming never resets it.
    pub since: Timestamp,
    /// The patient has answered a request.
    pub answered: bool,
    /// It goes before all others: a red flag was ticked and then taken back.
    pub urgent: bool,
}

/// A live visit that took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletedVisit {
    /// Its id.
    pub id: VisitId,
    /// How it was held.
    pub modality: Modality,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: ClinicianId,
    /// The clinician's note.
    pub note: String,
}

/// A decision that ended the review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome<T> {
    /// Who decided.
    pub by: ClinicianId,
    /// When.
    pub at: Timestamp,
    /// The determination on record: reasons, pack digest, facts.
    pub determination: DeterminationId,
    /// What was decided.
    pub what: T,
}

/// Where an encounter stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// The patient is still answering.
    Draft,
    /// It waits for a clinician.
    AwaitingReview {
        /// Since when.
        waiting: Waiting,
    },
    /// A clinician holds it.
    InReview {
        /// The claim.
        lease: Lease,
        /// The wait that the claim did not reset.
        waiting: Waiting,
    },
    /// It waits for the patient's answer.
    AwaitingPatient {
        /// What was asked.
        asked: Asked,
        /// The wait before.
        waiting: Waiting,
    },
    /// It waits for a live visit.
    AwaitingVisit {
        /// What kind of visit, and why.
        demand: VisitDemand,
        /// Who demands it.
        by: ClinicianId,
        /// Since when.
        at: Timestamp,
        /// The wait before.
        waiting: Waiting,
    },
    /// Prescribed; the prescription may be cancelled since.
    Prescribed {
        /// The decision.
        outcome: Box<Outcome<Prescription>>,
    },
    /// Declined.
    Declined {
        /// The decision.
        outcome: Outcome<Decline>,
    },
    /// The patient withdrew it.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// Nobody went on with it in time.
    Expired {
        /// When.
        at: Timestamp,
        /// From which state.
        from: StateName,
    },
}

/// A state without its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateName {
    /// [`State::Draft`]
    Draft,
    /// [`State::AwaitingReview`]
    AwaitingReview,
    /// [`State::InReview`]
    InReview,
    /// [`State::AwaitingPatient`]
    AwaitingPatient,
    /// [`State::AwaitingVisit`]
    AwaitingVisit,
    /// [`State::Prescribed`]
    Prescribed,
    /// [`State::Declined`]
    Declined,
    /// [`State::Withdrawn`]
    Withdrawn,
    /// [`State::Expired`]
    Expired,
}

impl StateName {
    /// All states, in the order of an encounter's life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::AwaitingReview,
        Self::InReview,
        Self::AwaitingPatient,
        Self::AwaitingVisit,
        Self::Prescribed,
        Self::Declined,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// The word kept in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::AwaitingReview => "awaiting-review",
            Self::InReview => "in-review",
            Self::AwaitingPatient => "awaiting-patient",
            Self::AwaitingVisit => "awaiting-visit",
            Self::Prescribed => "prescribed",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Whether the patient may still add, correct, relocate or withdraw.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Draft
            | Self::AwaitingReview
            | Self::InReview
            | Self::AwaitingPatient
            | Self::AwaitingVisit => true,
            Self::Prescribed | Self::Declined | Self::Withdrawn | Self::Expired => false,
        }
    }

    /// After how many days without a step it expires; `None` for never.
    #[must_use]
    pub const fn expires_after_days(self, expiry: &Expiry) -> Option<u16> {
        match self {
            Self::Draft => Some(expiry.draft_days),
            Self::AwaitingVisit => Some(expiry.visit_days),
            Self::AwaitingPatient => Some(expiry.answer_days),
            Self::AwaitingReview
            | Self::InReview
            | Self::Prescribed
            | Self::Declined
            | Self::Withdrawn
            | Self::Expired => None,
        }
    }

    /// When it expires, if nobody goes on with it after `touched_at`; `None` for never.
    #[must_use]
    pub fn expires_at(self, touched_at: Timestamp, expiry: &Expiry) -> Option<Timestamp> {
        let days = self.expires_after_days(expiry)?;
        touched_at.checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok()
    }
}

/// After how many days without a step an encounter expires: a setting of the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// A draft that is not sent.
    pub draft_days: u16,
    /// A request for information that is not answered.
    pub answer_days: u16,
    /// A live visit that was called for and is not held.
    pub visit_days: u16,
}

impl Default for Expiry {
    fn default() -> Self {
        Self { draft_days: 30, answer_days: 14, visit_days: 30 }
    }
}

impl std::fmt::Display for StateName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl std::str::FromStr for StateName {
    type Err = UnknownStateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or(UnknownStateError)
    }
}

/// The word is not a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the word must name a state of an encounter")]
pub struct UnknownStateError;

impl State {
    /// The state without its facts.
    #[must_use]
    pub const fn name(&self) -> StateName {
        match self {
            Self::Draft => StateName::Draft,
            Self::AwaitingReview { .. } => StateName::AwaitingReview,
            Self::InReview { .. } => StateName::InReview,
            Self::AwaitingPatient { .. } => StateName::AwaitingPatient,
            Self::AwaitingVisit { .. } => StateName::AwaitingVisit,
            Self::Prescribed { .. } => StateName::Prescribed,
            Self::Declined { .. } => StateName::Declined,
            Self::Withdrawn { .. } => StateName::Withdrawn,
            Self::Expired { .. } => StateName::Expired,
        }
    }

    /// The wait for a clinician, where the review has not ended.
    #[must_use]
    pub const fn waiting(&self) -> Option<&Waiting> {
        match self {
            Self::AwaitingReview { waiting }
            | Self::InReview { waiting, .. }
            | Self::AwaitingPatient { waiting, .. }
            | Self::AwaitingVisit { waiting, .. } => Some(waiting),
            Self::Draft
            | Self::Prescribed { .. }
            | Self::Declined { .. }
            | Self::Withdrawn { .. }
            | Self::Expired { .. } => None,
        }
    }

    /// The claim, where a clinician holds it.
    #[must_use]
    pub const fn lease(&self) -> Option<&Lease> {
        match self {
            Self::InReview { lease, .. } => Some(lease),
            Self::Draft
            | Self::AwaitingReview { .. }
            | Self::AwaitingPatient { .. }
            | Self::AwaitingVisit { .. }
            | Self::Prescribed { .. }
            | Self::Declined { .. }
            | Self::Withdrawn { .. }
            | Self::Expired { .. } => None,
        }
    }
}
