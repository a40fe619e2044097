//! What a browser needs of a pack to answer at once.

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;

use super::Pack;
use crate::{
    medication::{Medication, ProtocolId},
    place::UsState,
    rules::{
        Bearing, Case, CaseError, Catalogue, Digest, Evaluation, Ledger, Listed, Opening, Rule,
        RuleSet,
    },
};

/// A rule of a slice.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct SlicedRule {
    /// The rule.
    pub rule: Rule,
    /// The digest of its text, made once: a browser would need JSON for it.
    pub digest: Digest,
}

/// The rules, facts and medicines for one state and one protocol.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct RuleSlice {
    /// The digest of the whole pack.
    pub pack: Digest,
    /// The state.
    pub state: UsState,
    /// The protocol.
    pub protocol: ProtocolId,
    /// The facts that its rules rest on.
    pub catalogue: Catalogue,
    /// Its rules.
    pub rules: Vec<SlicedRule>,
    /// Its medicines, without counselling.
    pub medications: Vec<Medication>,
}

impl Pack {
    /// The part that decides cases of one state and protocol; `None` without
    /// that protocol.
    #[must_use]
    pub fn slice(&self, state: UsState, protocol: &ProtocolId) -> Option<RuleSlice> {
        let set = self.rule_set(state, protocol)?;
        let named = set
            .rules
            .iter()
            .flat_map(|listed| listed.rule.when.iter().flat_map(|when| when.facts()));
        let sliced = |one: &Listed<'_>| SlicedRule { rule: one.rule.clone(), digest: one.digest() };
        Some(RuleSlice {
            pack: set.pack,
            state,
            protocol: protocol.clone(),
            catalogue: set.catalogue.only(named),
            medications: set
                .medications
                .iter()
                .map(|medication| Medication { counselling: Vec::new(), ..medication.clone() })
                .collect(),
            rules: set.rules.iter().map(sliced).collect(),
        })
    }
}

impl RuleSlice {
    /// What follows from its rules alone, in their order: for whoever decides by it often.
    pub(crate) fn bearings(&self) -> Vec<Bearing> {
        let bearing = |one: &SlicedRule| {
            Bearing::of((&one.rule, one.digest), &self.medications, &self.catalogue)
        };
        self.rules.iter().map(bearing).collect()
    }

    /// The same as [`crate::rules::evaluate_over`] under the whole pack.
    ///
    /// # Errors
    /// When the case is about another state or protocol, or a medicine that the
    /// protocol does not have, or there is no date.
    pub fn evaluate_over(
        &self,
        ledger: &Ledger,
        opening: Opening,
        case: &Case<'_>,
        dates: &[Date],
    ) -> Result<Evaluation, CaseError> {
        self.evaluate_by(&self.bearings(), (ledger, opening), case, dates)
    }

    /// The same with its [`Self::bearings`].
    pub(crate) fn evaluate_by(
        &self,
        bearings: &[Bearing],
        (ledger, opening): (&Ledger, Opening),
        case: &Case<'_>,
        dates: &[Date],
    ) -> Result<Evaluation, CaseError> {
        if case.location != self.state || *case.protocol != self.protocol {
            return Err(CaseError::OtherSlice {
                held: format!("{} in {}", self.protocol, self.state.jurisdiction()),
                asked: format!("{} in {}", case.protocol, case.location.jurisdiction()),
            });
        }
        let rules = self.rules.iter().map(|one| &one.rule).zip(bearings);
        let set = RuleSet {
            pack: self.pack,
            catalogue: &self.catalogue,
            rules: rules
                .filter(|(rule, _)| rule.concerns_protocol(&self.protocol))
                .map(|(rule, bearing)| Listed::new(rule, bearing))
                .collect(),
            medications: &self.medications,
        };
        set.evaluate_over(ledger, opening, case, dates)
    }
}
