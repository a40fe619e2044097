//! `"facts": "all-clear"`: nothing of what bars, warns or refers.

use std::collections::BTreeSet;

use crate::{
    pack::Pack,
    rules::{Condition, Effect, FactName, FactType, Facts, Value},
};

/// Every boolean that bars, warns or refers, in any rule of the pack, is false; nothing
/// else is known. A boolean that a rule asks for the other way round, where false is what
/// bars, stays unknown.
pub(super) fn facts(pack: &Pack) -> Facts {
    let mut sides = Sides::default();
    let speaks = |effect: &Effect| match effect {
        Effect::Prohibit | Effect::Refer | Effect::Stop(_) | Effect::Alert => true,
        Effect::Open | Effect::Require(_) | Effect::Limit(_) | Effect::Oblige(_) => false,
    };
    for rule in pack.rules().filter(|rule| speaks(&rule.effect)) {
        if let Some(when) = &rule.when {
            sides.note(pack, when, true);
        }
    }
    let Sides { bars_when_true, bars_when_false } = sides;
    bars_when_true
        .difference(&bars_when_false)
        .map(|name| (name.clone(), Value::Boolean(false)))
        .collect()
}

/// Which value of each boolean speaks against a medicine.
#[derive(Default)]
struct Sides {
    bars_when_true: BTreeSet<FactName>,
    bars_when_false: BTreeSet<FactName>,
}

impl Sides {
    /// Notes the booleans of a condition, and of those that it is derived from. `holds`:
    /// whether it speaks where it is true. What is still to be noted waits in a list: facts
    /// may be derived from each other in a chain of any length.
    fn note<'a>(&mut self, pack: &'a Pack, condition: &'a Condition, holds: bool) {
        let mut open = vec![(condition, holds)];
        while let Some((condition, holds)) = open.pop() {
            match condition {
                Condition::All(parts) | Condition::Any(parts) => {
                    open.extend(parts.iter().map(|part| (part, holds)));
                }
                Condition::Not(part) => open.push((part, !holds)),
                Condition::Is { fact, value: Value::Boolean(value) } => {
                    open.extend(self.note_fact(pack, fact, *value == holds));
                }
                Condition::Is { .. }
                | Condition::OneOf { .. }
                | Condition::Has { .. }
                | Condition::Compare { .. }
                | Condition::Within { .. } => {}
            }
        }
    }

    /// Notes one boolean that speaks where it is `value`; gives what it is derived from, the
    /// first time.
    fn note_fact<'a>(
        &mut self,
        pack: &'a Pack,
        fact: &FactName,
        value: bool,
    ) -> Option<(&'a Condition, bool)> {
        let definition = pack
            .catalogue()
            .get(fact.as_str())
            .filter(|definition| definition.fact_type == FactType::Boolean)?;
        let side = if value { &mut self.bars_when_true } else { &mut self.bars_when_false };
        let is_new = side.insert(fact.clone());
        definition.derived.as_ref().filter(|_| is_new).map(|derived| (derived, value))
    }
}
