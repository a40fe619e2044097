//! Two packs side by side: whose outcomes would flip.
//!
//! Made for very many cases. What the packs say otherwise is found once; a case that none of
//! it speaks of is not decided at all. For the others, what both packs say is weighed once,
//! without reasons, and each pack's own rules are added to it.

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
    rules::{
        Bearing, Case, Catalogue, Condition, Effect, Jurisdiction, Known, Ledger, Listed, Opening,
        Outcome, Outcomes, Rule, RuleId, RuleSet,
    },
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
const WORDS: [&str; 9] = [
    "title",
    "patient",
    "clinician",
    "urgent",
    "citation",
    "url",
    "reviewed",
    "confidence",
    "basis",
];

/// Whether more than the words of a rule changed.
fn matters(change: &Change) -> bool {
    match &change.what {
        What::Added(_) | What::Removed(_) => true,
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
    /// What the packs say of cases, by protocol.
    both: BTreeMap<ProtocolId, Both<'a>>,
}

/// What both packs say of cases of one protocol.
#[derive(Debug)]
struct Both<'a> {
    /// The facts that the rules of either pack rest on.
    catalogue: Catalogue,
    sides: BTreeMap<UsState, Sides<'a>>,
}

impl<'a> Both<'a> {
    /// `None` where one of the packs lacks the protocol.
    fn new(
        (earlier, later): (&'a Pack, &'a Pack),
        protocol: &ProtocolId,
        changed: &impl Fn(&Rule) -> bool,
    ) -> Option<Self> {
        later.protocol(protocol)?;
        let rules = earlier.rules().chain(later.rules());
        let rules = rules.filter(|rule| rule.concerns_protocol(protocol));
        let named = rules.flat_map(|rule| rule.when.iter().flat_map(Condition::facts));
        let catalogue = later.catalogue().only(named);
        let sides = UsState::ALL.into_iter().filter_map(|state| {
            let sets = earlier.rule_set(state, protocol).zip(later.rule_set(state, protocol))?;
            Some((state, Sides::new(sets, &catalogue, changed)))
        });
        let sides = sides.collect();
        Some(Self { catalogue, sides })
    }
}

/// Rules over the facts of both packs.
type Prepared<'a> = Vec<(&'a Rule, Bearing)>;

fn listed<'s>(rules: &'s Prepared<'_>) -> impl Iterator<Item = Listed<'s>> {
    rules.iter().map(|(rule, bearing)| Listed::new(rule, bearing))
}

/// The rules for cases of one protocol in one place.
#[derive(Debug)]
struct Sides<'a> {
    earlier: RuleSet<'a>,
    later: RuleSet<'a>,
    /// The rules that only one pack has as they read: the earlier's, and the later's.
    changed: (Vec<Listed<'a>>, Vec<Listed<'a>>),
    /// The rules that both packs have, as far as they decide anything; over the facts of both.
    shared: Prepared<'a>,
    /// The changed ones, over the facts of both.
    own: (Prepared<'a>, Prepared<'a>),
    /// The medicines are the same too.
    same_formulary: bool,
}

impl<'a> Sides<'a> {
    fn new(
        (earlier, later): (RuleSet<'a>, RuleSet<'a>),
        catalogue: &Catalogue,
        changed: &impl Fn(&Rule) -> bool,
    ) -> Self {
        let part = |set: &RuleSet<'a>| -> (Vec<_>, Vec<_>) {
            set.rules.iter().cloned().partition(|listed| changed(listed.rule))
        };
        let over = |rules: &[Listed<'a>]| rules.iter().map(|one| one.over(catalogue)).collect();
        let ((before, shared), (after, _)) = (part(&earlier), part(&later));
        let same_formulary = earlier.medications == later.medications;
        let own = (over(&before), over(&after));
        let shared = over(&shared);
        Self { earlier, later, changed: (before, after), shared, own, same_formulary }
    }

    /// Whose outcomes differ where both packs know the same of a case, and sell the same.
    fn compare_same<'s>(
        &'s self,
        (case, known): (&'s Case<'s>, &'s Known<'s>),
        under: (&'s Ledger, Opening),
    ) -> Compared<'s> {
        let changed = listed(&self.own.0).chain(listed(&self.own.1));
        let speaking: Vec<_> = changed.filter(|one| one.speaks(case, known)).collect();
        let places: BTreeSet<usize> =
            speaking.iter().flat_map(|listed| listed.about()).copied().collect();
        let (was, is) = self.of_same((case, known), under, &places);
        Compared { was, is, speaking }
    }

    /// The same where the packs know, or sell, something else.
    fn compare<'s>(
        &'s self,
        (before, known_before): (&'s Case<'s>, &'s Known<'s>),
        (after, known_after): (&'s Case<'s>, &'s Known<'s>),
        under: (&'s Ledger, Opening),
    ) -> Compared<'s> {
        let (earlier, later) = &self.changed;
        let earlier = earlier.iter().filter(|listed| listed.speaks(before, known_before));
        let later = later.iter().filter(|listed| listed.speaks(after, known_after));
        Compared {
            was: all(&self.earlier, (before, known_before), under),
            is: all(&self.later, (after, known_after), under),
            speaking: earlier.chain(later).copied().collect(),
        }
    }

    /// The outcomes under the two packs of a case of which both know the same, for the
    /// medicines in these places.
    fn of_same<'s>(
        &'s self,
        asked: (&'s Case<'s>, &'s Known<'s>),
        under: (&'s Ledger, Opening),
        places: &BTreeSet<usize>,
    ) -> (Decided<'s>, Decided<'s>) {
        let medications = self.earlier.medications;
        let mut before = Outcomes::new(asked, under, medications, |place| places.contains(&place));
        before.hear(listed(&self.shared));
        let mut after = before.clone();
        before.hear(listed(&self.own.0));
        after.hear(listed(&self.own.1));
        (ids(&before), ids(&after))
    }
}

/// A case under both packs.
struct Compared<'a> {
    was: Decided<'a>,
    is: Decided<'a>,
    /// The changed rules that say something of it.
    speaking: Vec<Listed<'a>>,
}

/// The medicines with their outcomes.
type Decided<'a> = BTreeMap<&'a MedicationId, Outcome>;

fn ids<'a>(outcomes: &Outcomes<'a>) -> Decided<'a> {
    outcomes.conclude().map(|(medication, outcome)| (&medication.id, outcome)).collect()
}

/// The outcomes of a case for every medicine of a set.
fn all<'s>(
    set: &'s RuleSet<'_>,
    asked: (&'s Case<'s>, &'s Known<'s>),
    under: (&'s Ledger, Opening),
) -> Decided<'s> {
    let mut outcomes = Outcomes::new(asked, under, set.medications, |_| true);
    outcomes.hear(set.rules.iter().copied());
    ids(&outcomes)
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
                    What::Added(_) | What::Removed(_) => true,
                    What::Changed(parts) => parts.iter().any(|part| part.name == "medicine-class"),
                }
        });
        let packs = (earlier, later);
        let both = earlier.protocols().filter_map(|protocol| {
            let both = Both::new(packs, &protocol.id, &|rule| changed(&rule))?;
            Some((protocol.id.clone(), both))
        });
        let both = both.collect();
        Self {
            earlier,
            later,
            under,
            rules,
            formularies,
            facts_changed: any(Kind::Fact),
            lexicon_changed: any(Kind::Lexicon) || classes,
            both,
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
        let both = self.both.get(&before.protocol);
        let sides = both.and_then(|both| Some((both, both.sides.get(&before.location)?)));
        let Some((both, sides)) = sides else {
            return self.without_protocol(before, on);
        };
        let (case, case_after) = (before.case(on), after.case(on));
        let same = !self.facts_changed && sides.same_formulary && before.facts == after.facts;
        let own = case.own_facts(on);
        let (own_after, known, known_after);
        let Compared { was, is, speaking } = if same {
            known = case.known(&own, &both.catalogue);
            sides.compare_same((&case, &known), self.under)
        } else {
            known = case.known(&own, sides.earlier.catalogue);
            own_after = case_after.own_facts(on);
            known_after = case_after.known(&own_after, sides.later.catalogue);
            sides.compare((&case, &known), (&case_after, &known_after), self.under)
        };
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

    fn speaking_of(&self, id: &MedicationId, speaking: &[Listed<'_>]) -> BTreeSet<RuleId> {
        let medication = self.later.medication(id).or_else(|| self.earlier.medication(id));
        speaking
            .iter()
            .filter(|one| medication.is_some_and(|known| one.rule.concerns_medication(known)))
            .map(|one| one.rule.id.clone())
            .collect()
    }

    /// Every medicine of a protocol that the later pack does not have.
    fn without_protocol(&self, grounds: &Grounds, on: Date) -> Vec<Flip> {
        let Some(set) = self.earlier.rule_set(grounds.location, &grounds.protocol) else {
            return Vec::new();
        };
        let case = grounds.case(on);
        let own = case.own_facts(on);
        let known = case.known(&own, set.catalogue);
        all(&set, (&case, &known), self.under)
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
