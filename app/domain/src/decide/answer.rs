//! What the rules answer, in JSON.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::VERSION;
use crate::{
    medication::MedicationId,
    relationship::Modality,
    rules::{
        Confidence, DecisionRecord, Digest, EvaluationRecord, Limits, Outcome, Reason, RuleId,
        Truth, Verification,
    },
};

/// The answer to one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// [`VERSION`].
    pub version: u8,
    /// The pack that was asked.
    pub pack: Digest,
    /// The day, where the patient is.
    pub on: Date,
    /// One for each medicine, in formulary order.
    pub decisions: Vec<MedicationAnswer>,
}

/// The answer for one medicine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MedicationAnswer {
    /// The medicine.
    pub medication: MedicationId,
    /// The one outcome, the first that holds.
    pub outcome: Outcome,
    /// The least modality that the rules ask for.
    pub modality: Modality,
    /// Unknown facts, and absent or old evidence, of rules in scope; sorted.
    pub missing: Vec<String>,
    /// Duties that are not recorded as met, sorted.
    pub obligations: Vec<String>,
    /// How much at most.
    pub limits: Limits,
    /// The rules that are true and those that are unknown, by id.
    pub reasons: Vec<AnswerReason>,
}

/// One rule that spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerReason {
    /// The rule; `engine/...` where the engine itself speaks.
    pub rule: RuleId,
    /// The name of its effect.
    pub effect: String,
    /// `true`, or `unknown` where facts are missing.
    pub truth: Truth,
    /// The source.
    pub citation: String,
    /// When the source was last read; absent where the engine itself speaks.
    pub reviewed: Option<Date>,
    /// Who verified the rule as it reads.
    pub verified: Option<Verification>,
    /// How sure the reader of the source was.
    pub confidence: Confidence,
}

impl Answer {
    /// What an evaluation says.
    #[must_use]
    pub fn of(record: EvaluationRecord) -> Self {
        let EvaluationRecord { pack, on, decisions, .. } = record;
        let decisions = decisions.into_iter().map(MedicationAnswer::of).collect();
        Self { version: VERSION, pack, on, decisions }
    }
}

impl MedicationAnswer {
    fn of(record: DecisionRecord) -> Self {
        Self {
            medication: record.medication,
            outcome: record.outcome,
            modality: record.modality,
            missing: record.missing,
            obligations: record.obligations,
            limits: record.limits,
            reasons: record.reasons.into_iter().map(AnswerReason::of).collect(),
        }
    }
}

impl AnswerReason {
    fn of(reason: Reason) -> Self {
        Self {
            rule: reason.rule,
            effect: reason.effect.as_str().to_owned(),
            truth: reason.truth,
            citation: reason.citation,
            reviewed: reason.reviewed,
            verified: reason.verified,
            confidence: reason.confidence,
        }
    }
}
