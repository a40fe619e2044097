//! The one pure function: pack, case and day in, decisions with reasons out.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    case::{Case, CaseError},
    catalogue::Catalogue,
    decision::{DecisionRecord, Evaluation, EvaluationRecord, Outcome},
    digest::Digest,
    ledger::{Ledger, Opening},
    rule::{Jurisdiction, Rule},
    truth::Truth,
    value::Facts,
    weigh::{Finding, Weighing},
};
use crate::{
    medication::{Medication, MedicationId},
    pack::Pack,
};

/// Decides a case on the day `case.on`.
///
/// # Errors
/// When the pack has no such protocol, or the protocol no such medicine.
pub fn evaluate(
    pack: &Pack,
    ledger: &Ledger,
    opening: Opening,
    case: &Case<'_>,
) -> Result<Evaluation, CaseError> {
    evaluate_over(pack, ledger, opening, case, &[case.on])
}

/// Decides a case on every one of `dates`, the days that the clocks of the
/// patient's state now show; for each medicine the stricter decision holds.
/// `case.on` is not looked at.
///
/// # Errors
/// When the pack has no such protocol, the protocol no such medicine, or there
/// is no date.
pub fn evaluate_over(
    pack: &Pack,
    ledger: &Ledger,
    opening: Opening,
    case: &Case<'_>,
    dates: &[Date],
) -> Result<Evaluation, CaseError> {
    pack.rule_set(case.location, case.protocol)
        .ok_or_else(|| CaseError::UnknownProtocol(case.protocol.clone()))?
        .evaluate_over(ledger, opening, case, dates)
}

/// The rules that may concern one state and protocol: what a whole pack and a
/// slice of it both provide.
#[derive(Clone, Debug)]
pub struct RuleSet<'a> {
    /// The digest of the whole pack.
    pub pack: Digest,
    /// The facts that the rules name.
    pub catalogue: &'a Catalogue,
    /// The rules; others than the case's are passed over.
    pub rules: Vec<&'a Rule>,
    /// The protocol's formulary.
    pub medications: &'a [Medication],
}

impl RuleSet<'_> {
    /// Decides a case on every one of `dates`; the stricter decision holds.
    ///
    /// # Errors
    /// When the formulary has no such medicine, or there is no date.
    pub fn evaluate_over(
        &self,
        ledger: &Ledger,
        opening: Opening,
        case: &Case<'_>,
        dates: &[Date],
    ) -> Result<Evaluation, CaseError> {
        let (Some(on), Some(through)) = (dates.iter().min(), dates.iter().max()) else {
            return Err(CaseError::NoDate);
        };
        let medications = self.asked_for(case)?;
        let mut decisions = self.decide(ledger, opening, case, *on, &medications);
        for date in dates.iter().filter(|date| *date != on) {
            let others = self.decide(ledger, opening, case, *date, &medications);
            decisions =
                decisions.into_iter().zip(others).map(|(one, other)| one.and(other)).collect();
        }
        let (on, through) = (*on, *through);
        Ok(Evaluation::new(EvaluationRecord { pack: self.pack, on, through, decisions }))
    }

    /// The medicines to decide on, in formulary order.
    fn asked_for(&self, case: &Case<'_>) -> Result<Vec<&Medication>, CaseError> {
        let Some(ids) = case.medications else {
            return Ok(self.medications.iter().collect());
        };
        if ids.is_empty() {
            return Err(CaseError::NoMedication);
        }
        if let Some(unknown) =
            ids.iter().find(|id| self.medications.iter().all(|known| known.id != **id))
        {
            return Err(CaseError::UnknownMedication(unknown.clone()));
        }
        Ok(self.medications.iter().filter(|known| ids.contains(&known.id)).collect())
    }

    fn decide(
        &self,
        ledger: &Ledger,
        opening: Opening,
        case: &Case<'_>,
        on: Date,
        medications: &[&Medication],
    ) -> Vec<DecisionRecord> {
        let facts = self.known(case, on);
        let findings = self.findings(ledger, case, (&facts, on), medications);
        let decide = |medication: &&Medication| {
            weigh(Weighing::new(case, on, medication), &findings, opening).conclude()
        };
        medications.iter().map(decide).collect()
    }

    /// Everything that is known on the day `on`, with what follows from it.
    pub(crate) fn known(&self, case: &Case<'_>, on: Date) -> Facts {
        self.catalogue.settle(case.known_facts(on), on)
    }

    /// The outcome for every medicine of the protocol, in formulary order, without the
    /// reasons: for whoever asks about very many cases.
    pub(crate) fn outcomes(
        &self,
        (ledger, opening): (&Ledger, Opening),
        case: &Case<'_>,
        facts: &Facts,
    ) -> Vec<(&MedicationId, Outcome)> {
        let medications: Vec<&Medication> = self.medications.iter().collect();
        let findings = self.findings(ledger, case, (facts, case.on), &medications);
        let outcome = |medication: &Medication| {
            let weighing = Weighing::new(case, case.on, medication).without_reasons();
            weigh(weighing, &findings, opening).conclude().outcome
        };
        self.medications.iter().map(|one| (&one.id, outcome(one))).collect()
    }

    /// What the rules say that do not fail. A condition does not depend on the medicine:
    /// each is answered once.
    fn findings<'a>(
        &'a self,
        ledger: &'a Ledger,
        case: &Case<'_>,
        (facts, on): (&Facts, Date),
        medications: &[&Medication],
    ) -> Vec<Finding<'a>> {
        self.rules
            .iter()
            .filter(|rule| in_scope(rule, case, on))
            .filter(|rule| medications.iter().any(|asked| rule.concerns_medication(asked)))
            .filter_map(|rule| finding(rule, facts, on, ledger))
            .collect()
    }
}

/// Adds what every rule says that concerns the medicine.
fn weigh<'a>(
    mut weighing: Weighing<'a>,
    findings: &[Finding<'_>],
    opening: Opening,
) -> Weighing<'a> {
    for finding in findings {
        if weighing.is_about(finding.rule) {
            weighing.add(finding, opening);
        }
    }
    weighing
}

/// Whether a rule says anything of the case: it is in scope, and does not fail.
pub(crate) fn speaks(rule: &Rule, case: &Case<'_>, facts: &Facts) -> bool {
    in_scope(rule, case, case.on)
        && rule.when.as_ref().is_none_or(|when| when.evaluate(facts, case.on) != Truth::False)
}

fn in_scope(rule: &Rule, case: &Case<'_>, on: Date) -> bool {
    let here = match rule.jurisdiction {
        Jurisdiction::Federal => true,
        Jurisdiction::State(state) => state == case.location,
    };
    here && rule.is_effective(on) && rule.concerns_protocol(case.protocol)
}

/// What the rule says, unless it does not hold.
fn finding<'a>(rule: &'a Rule, facts: &Facts, on: Date, ledger: &'a Ledger) -> Option<Finding<'a>> {
    let truth = rule.when.as_ref().map_or(Truth::True, |when| when.evaluate(facts, on));
    let unknown = match (truth, &rule.when) {
        (Truth::False, _) => return None,
        (Truth::Unknown, Some(when)) => when.unknown_facts(facts, on),
        (Truth::True | Truth::Unknown, _) => BTreeSet::new(),
    };
    Some(Finding { rule, truth, unknown, verified: ledger.verification(rule) })
}
