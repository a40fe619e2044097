//! All that decides the outcome for one medicine, as far as the rules were heard.

use jiff::civil::Date;

use super::{
    case::Case,
    decision::Outcome,
    effect::{Effect, EvidenceDemand, Requirement},
    ledger::Opening,
    limits::Limits,
    reason::EngineRule,
    rule::{Jurisdiction, Rule},
    truth::Truth,
};
use crate::{medication::Medication, relationship::Modality};

/// How far the door to the jurisdiction stands open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Closed,
    Unverified,
    Asking,
    Open,
}

/// What a rule asks for and the case does not have.
#[derive(Clone, Copy)]
pub(super) enum Lack<'a> {
    /// A consent, by its code.
    Consent(&'a str),
    /// A piece of evidence.
    Evidence(&'a EvidenceDemand),
}

impl Lack<'_> {
    /// The name under which a decision says that it is missing.
    pub(super) fn name(self) -> String {
        match self {
            Self::Consent(code) => format!("consent:{code}"),
            Self::Evidence(demand) => demand.name(),
        }
    }
}

/// The strictest of what was heard: in whichever order, it comes to the same.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    door: Door,
    outcome: Outcome,
    pub(super) modality: Modality,
    pub(super) limits: Limits,
}

impl Standing {
    /// Before any rule was heard.
    pub(super) const fn of(medication: &Medication) -> Self {
        Self {
            door: Door::Closed,
            outcome: Outcome::Permitted,
            modality: Modality::Asynchronous,
            limits: Limits::of(medication),
        }
    }

    /// Hears a rule that holds, or may hold; says what it asks for in vain.
    pub(super) fn hear<'r>(
        &mut self,
        (rule, truth): (&'r Rule, Truth),
        (opening, verified): (Opening, bool),
        (case, on): (&Case<'_>, Date),
    ) -> Option<Lack<'r>> {
        let known = truth == Truth::True;
        match &rule.effect {
            // Only the state's own rule opens it.
            Effect::Open if rule.jurisdiction == Jurisdiction::State(case.location) => {
                let trusted = opening == Opening::Demonstration || verified;
                self.open(trusted, truth);
            }
            Effect::Prohibit => self.bar(Outcome::Prohibited, known),
            Effect::Refer => self.bar(Outcome::Refer, known),
            Effect::Stop(_) => self.bar(Outcome::Emergency, known),
            Effect::Require(requirement) => return self.require(requirement, known, (case, on)),
            Effect::Limit(limit) => self.limits = self.limits.tightened(limit),
            Effect::Open | Effect::Oblige(_) | Effect::Alert => {}
        }
        None
    }

    fn worsen(&mut self, outcome: Outcome) {
        self.outcome = self.outcome.min(outcome);
    }

    fn bar(&mut self, outcome: Outcome, known: bool) {
        self.worsen(if known { outcome } else { Outcome::Incomplete });
    }

    /// Outside a demonstration only a verified rule opens.
    fn open(&mut self, trusted: bool, truth: Truth) {
        let door = match (trusted, truth) {
            (false, _) => Door::Unverified,
            (true, Truth::True) => Door::Open,
            (true, Truth::Unknown | Truth::False) => Door::Asking,
        };
        self.door = self.door.max(door);
    }

    fn require<'r>(
        &mut self,
        requirement: &'r Requirement,
        known: bool,
        (case, on): (&Case<'_>, Date),
    ) -> Option<Lack<'r>> {
        let lack = match requirement {
            Requirement::Consent(code) => {
                (!case.consents.contains(code)).then_some(Lack::Consent(code))
            }
            Requirement::Modality(_) | Requirement::Evidence(_) if !known => {
                self.worsen(Outcome::Incomplete);
                None
            }
            Requirement::Modality(needed) => {
                self.modality = self.modality.max(*needed);
                if !Requirement::visit_suffices(*needed, case.visit, on) {
                    self.worsen(Outcome::VisitRequired);
                }
                None
            }
            Requirement::Evidence(demand) => {
                (!demand.is_met(case.evidence, on)).then_some(Lack::Evidence(demand))
            }
        };
        if lack.is_some() {
            self.worsen(Outcome::Incomplete);
        }
        lack
    }

    /// The outcome once every rule was heard, and what the engine refuses by itself.
    pub(super) fn conclude(
        mut self,
        medication: &Medication,
        (case, on): (&Case<'_>, Date),
    ) -> (Outcome, Vec<EngineRule>) {
        let mut refused = Vec::new();
        match self.door {
            Door::Open => {}
            Door::Asking => self.worsen(Outcome::Incomplete),
            Door::Unverified => refused.push(EngineRule::UnverifiedOpening),
            Door::Closed => refused.push(EngineRule::ClosedJurisdiction),
        }
        if !case.unanswered.is_empty() {
            self.worsen(Outcome::Incomplete);
        }
        let covers = |licences: &[_]| {
            licences.iter().any(|one: &crate::licence::LicenceTerm| one.covers(case.location, on))
        };
        if !case.licences.is_none_or(covers) {
            refused.push(EngineRule::NoCoveringLicence);
        }
        if !medication.sigs.iter().any(|sig| self.limits.permit(sig)) {
            refused.push(EngineRule::NoDoseWithinLimits);
        }
        if !refused.is_empty() {
            self.worsen(Outcome::Prohibited);
        }
        (self.outcome, refused)
    }
}
