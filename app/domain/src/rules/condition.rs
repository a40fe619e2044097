//! Conditions over facts, with three values.

mod form;

use std::collections::BTreeSet;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::{Span, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    fact::FactName,
    truth::Truth,
    value::{Facts, Value},
};

pub use form::ConditionError;

/// A condition. No operator asks whether a fact is known.
///
/// It names facts by `F`: as packs write them, or by their places in a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Condition<F = FactName> {
    /// Every one holds; an empty list always does.
    All(Vec<Self>),
    /// At least one holds; an empty list never does.
    Any(Vec<Self>),
    /// It does not hold. Borsh reads what is boxed through what can be cloned, which it does not
    /// find out by itself.
    Not(#[borsh(bound(deserialize = "F: BorshDeserialize + Clone"))] Box<Self>),
    /// The fact has this value.
    Is {
        /// The fact.
        fact: F,
        /// A boolean, number, date or code.
        value: Value,
    },
    /// The fact's code is among these.
    OneOf {
        /// The fact.
        fact: F,
        /// The codes.
        codes: BTreeSet<String>,
    },
    /// The fact's set holds this code.
    Has {
        /// The fact.
        fact: F,
        /// The code.
        code: String,
    },
    /// The fact lies on this side of a bound.
    Compare {
        /// The fact.
        fact: F,
        /// The side.
        comparison: Comparison,
        /// A number or a date.
        bound: Value,
    },
    /// The fact's date is not in the future and not longer ago than this.
    Within {
        /// The fact.
        fact: F,
        /// How long ago, the last day included.
        period: Period,
    },
}

/// The side of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Comparison {
    /// The bound or more.
    AtLeast,
    /// More than the bound.
    MoreThan,
    /// The bound or less.
    AtMost,
    /// Less than the bound.
    LessThan,
}

impl Comparison {
    fn holds<T: Ord>(self, value: &T, bound: &T) -> bool {
        match self {
            Self::AtLeast => value >= bound,
            Self::MoreThan => value > bound,
            Self::AtMost => value <= bound,
            Self::LessThan => value < bound,
        }
    }
}

/// A time counted back from the day of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Period {
    /// Days.
    Days(u16),
    /// Calendar months, clamped to the end of a shorter month.
    Months(u16),
}

impl Period {
    /// The earliest day that still counts on the day `on`.
    #[must_use]
    pub fn first_day(self, on: Date) -> Date {
        on.saturating_sub(match self {
            Self::Days(days) => Span::new().days(days),
            Self::Months(months) => Span::new().months(months),
        })
    }

    /// The day is neither in the future nor too long ago.
    #[must_use]
    pub fn contains(self, day: Date, on: Date) -> bool {
        day <= on && day >= self.first_day(on)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        form::ConditionForm::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = form::ConditionForm::deserialize(deserializer)?;
        form.try_into().map_err(serde::de::Error::custom)
    }
}

/// Who knows the values of facts, each named by an `F`.
pub trait Knows<F> {
    /// The value of a fact, where it is known.
    fn value(&self, fact: &F) -> Option<&Value>;
}

impl Knows<FactName> for Facts {
    fn value(&self, fact: &FactName) -> Option<&Value> {
        self.get(fact.as_str())
    }
}

impl<F: Clone + Ord> Condition<F> {
    /// What the condition says of these facts on the day `on`. A value of
    /// another type than the condition asks for counts as not known.
    #[must_use]
    pub fn evaluate(&self, facts: &impl Knows<F>, on: Date) -> Truth {
        match self {
            Self::All(parts) => Truth::all(parts.iter().map(|part| part.evaluate(facts, on))),
            Self::Any(parts) => Truth::any(parts.iter().map(|part| part.evaluate(facts, on))),
            Self::Not(part) => part.evaluate(facts, on).not(),
            Self::Is { fact, value } => match facts.value(fact) {
                Some(known) if known.fact_type() == value.fact_type() => (known == value).into(),
                Some(_) | None => Truth::Unknown,
            },
            Self::OneOf { fact, codes } => match facts.value(fact) {
                Some(Value::Code(code)) => codes.contains(code).into(),
                Some(_) | None => Truth::Unknown,
            },
            Self::Has { fact, code } => match facts.value(fact) {
                Some(Value::Codes { known, .. }) if known.contains(code) => Truth::True,
                Some(Value::Codes { complete: true, .. }) => Truth::False,
                Some(_) | None => Truth::Unknown,
            },
            Self::Compare { fact, comparison, bound } => match (facts.value(fact), bound) {
                (Some(Value::Number(value)), Value::Number(bound)) => {
                    comparison.holds(value, bound).into()
                }
                (Some(Value::Date(value)), Value::Date(bound)) => {
                    comparison.holds(value, bound).into()
                }
                (Some(_) | None, _) => Truth::Unknown,
            },
            Self::Within { fact, period } => match facts.value(fact) {
                Some(Value::Date(day)) => period.contains(*day, on).into(),
                Some(_) | None => Truth::Unknown,
            },
        }
    }

    /// The facts that would have to be known, where the condition is not.
    #[must_use]
    pub fn unknown_facts(&self, facts: &impl Knows<F>, on: Date) -> BTreeSet<F> {
        let mut names = BTreeSet::new();
        self.collect_unknown(facts, on, &mut names);
        names
    }

    fn collect_unknown(&self, facts: &impl Knows<F>, on: Date, names: &mut BTreeSet<F>) {
        if self.evaluate(facts, on) != Truth::Unknown {
            return;
        }
        self.visit(&mut |part| {
            if let Some(fact) = part.own_fact()
                && part.evaluate(facts, on) == Truth::Unknown
            {
                names.insert(fact.clone());
            }
            // Below a part that is decided, nothing needs to be asked.
            part.evaluate(facts, on) == Truth::Unknown
        });
    }

    /// All facts that it names.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<&F> {
        let mut names = BTreeSet::new();
        self.visit(&mut |part| {
            names.extend(part.own_fact());
            true
        });
        names
    }

    /// Shows each part to `see`, which says whether to go deeper.
    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self) -> bool) {
        if !see(self) {
            return;
        }
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.visit(see);
                }
            }
            Self::Not(part) => part.visit(see),
            Self::Is { .. }
            | Self::OneOf { .. }
            | Self::Has { .. }
            | Self::Compare { .. }
            | Self::Within { .. } => {}
        }
    }

    /// The same condition with its facts named otherwise.
    #[must_use]
    pub(crate) fn renamed<G>(&self, name: &dyn Fn(&F) -> G) -> Condition<G> {
        let all = |parts: &[Self]| parts.iter().map(|part| part.renamed(name)).collect();
        match self {
            Self::All(parts) => Condition::All(all(parts)),
            Self::Any(parts) => Condition::Any(all(parts)),
            Self::Not(part) => Condition::Not(Box::new(part.renamed(name))),
            Self::Is { fact, value } => Condition::Is { fact: name(fact), value: value.clone() },
            Self::OneOf { fact, codes } => {
                Condition::OneOf { fact: name(fact), codes: codes.clone() }
            }
            Self::Has { fact, code } => Condition::Has { fact: name(fact), code: code.clone() },
            Self::Compare { fact, comparison, bound } => Condition::Compare {
                fact: name(fact),
                comparison: *comparison,
                bound: bound.clone(),
            },
            Self::Within { fact, period } => {
                Condition::Within { fact: name(fact), period: *period }
            }
        }
    }

    const fn own_fact(&self) -> Option<&F> {
        match self {
            Self::All(_) | Self::Any(_) | Self::Not(_) => None,
            Self::Is { fact, .. }
            | Self::OneOf { fact, .. }
            | Self::Has { fact, .. }
            | Self::Compare { fact, .. }
            | Self::Within { fact, .. } => Some(fact),
        }
    }
}

#[cfg(test)]
mod tests;
