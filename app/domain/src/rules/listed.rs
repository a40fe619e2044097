//! A rule beside what follows from its text alone, worked out once for very many decisions.

use jiff::civil::Date;

use super::{
    case::Case,
    catalogue::Catalogue,
    condition::Condition,
    digest::Digest,
    known::{Known, Place},
    rule::{Jurisdiction, Rule},
    truth::Truth,
};
use crate::medication::Medication;

/// What follows from a rule, a formulary and a catalogue, whatever the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// The digest of the rule's text, which a verification holds for.
    pub(super) digest: Digest,
    /// The places in the formulary of the medicines that it concerns, in order.
    pub(super) about: Vec<usize>,
    /// Its condition, over the places of the catalogue.
    pub(super) when: Option<Condition<Place>>,
}

impl Bearing {
    /// What a rule, whose text has this digest, has to do with these medicines and facts.
    pub(crate) fn of(
        (rule, digest): (&Rule, Digest),
        medications: &[Medication],
        catalogue: &Catalogue,
    ) -> Self {
        let places = medications.iter().enumerate();
        Self {
            digest,
            about: places
                .filter(|(_, medication)| rule.concerns_medication(medication))
                .map(|(place, _)| place)
                .collect(),
            when: rule.when.as_ref().map(|when| catalogue.in_places(when)),
        }
    }
}

/// A rule among those for one state and protocol.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The rule.
    pub rule: &'a Rule,
    pub(super) bearing: &'a Bearing,
}

impl<'a> Listed<'a> {
    /// A rule with what was worked out of it.
    pub(crate) const fn new(rule: &'a Rule, bearing: &'a Bearing) -> Self {
        Self { rule, bearing }
    }

    /// The digest of its text.
    pub(crate) const fn digest(self) -> Digest {
        self.bearing.digest
    }

    /// What it has to do with the facts of another catalogue.
    pub(crate) fn over(self, catalogue: &Catalogue) -> (&'a Rule, Bearing) {
        let when = self.rule.when.as_ref().map(|when| catalogue.in_places(when));
        (self.rule, Bearing { when, ..self.bearing.clone() })
    }

    /// The places in the formulary of the medicines that it concerns.
    pub(crate) fn about(self) -> &'a [usize] {
        &self.bearing.about
    }

    /// What it says of a case: nothing where it does not hold, where the patient is, on the
    /// day `on`.
    pub(super) fn truth(self, case: &Case<'_>, known: &Known<'_>, on: Date) -> Option<Truth> {
        let here = match self.rule.jurisdiction {
            Jurisdiction::Federal => true,
            Jurisdiction::State(state) => state == case.location,
        };
        if !here || !self.rule.is_effective(on) {
            return None;
        }
        let when = self.bearing.when.as_ref();
        let truth = when.map_or(Truth::True, |when| when.evaluate(known, on));
        (truth != Truth::False).then_some(truth)
    }

    /// Whether it says anything of a case on its day.
    pub(crate) fn speaks(self, case: &Case<'_>, known: &Known<'_>) -> bool {
        self.truth(case, known, case.on).is_some()
    }
}
