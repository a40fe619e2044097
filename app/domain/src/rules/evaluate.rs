//! The one pure function: pack, case and day in, decisions with reasons out.

use jiff::civil::Date;

use super::{
    case::{Case, CaseError},
    catalogue::Catalogue,
    decision::{DecisionRecord, Evaluation, EvaluationRecord},
    digest::Digest,
    known::Known,
    ledger::{Ledger, Opening},
    listed::Listed,
    truth::Truth,
    weigh::{Finding, Weighing},
};
use crate::{medication::Medication, pack::Pack};

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
    /// The facts that the rules rest on.
    pub catalogue: &'a Catalogue,
    /// The rules that concern the protocol; those of other states are passed over.
    pub rules: Vec<Listed<'a>>,
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

    /// The medicines to decide on with their places, in formulary order.
    fn asked_for(&self, case: &Case<'_>) -> Result<Vec<(usize, &Medication)>, CaseError> {
        let all = self.medications.iter().enumerate();
        let Some(ids) = case.medications else {
            return Ok(all.collect());
        };
        if ids.is_empty() {
            return Err(CaseError::NoMedication);
        }
        if let Some(unknown) =
            ids.iter().find(|id| self.medications.iter().all(|known| known.id != **id))
        {
            return Err(CaseError::UnknownMedication(unknown.clone()));
        }
        Ok(all.filter(|(_, known)| ids.contains(&known.id)).collect())
    }

    fn decide(
        &self,
        ledger: &Ledger,
        opening: Opening,
        case: &Case<'_>,
        on: Date,
        medications: &[(usize, &Medication)],
    ) -> Vec<DecisionRecord> {
        let own = case.own_facts(on);
        let known = self.catalogue.know(case.facts, &own, on);
        let asked = |listed: &&Listed<'_>| {
            medications.iter().any(|(place, _)| listed.about().contains(place))
        };
        // A condition does not depend on the medicine: each is answered once.
        let findings: Vec<Finding<'_>> = self
            .rules
            .iter()
            .filter(asked)
            .filter_map(|listed| self.finding(*listed, ledger, (case, &known, on)))
            .collect();
        let decide = |(place, medication): &(usize, &Medication)| {
            let mut weighing = Weighing::new(case, on, medication);
            for finding in findings.iter().filter(|one| one.listed.about().contains(place)) {
                weighing.add(finding, opening);
            }
            weighing.conclude()
        };
        medications.iter().map(decide).collect()
    }

    /// What the rule says, unless it does not hold.
    fn finding<'a>(
        &'a self,
        listed: Listed<'a>,
        ledger: &'a Ledger,
        (case, known, on): (&Case<'_>, &Known<'_>, Date),
    ) -> Option<Finding<'a>> {
        let truth = listed.truth(case, known, on)?;
        let unknown = match (truth, &listed.bearing.when) {
            (Truth::Unknown, Some(when)) => when
                .unknown_facts(known, on)
                .into_iter()
                .filter_map(|place| self.catalogue.name(place))
                .collect(),
            (Truth::True | Truth::Unknown | Truth::False, _) => Vec::new(),
        };
        let verified = ledger.of_text(&listed.rule.id, listed.bearing.digest);
        Some(Finding { listed, truth, unknown, verified })
    }
}
