//! The weighing of all rules for one medicine, with reasons.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    case::Case,
    decision::DecisionRecord,
    effect::Effect,
    fact::FactName,
    ledger::{Opening, Verification},
    listed::Listed,
    reason::{EngineRule, Reason},
    standing::{Lack, Standing},
    truth::Truth,
};
use crate::medication::Medication;

/// What one rule says of the case; rules that do not hold are left out before.
pub(super) struct Finding<'a> {
    pub(super) listed: Listed<'a>,
    /// True or unknown.
    pub(super) truth: Truth,
    /// The facts that it would need; empty when it holds.
    pub(super) unknown: Vec<&'a FactName>,
    /// Who verified it as it reads.
    pub(super) verified: Option<&'a Verification>,
}

pub(super) struct Weighing<'a> {
    case: &'a Case<'a>,
    on: Date,
    medication: &'a Medication,
    standing: Standing,
    missing: BTreeSet<String>,
    obligations: BTreeSet<String>,
    reasons: Vec<Reason>,
}

impl<'a> Weighing<'a> {
    pub(super) const fn new(case: &'a Case<'a>, on: Date, medication: &'a Medication) -> Self {
        Self {
            case,
            on,
            medication,
            standing: Standing::of(medication),
            missing: BTreeSet::new(),
            obligations: BTreeSet::new(),
            reasons: Vec::new(),
        }
    }

    /// Adds what one rule says that concerns the medicine.
    pub(super) fn add(&mut self, finding: &Finding<'_>, opening: Opening) {
        let Finding { listed, truth, unknown, verified } = finding;
        let rule = listed.rule;
        self.missing.extend(unknown.iter().map(|fact| fact.as_str().to_owned()));
        let under = (opening, verified.is_some());
        let lack = self.standing.hear((rule, *truth), under, (self.case, self.on));
        self.missing.extend(lack.map(Lack::name));
        if let Effect::Oblige(duty) = &rule.effect {
            let fulfilled = self.case.fulfilled;
            if !fulfilled.contains(duty) && !fulfilled.contains(rule.id.as_str()) {
                self.obligations.insert(duty.clone());
            }
        }
        self.reasons.push(Reason::of(rule, *truth, *verified));
    }

    /// The decision, once every rule has spoken.
    pub(super) fn conclude(mut self) -> DecisionRecord {
        let (outcome, refused) = self.standing.conclude(self.medication, (self.case, self.on));
        self.missing.extend(self.case.unanswered.iter().map(|asked| format!("answer:{asked}")));
        self.reasons.extend(refused.into_iter().map(EngineRule::reason));
        self.reasons.sort_by(|one, other| one.rule.cmp(&other.rule));
        let Standing { modality, limits, .. } = self.standing;
        let permitted = self.medication.sigs.iter().filter(|sig| limits.permit(sig));
        DecisionRecord {
            medication: self.medication.id.clone(),
            outcome,
            modality,
            missing: self.missing.into_iter().collect(),
            obligations: self.obligations.into_iter().collect(),
            limits,
            sigs: permitted.map(|sig| sig.code.clone()).collect(),
            reasons: self.reasons,
        }
    }
}
