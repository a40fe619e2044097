//! Two packs side by side: whose outcomes would flip.
//!
//! Made for very many cases. What the packs say otherwise is found once; a case that none of
//! it speaks of is not decided at all, and the others are decided without reasons.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    medication::{MedicationId, ProtocolId},
    pack::{
        Pack,
        diff::{Change, Kind, What, diff},
    },
    place::UsState,
    receipt::Grounds,
    rules::{Effect, Jurisdiction, Ledger, Opening, Outcome, Rule, RuleId, RuleSet, speaks},
};

/// A medicine for which the later pack decides otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flip {
    /// The medicine.
    pub medication: MedicationId,
    /// What was decided; `None` where the earlier pack does not have the medicine.
    pub before: Option<Outcome>,
    /// What would be decided; `None` where the later pack does not have it.
    pub after: Option<Outcome>,
    /// The rules that were added, changed or removed and speak of it; none where something
    /// else than a rule makes the difference.
    pub rules: BTreeSet<RuleId>,
}

/// The parts of a rule that decide nothing: words, and where they are from.
const WORDS: [&str; 8] =
    ["title", "patient", "clinician", "citation", "url", "reviewed", "confidence", "basis"];

/// Whether more than the words of a rule changed.
fn matters(change: &Change) -> bool {
    match &change.what {
        What::Added | What::Removed => true,
        What::Changed(parts) => parts.iter().any(|part| !WORDS.contains(&part.name.as_str())),
    }
}

/// Whether a rule can concern this state.
fn concerns(rule: &Rule, state: UsState) -> bool {
    match rule.jurisdiction {
        Jurisdiction::Federal => true,
        Jurisdiction::State(own) => own == state,
    }
}

/// What one pack says otherwise than another, ready to be asked about cases.
#[derive(Debug)]
pub struct Impact<'a> {
    earlier: &'a Pack,
    later: &'a Pack,
    under: (&'a Ledger, Opening),
    /// The rules of either pack that the other does not have as they read.
    rules: Vec<&'a Rule>,
    /// More than rules changed: medicines of these protocols.
    formularies: BTreeSet<ProtocolId>,
    facts_changed: bool,
    lexicon_changed: bool,
    /// The rules of either pack by place and protocol.
    sets: BTreeMap<(UsState, ProtocolId), (RuleSet<'a>, RuleSet<'a>)>,
}

impl<'a> Impact<'a> {
    /// Compares two packs, under the verifications of a clinic.
    #[must_use]
    pub fn new(earlier: &'a Pack, later: &'a Pack, under: (&'a Ledger, Opening)) -> Self {
        let changes = diff(earlier, later);
        let ids: BTreeSet<&str> = changes
            .iter()
            .filter(|change| change.kind == Kind::Rule && matters(change))
            .map(|change| change.id.as_str())
            .collect();
        // A verification holds for a text: an opening rule with other words is not verified.
        let opens = |rule: &Rule| matches!(rule.effect, Effect::Open);
        let reworded: BTreeSet<&str> = changes
            .iter()
            .filter(|one| one.kind == Kind::Rule)
            .map(|one| one.id.as_str())
            .collect();
        let changed = |rule: &&Rule| {
            ids.contains(rule.id.as_str()) || (opens(rule) && reworded.contains(rule.id.as_str()))
        };
        let rules = earlier.rules().filter(changed).chain(later.rules().filter(changed)).collect();
        let formularies = changes
            .iter()
            .filter(|change| change.kind == Kind::Medication)
            .filter_map(|change| change.id.split_once('/')?.0.parse().ok())
            .collect();
        let any = |kind| changes.iter().any(|change| change.kind == kind);
        // A class decides which typed medicines make a fact true.
        let classes = changes.iter().any(|change| {
            change.kind == Kind::Fact
                && match &change.what {
                    What::Added | What::Removed => true,
                    What::Changed(parts) => parts.iter().any(|part| part.name == "medicine-class"),
                }
        });
        let mut sets = BTreeMap::new();
        for protocol in earlier.protocols() {
            for state in UsState::ALL {
                let both =
                    earlier.rule_set(state, &protocol.id).zip(later.rule_set(state, &protocol.id));
                if let Some(both) = both {
                    sets.insert((state, protocol.id.clone()), both);
                }
            }
        }
        Self {
            earlier,
            later,
            under,
            rules,
            formularies,
            facts_changed: any(Kind::Fact),
            lexicon_changed: any(Kind::Lexicon) || classes,
            sets,
        }
    }

    /// Whether medicines that patients typed may mean something else: then the facts of
    /// whoever typed some must be gathered under the later pack.
    #[must_use]
    pub const fn rereads_medicines(&self) -> bool {
        self.lexicon_changed
    }

    /// Whether anything that changed can speak of cases of this protocol in this state.
    #[must_use]
    pub fn touches(&self, protocol: &ProtocolId, state: UsState) -> bool {
        self.facts_changed
            || self.lexicon_changed
            || self.formularies.contains(protocol)
            || self.later.protocol(protocol).is_none()
            || self
                .rules
                .iter()
                .any(|rule| rule.concerns_protocol(protocol) && concerns(rule, state))
    }

    /// The medicines for which the later pack decides otherwise, for this case on this day,
    /// by id.
    #[must_use]
    pub fn flips(&self, grounds: &Grounds, on: Date) -> Vec<Flip> {
        self.flips_between((grounds, grounds), on)
    }

    /// The same where the later pack reads the patient's medicines otherwise: what each of
    /// the two knows of the case.
    #[must_use]
    pub fn flips_between(&self, (before, after): (&Grounds, &Grounds), on: Date) -> Vec<Flip> {
        let key = (before.location, before.protocol.clone());
        let Some((earlier, later)) = self.sets.get(&key) else {
            return self.without_protocol(before, on);
        };
        let (case, case_after) = (before.case(on), after.case(on));
        let known = earlier.known(&case, on);
        let same_facts = !self.facts_changed && before.facts == after.facts;
        let known_after = if same_facts { None } else { Some(later.known(&case_after, on)) };
        let facts_after = known_after.as_ref().unwrap_or(&known);
        let speaking: Vec<&Rule> = self
            .rules
            .iter()
            .copied()
            .filter(|rule| speaks(rule, &case, &known) || speaks(rule, &case_after, facts_after))
            .collect();
        let formulary = self.formularies.contains(&before.protocol);
        if speaking.is_empty() && !formulary && same_facts {
            return Vec::new();
        }
        let was: BTreeMap<_, _> = earlier.outcomes(self.under, &case, &known).into_iter().collect();
        let is: BTreeMap<_, _> =
            later.outcomes(self.under, &case_after, facts_after).into_iter().collect();
        let ids: BTreeSet<&MedicationId> = was.keys().chain(is.keys()).copied().collect();
        ids.into_iter()
            .filter(|id| was.get(*id) != is.get(*id))
            .map(|id| Flip {
                medication: id.clone(),
                before: was.get(id).copied(),
                after: is.get(id).copied(),
                rules: self.speaking_of(id, &speaking),
            })
            .collect()
    }

    fn speaking_of(&self, id: &MedicationId, speaking: &[&Rule]) -> BTreeSet<RuleId> {
        let medication = self.later.medication(id).or_else(|| self.earlier.medication(id));
        speaking
            .iter()
            .filter(|rule| medication.is_some_and(|one| rule.concerns_medication(one)))
            .map(|rule| rule.id.clone())
            .collect()
    }

    /// Every medicine of a protocol that the later pack does not have.
    fn without_protocol(&self, grounds: &Grounds, on: Date) -> Vec<Flip> {
        let Some(set) = self.earlier.rule_set(grounds.location, &grounds.protocol) else {
            return Vec::new();
        };
        let case = grounds.case(on);
        let known = set.known(&case, on);
        set.outcomes(self.under, &case, &known)
            .into_iter()
            .map(|(id, was)| Flip {
                medication: id.clone(),
                before: Some(was),
                after: None,
                rules: BTreeSet::new(),
            })
            .collect()
    }
}
