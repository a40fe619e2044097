//! What can be tried with an encounter, what some of it takes, and why it may be refused.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{prescription::OrderError, request::QuestionError, state::StateName};
use crate::relationship::Modality;

/// What somebody tries to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// The patient hands it in.
    Submit,
    /// A clinician takes it.
    Claim,
    /// The clinician's open tab keeps the claim.
    Renew,
    /// The clinician gives it back.
    Release,
    /// The lease ran out.
    Lapse,
    /// The clinician asks for more.
    RequestInformation,
    /// The patient answers.
    Respond,
    /// The clinician calls for a live visit.
    RequireVisit,
    /// The visit took place.
    CompleteVisit,
    /// The clinician prescribes.
    Prescribe,
    /// The clinician declines.
    Decline,
    /// A clinician hands the prescription to the pharmacy.
    SendPrescription,
    /// A clinician takes the prescription back.
    CancelPrescription,
    /// The patient adds or corrects.
    Amend,
    /// The patient is elsewhere.
    Relocate,
    /// The patient takes it back.
    Withdraw,
    /// Nobody went on with it in time.
    Expire,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 17] = [
        Self::Submit,
        Self::Claim,
        Self::Renew,
        Self::Release,
        Self::Lapse,
        Self::RequestInformation,
        Self::Respond,
        Self::RequireVisit,
        Self::CompleteVisit,
        Self::Prescribe,
        Self::Decline,
        Self::SendPrescription,
        Self::CancelPrescription,
        Self::Amend,
        Self::Relocate,
        Self::Withdraw,
        Self::Expire,
    ];

    /// The word kept in the store and in the audit trail.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Claim => "claim",
            Self::Renew => "renew",
            Self::Release => "release",
            Self::Lapse => "lapse",
            Self::RequestInformation => "request-information",
            Self::Respond => "respond",
            Self::RequireVisit => "require-visit",
            Self::CompleteVisit => "complete-visit",
            Self::Prescribe => "prescribe",
            Self::Decline => "decline",
            Self::SendPrescription => "send-prescription",
            Self::CancelPrescription => "cancel-prescription",
            Self::Amend => "amend",
            Self::Relocate => "relocate",
            Self::Withdraw => "withdraw",
            Self::Expire => "expire",
        }
    }
}

/// Why a verb was refused; nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerbError {
    /// The verb does not exist in this state.
    #[error("an encounter that is `{from}` cannot `{}`", attempted.as_str())]
    WrongState {
        /// Where it stands.
        from: StateName,
        /// What was tried.
        attempted: Verb,
    },
    /// Another clinician holds it, or the same one under another claim.
    #[error("the encounter is claimed by someone else")]
    ClaimedElsewhere,
    /// The lease has ended.
    #[error("the claim ended at `{until}`")]
    LeaseEnded {
        /// When.
        until: Timestamp,
    },
    /// The lease still holds, so it cannot lapse.
    #[error("the claim holds until `{until}`")]
    LeaseHolds {
        /// Until when.
        until: Timestamp,
    },
    /// It is not old enough to expire.
    #[error("the encounter has not waited long enough to expire")]
    NotDue,
    /// The visit on record is less than what was demanded.
    #[error("the visit must be `{}` or more", .0.as_str())]
    VisitTooLittle(Modality),
    /// The order goes beyond what the rules permit.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// A question or a text cannot stand as it is.
    #[error(transparent)]
    Words(#[from] QuestionError),
}

/// What kind of visit, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitDemand {
    /// The least modality.
    pub modality: Modality,
    /// The clinician's words to the patient.
    pub reason: String,
}

/// A reason and words to the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// A reason code of the protocol.
    pub code: String,
    /// The clinician's words to the patient.
    pub message: String,
}
