//! Why a decision came out as it did.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    effect::Effect,
    ledger::Verification,
    rule::{Basis, Confidence, Rule, RuleId},
    truth::Truth,
};

/// One rule that spoke, or that could not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule; `engine/...` where the engine itself speaks.
    pub rule: RuleId,
    /// What it does.
    pub effect: Effect,
    /// What the patient reads is for the same day; see [`Rule::urgent`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// [`Truth::True`], or [`Truth::Unknown`] where facts are missing.
    pub truth: Truth,
    /// What it says, in a few plain words.
    pub title: String,
    /// The source.
    pub citation: String,
    /// Where the source can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it rests on.
    pub basis: Basis,
    /// How sure the reader of the source was.
    pub confidence: Confidence,
    /// When somebody last read the source; absent where the engine itself speaks.
    pub reviewed: Option<Date>,
    /// Who verified the rule as it reads.
    pub verified: Option<Verification>,
    /// The sentence for the patient.
    pub patient: String,
    /// The sentence for the clinician.
    pub clinician: String,
}

impl Reason {
    /// The reason that a rule gives.
    pub(super) fn of(rule: &Rule, truth: Truth, verified: Option<&Verification>) -> Self {
        Self {
            rule: rule.id.clone(),
            effect: rule.effect.clone(),
            urgent: rule.urgent,
            truth,
            title: rule.title.clone(),
            citation: rule.citation.clone(),
            url: rule.url.clone(),
            basis: rule.basis,
            confidence: rule.confidence,
            reviewed: Some(rule.reviewed),
            verified: verified.cloned(),
            patient: rule.patient.clone(),
            clinician: rule.clinician.clone(),
        }
    }
}

/// What the engine refuses by itself, whatever the pack says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EngineRule {
    /// No rule opens the jurisdiction.
    ClosedJurisdiction,
    /// A rule would open it, but nobody verified that rule.
    UnverifiedOpening,
    /// None of the prescriber's licences covers the patient's location.
    NoCoveringLicence,
    /// No directions are left within the limits on the dose.
    NoDoseWithinLimits,
}

impl EngineRule {
    /// All that the engine refuses by itself.
    pub const ALL: [Self; 4] = [
        Self::ClosedJurisdiction,
        Self::UnverifiedOpening,
        Self::NoCoveringLicence,
        Self::NoDoseWithinLimits,
    ];

    /// The one whose reason has this id.
    #[must_use]
    pub fn named(id: &RuleId) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.id() == *id)
    }

    /// The id of its reason.
    #[must_use]
    pub fn id(self) -> RuleId {
        RuleId::engine(match self {
            Self::ClosedJurisdiction => "closed-jurisdiction",
            Self::UnverifiedOpening => "unverified-opening",
            Self::NoCoveringLicence => "no-covering-licence",
            Self::NoDoseWithinLimits => "no-dose-within-limits",
        })
    }

    /// What it says.
    #[must_use]
    pub fn reason(self) -> Reason {
        let (title, patient, clinician) = self.words();
        Reason {
            rule: self.id(),
            effect: Effect::Prohibit,
            urgent: false,
            truth: Truth::True,
            title: title.to_owned(),
            citation: "Rule of the engine itself".to_owned(),
            url: None,
            basis: Basis::Policy,
            confidence: Confidence::High,
            reviewed: None,
            verified: None,
            patient: patient.to_owned(),
            clinician: clinician.to_owned(),
        }
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ClosedJurisdiction => (
                "Not served here",
                "We cannot offer this care where you are now. A clinician near you can help.",
                "No rule in force opens this jurisdiction for this medicine.",
            ),
            Self::UnverifiedOpening => (
                "Not served here yet",
                "We cannot offer this care where you are yet. A clinician near you can help.",
                "The rule that would open this jurisdiction has not been verified by this clinic.",
            ),
            Self::NoCoveringLicence => (
                "No license covers the patient's location",
                "We have no clinician who may treat you where you are now.",
                "None of your licenses is active, unexpired and for the state the patient is in.",
            ),
            Self::NoDoseWithinLimits => (
                "No safe dose on the list",
                "None of the doses we offer of this medicine is right for you.",
                "No directions in the formulary stay within the limits on dose and interval.",
            ),
        }
    }
}
