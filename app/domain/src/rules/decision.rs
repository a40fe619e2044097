//! What the rules decide, and the permission that only they can give.

use std::ops::Deref;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{digest::Digest, limits::Limits, reason::Reason};
use crate::{medication::MedicationId, relationship::Modality};

/// The one outcome for a medicine, strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A stop applies: the patient needs help now.
    Emergency,
    /// It must not be prescribed.
    Prohibited,
    /// To be seen elsewhere.
    Refer,
    /// Only after a live visit.
    VisitRequired,
    /// Something must be known or sent first.
    Incomplete,
    /// It may be prescribed, within limits.
    Permitted,
}

impl Outcome {
    /// Every outcome, strictest first.
    pub const ALL: [Self; 6] = [
        Self::Emergency,
        Self::Prohibited,
        Self::Refer,
        Self::VisitRequired,
        Self::Incomplete,
        Self::Permitted,
    ];

    /// The word used in the store and in receipts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Prohibited => "prohibited",
            Self::Refer => "refer",
            Self::VisitRequired => "visit-required",
            Self::Incomplete => "incomplete",
            Self::Permitted => "permitted",
        }
    }
}

/// What was decided about one medicine: for reading, keeping and showing.
/// It permits nothing; see [`Decision`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// The medicine.
    pub medication: MedicationId,
    /// The outcome.
    pub outcome: Outcome,
    /// The least modality that the rules ask for.
    pub modality: Modality,
    /// Facts that are not known, evidence that is absent or too old, and
    /// questions that must be answered (`answer:` and the linkId), sorted.
    pub missing: Vec<String>,
    /// Duties that must be met and recorded before prescribing, sorted.
    pub obligations: Vec<String>,
    /// How much at most.
    pub limits: Limits,
    /// The codes of the directions within those limits, in formulary order.
    pub sigs: Vec<String>,
    /// The rules that hold and those that cannot say, by id.
    pub reasons: Vec<Reason>,
}

/// A decision that [`super::evaluate()`] made. No other code can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    record: &'a DecisionRecord,
    pack: Digest,
    on: Date,
}

impl Deref for Decision<'_> {
    type Target = DecisionRecord;

    fn deref(&self) -> &DecisionRecord {
        self.record
    }
}

impl Decision<'_> {
    /// The permission to prescribe, where the outcome is [`Outcome::Permitted`].
    #[must_use]
    pub fn permission(&self) -> Option<Permission> {
        (self.record.outcome == Outcome::Permitted).then(|| Permission {
            medication: self.record.medication.clone(),
            limits: self.record.limits,
            sigs: self.record.sigs.clone(),
            obligations: self.record.obligations.clone(),
            pack: self.pack,
            on: self.on,
            decision: Digest::of(self.record),
        })
    }
}

/// The rules permit one medicine, for one case, on one day.
///
/// [`Decision::permission`] is the only way to have one: it cannot be built,
/// changed or read from anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    medication: MedicationId,
    limits: Limits,
    sigs: Vec<String>,
    obligations: Vec<String>,
    pack: Digest,
    on: Date,
    decision: Digest,
}

impl Permission {
    /// The medicine.
    #[must_use]
    pub const fn medication(&self) -> &MedicationId {
        &self.medication
    }

    /// How much at most.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The codes of the directions to choose from.
    #[must_use]
    pub fn sigs(&self) -> &[String] {
        &self.sigs
    }

    /// The duties that must be recorded as met before prescribing.
    #[must_use]
    pub fn obligations(&self) -> &[String] {
        &self.obligations
    }

    /// The pack it was given under.
    #[must_use]
    pub const fn pack(&self) -> Digest {
        self.pack
    }

    /// The day it was given for, where the patient is.
    #[must_use]
    pub const fn on(&self) -> Date {
        self.on
    }

    /// The digest of the decision it rests on.
    #[must_use]
    pub const fn decision(&self) -> Digest {
        self.decision
    }
}

/// Decisions on one case: for reading, keeping and showing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationRecord {
    /// The pack.
    pub pack: Digest,
    /// The day, or the earliest of those that were tried.
    pub on: Date,
    /// The latest day that was tried.
    pub through: Date,
    /// One decision for each medicine, in formulary order.
    pub decisions: Vec<DecisionRecord>,
}

impl EvaluationRecord {
    /// The digest of what a clinician is shown: outcomes with their reasons.
    /// Neither the day nor the pack changes it while those stay the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.decisions)
    }
}

/// What [`super::evaluate()`] gives: a record that can also permit. No other code
/// can make one, and nobody can change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Evaluation(EvaluationRecord);

impl Evaluation {
    pub(in crate::rules) const fn new(record: EvaluationRecord) -> Self {
        Self(record)
    }

    /// The decision on one medicine.
    #[must_use]
    pub fn decision(&self, medication: &MedicationId) -> Option<Decision<'_>> {
        self.decisions().find(|decision| decision.medication == *medication)
    }

    /// Every decision, in formulary order.
    pub fn decisions(&self) -> impl Iterator<Item = Decision<'_>> {
        let (pack, on) = (self.0.pack, self.0.on);
        self.0.decisions.iter().map(move |record| Decision { record, pack, on })
    }

    /// The record, for keeping and sending.
    #[must_use]
    pub fn into_record(self) -> EvaluationRecord {
        self.0
    }
}

impl Deref for Evaluation {
    type Target = EvaluationRecord;

    fn deref(&self) -> &EvaluationRecord {
        &self.0
    }
}
