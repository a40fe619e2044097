//! What the product itself tells a patient, from the rules alone.

use crate::{
    relationship::Modality,
    rules::{DecisionRecord, EvaluationRecord, Outcome},
};

/// What the rules have a patient told without a clinician.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// A live visit comes first.
    VisitRequired,
    /// It cannot be had at this clinic, as things stand.
    NotHere,
    /// Somebody else should see them.
    Elsewhere,
}

impl Telling {
    /// All that is told.
    pub const ALL: [Self; 3] = [Self::VisitRequired, Self::NotHere, Self::Elsewhere];

    /// What these decisions have the patient told; nothing while some medicine of the protocol
    /// is open to them. An emergency is told at once and in its own way.
    #[must_use]
    pub fn of(evaluation: &EvaluationRecord) -> Option<Self> {
        match evaluation.overall() {
            Outcome::Emergency => None,
            Outcome::Prohibited => Some(Self::NotHere),
            Outcome::Refer => Some(Self::Elsewhere),
            Outcome::VisitRequired | Outcome::Incomplete | Outcome::Permitted => {
                (evaluation.modality() > Modality::Asynchronous).then_some(Self::VisitRequired)
            }
        }
    }

    /// The same of an encounter that was handed in: of a visit that was held, or that a clinician
    /// has `called_for`, its patient is not told again.
    #[must_use]
    pub fn of_sent(evaluation: &EvaluationRecord, called_for: Option<Modality>) -> Option<Self> {
        let waits = || {
            let awaits = |one: &DecisionRecord| one.outcome == Outcome::VisitRequired;
            evaluation.decisions.iter().any(awaits)
                && called_for.is_none_or(|modality| modality < evaluation.modality())
        };
        Self::of(evaluation).filter(|telling| *telling != Self::VisitRequired || waits())
    }

    /// What a receipt of this kind tells; nothing where it is of a determination.
    #[must_use]
    pub fn named(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|telling| telling.as_str() == kind)
    }

    /// The kind of its receipt.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VisitRequired => "told-visit-required",
            Self::NotHere => "told-not-here",
            Self::Elsewhere => "told-elsewhere",
        }
    }
}
