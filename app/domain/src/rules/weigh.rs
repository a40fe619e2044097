//! The weighing of all rules for one medicine.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    case::Case,
    decision::{DecisionRecord, Outcome},
    effect::{Effect, Requirement},
    fact::FactName,
    ledger::{Opening, Verification},
    limits::Limits,
    reason::{EngineRule, Reason},
    rule::{Jurisdiction, Rule},
    truth::Truth,
};
use crate::{medication::Medication, relationship::Modality};

/// What one rule says of the case; rules that do not hold are left out before.
pub(super) struct Finding<'a> {
    pub(super) rule: &'a Rule,
    /// True or unknown.
    pub(super) truth: Truth,
    /// The facts that it would need; empty when it holds.
    pub(super) unknown: BTreeSet<FactName>,
    /// Who verified it as it reads.
    pub(super) verified: Option<&'a Verification>,
}

/// How far the door to the jurisdiction stands open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Closed,
    Unverified,
    Asking,
    Open,
}

pub(super) struct Weighing<'a> {
    case: &'a Case<'a>,
    on: Date,
    medication: &'a Medication,
    door: Door,
    outcome: Outcome,
    modality: Modality,
    missing: BTreeSet<String>,
    obligations: BTreeSet<String>,
    limits: Limits,
    reasons: Vec<Reason>,
    tells_reasons: bool,
}

impl<'a> Weighing<'a> {
    pub(super) fn new(case: &'a Case<'a>, on: Date, medication: &'a Medication) -> Self {
        Self {
            case,
            on,
            medication,
            door: Door::Closed,
            outcome: Outcome::Permitted,
            modality: Modality::Asynchronous,
            missing: BTreeSet::new(),
            obligations: BTreeSet::new(),
            limits: Limits::of(medication),
            reasons: Vec::new(),
            tells_reasons: true,
        }
    }

    /// Leaves the reasons out: nobody will read them.
    pub(super) fn without_reasons(self) -> Self {
        Self { tells_reasons: false, ..self }
    }

    /// Whether the rule concerns the medicine.
    pub(super) fn is_about(&self, rule: &Rule) -> bool {
        rule.concerns_medication(self.medication)
    }

    /// Adds what one rule says.
    pub(super) fn add(&mut self, finding: &Finding<'_>, opening: Opening) {
        let known = finding.truth == Truth::True;
        self.missing.extend(finding.unknown.iter().map(|fact| fact.as_str().to_owned()));
        match &finding.rule.effect {
            Effect::Open => self.open(finding, opening),
            Effect::Prohibit => self.bar(Outcome::Prohibited, known),
            Effect::Refer => self.bar(Outcome::Refer, known),
            Effect::Stop(_) => self.bar(Outcome::Emergency, known),
            Effect::Require(requirement) => self.require(requirement, known),
            Effect::Limit(limit) => self.limits = self.limits.tightened(limit),
            Effect::Oblige(duty) => {
                let fulfilled = self.case.fulfilled;
                if !fulfilled.contains(duty) && !fulfilled.contains(finding.rule.id.as_str()) {
                    self.obligations.insert(duty.clone());
                }
            }
            Effect::Alert => {}
        }
        if self.tells_reasons {
            self.reasons.push(Reason::of(finding.rule, finding.truth, finding.verified));
        }
    }

    fn worsen(&mut self, outcome: Outcome) {
        self.outcome = self.outcome.min(outcome);
    }

    fn bar(&mut self, outcome: Outcome, known: bool) {
        self.worsen(if known { outcome } else { Outcome::Incomplete });
    }

    /// Only the state's own rule opens it, and only a verified one outside a demonstration.
    fn open(&mut self, finding: &Finding<'_>, opening: Opening) {
        if finding.rule.jurisdiction != Jurisdiction::State(self.case.location) {
            return;
        }
        let trusted = match opening {
            Opening::Demonstration => true,
            Opening::VerifiedOnly => finding.verified.is_some(),
        };
        let door = match (trusted, finding.truth) {
            (false, _) => Door::Unverified,
            (true, Truth::True) => Door::Open,
            (true, Truth::Unknown | Truth::False) => Door::Asking,
        };
        self.door = self.door.max(door);
    }

    fn require(&mut self, requirement: &Requirement, known: bool) {
        match requirement {
            Requirement::Consent(code) => {
                if !self.case.consents.contains(code) {
                    self.missing.insert(format!("consent:{code}"));
                    self.worsen(Outcome::Incomplete);
                }
            }
            Requirement::Modality(_) | Requirement::Evidence(_) if !known => {
                self.worsen(Outcome::Incomplete);
            }
            Requirement::Modality(needed) => {
                self.modality = self.modality.max(*needed);
                if !Requirement::visit_suffices(*needed, self.case.visit, self.on) {
                    self.worsen(Outcome::VisitRequired);
                }
            }
            Requirement::Evidence(demand) => {
                if !demand.is_met(self.case.evidence, self.on) {
                    self.missing.insert(demand.name());
                    self.worsen(Outcome::Incomplete);
                }
            }
        }
    }

    fn refuse(&mut self, rule: EngineRule) {
        self.worsen(Outcome::Prohibited);
        self.reasons.push(rule.reason());
    }

    /// The decision, once every rule has spoken.
    pub(super) fn conclude(mut self) -> DecisionRecord {
        match self.door {
            Door::Open => {}
            Door::Asking => self.worsen(Outcome::Incomplete),
            Door::Unverified => self.refuse(EngineRule::UnverifiedOpening),
            Door::Closed => self.refuse(EngineRule::ClosedJurisdiction),
        }
        if !self.case.unanswered.is_empty() {
            self.missing.extend(self.case.unanswered.iter().map(|asked| format!("answer:{asked}")));
            self.worsen(Outcome::Incomplete);
        }
        let uncovered = self.case.licences.is_some_and(|licences| {
            !licences.iter().any(|licence| licence.covers(self.case.location, self.on))
        });
        if uncovered {
            self.refuse(EngineRule::NoCoveringLicence);
        }
        let sigs: Vec<String> = self
            .medication
            .sigs
            .iter()
            .filter(|sig| self.limits.permit(sig))
            .map(|sig| sig.code.clone())
            .collect();
        if sigs.is_empty() {
            self.refuse(EngineRule::NoDoseWithinLimits);
        }
        self.reasons.sort_by(|one, other| one.rule.cmp(&other.rule));
        DecisionRecord {
            medication: self.medication.id.clone(),
            outcome: self.outcome,
            modality: self.modality,
            missing: self.missing.into_iter().collect(),
            obligations: self.obligations.into_iter().collect(),
            limits: self.limits,
            sigs,
            reasons: self.reasons,
        }
    }
}
