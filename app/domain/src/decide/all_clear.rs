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
    /// whether it speaks where it is true.
    fn note(&mut self, pack: &Pack, condition: &Condition, holds: bool) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    self.note(pack, part, holds);
                }
            }
            Condition::Not(part) => self.note(pack, part, !holds),
            Condition::Is { fact, value: Value::Boolean(value) } => {
                let boolean = pack
                    .catalogue()
                    .get(fact.as_str())
                    .filter(|definition| definition.fact_type == FactType::Boolean);
                let Some(definition) = boolean else { return };
                let holds = *value == holds;
                let side = if holds { &mut self.bars_when_true } else { &mut self.bars_when_false };
                if side.insert(fact.clone())
                    && let Some(derived) = &definition.derived
                {
                    self.note(pack, derived, holds);
                }
            }
            Condition::Is { .. }
            | Condition::OneOf { .. }
            | Condition::Has { .. }
            | Condition::Compare { .. }
            | Condition::Within { .. } => {}
        }
    }
}
