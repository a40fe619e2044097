//! The stricter of two decisions on the same medicine.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    decision::{DecisionRecord, Outcome},
    reason::{EngineRule, Reason},
    rule::RuleId,
    truth::Truth,
};

impl DecisionRecord {
    /// What holds where both must be obeyed: the stricter outcome, every reason,
    /// the tighter limits, the directions that both leave.
    pub(super) fn and(self, other: Self) -> Self {
        let sigs: Vec<String> =
            self.sigs.into_iter().filter(|sig| other.sigs.contains(sig)).collect();
        let mut outcome = self.outcome.min(other.outcome);
        let mut reasons: BTreeMap<RuleId, Reason> = BTreeMap::new();
        let all = self.reasons.into_iter().chain(other.reasons);
        let dose = sigs.is_empty().then(|| EngineRule::NoDoseWithinLimits.reason());
        for reason in all.chain(dose) {
            if reason.truth == Truth::True || !reasons.contains_key(&reason.rule) {
                reasons.insert(reason.rule.clone(), reason);
            }
        }
        if sigs.is_empty() {
            outcome = outcome.min(Outcome::Prohibited);
        }
        Self {
            medication: self.medication,
            outcome,
            modality: self.modality.max(other.modality),
            missing: union(self.missing, other.missing),
            obligations: union(self.obligations, other.obligations),
            limits: self.limits.tightened(&other.limits.as_limit()),
            sigs,
            reasons: reasons.into_values().collect(),
        }
    }
}

fn union(one: Vec<String>, other: Vec<String>) -> Vec<String> {
    one.into_iter().chain(other).collect::<BTreeSet<_>>().into_iter().collect()
}
