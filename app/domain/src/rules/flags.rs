//! What stands at the top of a chart.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    decision::{DecisionRecord, EvaluationRecord, Outcome},
    effect::{Effect, Requirement, Stop},
    reason::Reason,
    rule::RuleId,
    truth::Truth,
};
use crate::{medication::MedicationId, relationship::Modality};

/// A reason that a clinician should see first, with the medicines it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    /// The rule that raised it, and what it says.
    pub reason: &'a Reason,
    /// The medicines, in formulary order.
    pub medications: Vec<&'a MedicationId>,
}

impl EvaluationRecord {
    /// The most urgent stop that applies, whichever medicine raised it: an
    /// emergency is the person's.
    #[must_use]
    pub fn stop(&self) -> Option<(Stop, &Reason)> {
        self.reasons()
            .filter(|(_, reason)| reason.truth == Truth::True)
            .filter_map(|(_, reason)| match reason.effect {
                Effect::Stop(stop) => Some((stop, reason)),
                Effect::Open
                | Effect::Prohibit
                | Effect::Require(_)
                | Effect::Limit(_)
                | Effect::Refer
                | Effect::Alert
                | Effect::Oblige(_) => None,
            })
            .min_by_key(|(stop, reason)| (*stop, reason.rule.clone()))
    }

    /// The outcome for the encounter without a choice of medicine: an emergency
    /// if any stop applies, otherwise the least strict of all medicines.
    #[must_use]
    pub fn overall(&self) -> Outcome {
        if self.stop().is_some() {
            return Outcome::Emergency;
        }
        let outcomes = self.decisions.iter().map(|decision| decision.outcome);
        outcomes.max().unwrap_or(Outcome::Prohibited)
    }

    /// Stops, prohibitions, referrals, demands that are not met and alerts that
    /// hold, and rules that cannot say; each once, most serious first, and among those what
    /// concerns the most medicines.
    #[must_use]
    pub fn flags(&self) -> Vec<Flag<'_>> {
        let mut flags: BTreeMap<(u8, &RuleId), Flag<'_>> = BTreeMap::new();
        for decision in &self.decisions {
            for reason in &decision.reasons {
                let Some(rank) = rank(decision, reason) else { continue };
                flags
                    .entry((rank, &reason.rule))
                    .or_insert_with(|| Flag { reason, medications: Vec::new() })
                    .medications
                    .push(&decision.medication);
            }
        }
        let mut flags: Vec<(u8, Flag<'_>)> =
            flags.into_iter().map(|((rank, _), flag)| (rank, flag)).collect();
        flags.sort_by_key(|(rank, flag)| (*rank, Reverse(flag.medications.len())));
        flags.into_iter().map(|(_, flag)| flag).collect()
    }

    /// The least modality of the medicine that asks for the least; asynchronous
    /// where there is none.
    #[must_use]
    pub fn modality(&self) -> Modality {
        let modalities = self.decisions.iter().map(|decision| decision.modality);
        modalities.min().unwrap_or_default()
    }

    fn reasons(&self) -> impl Iterator<Item = (&MedicationId, &Reason)> {
        self.decisions.iter().flat_map(|decision| {
            decision.reasons.iter().map(|reason| (&decision.medication, reason))
        })
    }
}

impl DecisionRecord {
    /// Whether this reason alone asks for something that is not there: evidence, a
    /// consent, or the visit for want of which the medicine waits.
    #[must_use]
    pub fn awaits(&self, reason: &Reason) -> bool {
        let Effect::Require(requirement) = &reason.effect else { return false };
        let absent = |name: &str| self.missing.iter().any(|missing| missing == name);
        reason.truth == Truth::True
            && match requirement {
                Requirement::Modality(_) => self.outcome == Outcome::VisitRequired,
                Requirement::Evidence(demand) => absent(&demand.name()),
                Requirement::Consent(code) => absent(&format!("consent:{code}")),
            }
    }
}

/// Where the reason stands among flags; `None` where it is none.
fn rank(decision: &DecisionRecord, reason: &Reason) -> Option<u8> {
    let rank = match reason.effect {
        Effect::Stop(_) => 0,
        Effect::Prohibit => 1,
        Effect::Refer => 2,
        Effect::Require(_) => 3,
        Effect::Alert => 4,
        Effect::Open | Effect::Limit(_) | Effect::Oblige(_) => {
            return (reason.truth == Truth::Unknown).then_some(9);
        }
    };
    match reason.truth {
        Truth::True if rank == 3 => decision.awaits(reason).then_some(rank),
        Truth::True => Some(rank),
        Truth::Unknown => Some(rank + 5),
        Truth::False => None,
    }
}
