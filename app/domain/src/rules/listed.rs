//! A rule beside what follows from its text alone, worked out once for very many decisions.

use std::borrow::Cow;

use super::{digest::Digest, rule::Rule};
use crate::medication::Medication;

/// What follows from a rule and a formulary, whatever the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// The digest of the rule's text, which a verification holds for.
    pub(super) digest: Digest,
    /// The places in the formulary of the medicines that it concerns, in order.
    pub(super) about: Vec<usize>,
}

impl Bearing {
    /// What a rule has to do with these medicines.
    pub(crate) fn of(rule: &Rule, medications: &[Medication]) -> Self {
        let places = medications.iter().enumerate();
        Self {
            digest: rule.digest(),
            about: places
                .filter(|(_, medication)| rule.concerns_medication(medication))
                .map(|(place, _)| place)
                .collect(),
        }
    }
}

/// A rule among those for one state and protocol.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// The rule.
    pub rule: &'a Rule,
    pub(super) bearing: Cow<'a, Bearing>,
}

impl<'a> Listed<'a> {
    /// A rule with what was worked out of it before.
    pub(crate) const fn known(rule: &'a Rule, bearing: &'a Bearing) -> Self {
        Self { rule, bearing: Cow::Borrowed(bearing) }
    }

    /// A rule, and what it has to do with these medicines.
    pub(crate) fn of(rule: &'a Rule, medications: &[Medication]) -> Self {
        Self { rule, bearing: Cow::Owned(Bearing::of(rule, medications)) }
    }

    /// The places in the formulary of the medicines that it concerns.
    pub(crate) fn about(&self) -> &[usize] {
        &self.bearing.about
    }
}
