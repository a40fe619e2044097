//! Outcomes without reasons: for whoever asks about very many cases.

use super::{
    case::Case,
    decision::Outcome,
    known::Known,
    ledger::{Ledger, Opening},
    listed::Listed,
    standing::Standing,
};
use crate::medication::Medication;

/// The outcome of a case for medicines of one formulary, as far as the rules were heard.
#[derive(Clone)]
pub(crate) struct Outcomes<'a> {
    case: &'a Case<'a>,
    /// What is known of it, with what follows.
    known: &'a Known<'a>,
    under: (&'a Ledger, Opening),
    medications: &'a [Medication],
    /// In formulary order; none for a medicine that was not asked about.
    standings: Vec<Option<Standing>>,
}

impl<'a> Outcomes<'a> {
    /// Before any rule was heard; only what `asked` says of a medicine's place is decided.
    pub(crate) fn new(
        (case, known): (&'a Case<'a>, &'a Known<'a>),
        under: (&'a Ledger, Opening),
        medications: &'a [Medication],
        asked: impl Fn(usize) -> bool,
    ) -> Self {
        let standing = |(place, medication)| asked(place).then(|| Standing::of(medication));
        let standings = medications.iter().enumerate().map(standing).collect();
        Self { case, known, under, medications, standings }
    }

    /// Hears these rules. Each is to be heard once; their order does not matter.
    pub(crate) fn hear<'r>(&mut self, rules: impl Iterator<Item = Listed<'r>>) {
        let on = self.case.on;
        let (ledger, opening) = self.under;
        for listed in rules {
            let asked = |place: &usize| matches!(self.standings.get(*place), Some(Some(_)));
            if !listed.about().iter().any(asked) {
                continue;
            }
            let Some(truth) = listed.truth(self.case, self.known, on) else { continue };
            let verified = ledger.of_text(&listed.rule.id, listed.bearing.digest).is_some();
            for place in listed.about() {
                if let Some(Some(standing)) = self.standings.get_mut(*place) {
                    standing.hear((listed.rule, truth), (opening, verified), (self.case, on));
                }
            }
        }
    }

    /// The medicines that were asked about with their outcomes, in formulary order.
    pub(crate) fn conclude(&self) -> impl Iterator<Item = (&'a Medication, Outcome)> {
        let case = (self.case, self.case.on);
        self.medications.iter().zip(&self.standings).filter_map(move |(medication, standing)| {
            standing.map(|one| (medication, one.conclude(medication, case).0))
        })
    }
}
