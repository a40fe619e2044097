//! Conditions as packs write them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Comparison, Condition, Period};
use crate::rules::{fact::FactName, value::Value};

/// A table that is not a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// It combines conditions and asks about a fact at once.
    #[error("a condition holds either one of `all`, `any`, `not`, or a `fact` with what to ask")]
    Mixed,
    /// Nothing is asked of the fact.
    #[error(
        "say what to ask of `{0}`: `is`, `one-of`, `has`, `at-least`, `more-than`, `at-most`, `less-than`, `within-days` or `within-months`"
    )]
    NothingAsked(FactName),
    /// The list is empty.
    #[error("`{0}` must list at least one condition or code")]
    Empty(&'static str),
    /// A set of codes cannot be compared.
    #[error("`is` takes a boolean, a number, a date or a code; for a list write `one-of` or `has`")]
    List,
    /// Only numbers and dates have an order.
    #[error("`{0}` takes a number or a date")]
    NoOrder(&'static str),
}

/// All keys that a condition may have.
#[derive(Default, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    default,
    expecting = "a table such as `{ fact = \"...\", is = true }`"
)]
pub(super) struct ConditionForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Box<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<FactName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_of: Option<BTreeSet<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_than: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    less_than: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within_days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    within_months: Option<u16>,
}

impl TryFrom<ConditionForm> for Condition {
    type Error = ConditionError;

    fn try_from(mut form: ConditionForm) -> Result<Self, Self::Error> {
        let combined = (form.all.take(), form.any.take(), form.not.take());
        let asks_nothing = form.asks_nothing();
        match (combined, form.fact.take()) {
            ((Some(parts), None, None), None) if asks_nothing => some("all", parts).map(Self::All),
            ((None, Some(parts), None), None) if asks_nothing => some("any", parts).map(Self::Any),
            ((None, None, Some(part)), None) if asks_nothing => Ok(Self::Not(part)),
            ((None, None, None), Some(fact)) if asks_nothing => {
                Err(ConditionError::NothingAsked(fact))
            }
            ((None, None, None), Some(fact)) => {
                let mut questions = form.questions(&fact)?;
                match (questions.pop(), questions.is_empty()) {
                    (Some(only), true) => Ok(only),
                    (last, _) => Ok(Self::All(questions.into_iter().chain(last).collect())),
                }
            }
            _ => Err(ConditionError::Mixed),
        }
    }
}

fn some<T>(key: &'static str, items: Vec<T>) -> Result<Vec<T>, ConditionError> {
    if items.is_empty() { Err(ConditionError::Empty(key)) } else { Ok(items) }
}

impl ConditionForm {
    const fn asks_nothing(&self) -> bool {
        self.is.is_none()
            && self.one_of.is_none()
            && self.has.is_none()
            && self.at_least.is_none()
            && self.more_than.is_none()
            && self.at_most.is_none()
            && self.less_than.is_none()
            && self.within_days.is_none()
            && self.within_months.is_none()
    }

    /// Everything that is asked of the fact, in a fixed order.
    fn questions(self, fact: &FactName) -> Result<Vec<Condition>, ConditionError> {
        let fact = || fact.clone();
        let mut questions = Vec::new();
        if let Some(value) = self.is {
            if matches!(value, Value::Codes { .. }) {
                return Err(ConditionError::List);
            }
            questions.push(Condition::Is { fact: fact(), value });
        }
        if let Some(codes) = self.one_of {
            if codes.is_empty() {
                return Err(ConditionError::Empty("one-of"));
            }
            questions.push(Condition::OneOf { fact: fact(), codes });
        }
        if let Some(code) = self.has {
            questions.push(Condition::Has { fact: fact(), code });
        }
        let bounds = [
            ("at-least", Comparison::AtLeast, self.at_least),
            ("more-than", Comparison::MoreThan, self.more_than),
            ("at-most", Comparison::AtMost, self.at_most),
            ("less-than", Comparison::LessThan, self.less_than),
        ];
        for (key, comparison, bound) in bounds {
            let Some(bound) = bound else { continue };
            if !matches!(bound, Value::Number(_) | Value::Date(_)) {
                return Err(ConditionError::NoOrder(key));
            }
            questions.push(Condition::Compare { fact: fact(), comparison, bound });
        }
        let periods = [self.within_days.map(Period::Days), self.within_months.map(Period::Months)];
        for period in periods.into_iter().flatten() {
            questions.push(Condition::Within { fact: fact(), period });
        }
        Ok(questions)
    }
}

impl From<Condition> for ConditionForm {
    fn from(condition: Condition) -> Self {
        let mut form = Self::default();
        match condition {
            Condition::All(parts) => form.all = Some(parts),
            Condition::Any(parts) => form.any = Some(parts),
            Condition::Not(part) => form.not = Some(part),
            Condition::Is { fact, value } => (form.fact, form.is) = (Some(fact), Some(value)),
            Condition::OneOf { fact, codes } => {
                (form.fact, form.one_of) = (Some(fact), Some(codes));
            }
            Condition::Has { fact, code } => (form.fact, form.has) = (Some(fact), Some(code)),
            Condition::Compare { fact, comparison, bound } => {
                form.fact = Some(fact);
                let key = match comparison {
                    Comparison::AtLeast => &mut form.at_least,
                    Comparison::MoreThan => &mut form.more_than,
                    Comparison::AtMost => &mut form.at_most,
                    Comparison::LessThan => &mut form.less_than,
                };
                *key = Some(bound);
            }
            Condition::Within { fact, period } => {
                form.fact = Some(fact);
                match period {
                    Period::Days(days) => form.within_days = Some(days),
                    Period::Months(months) => form.within_months = Some(months),
                }
            }
        }
        form
    }
}
