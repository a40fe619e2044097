//! Conditions must name facts that exist, and ask what their type can answer.

use super::Known;
use crate::rules::{Comparison, Condition, FactDefinition, FactName, FactType, Value, builtin};
use crate::suggest::suggestion;

/// Every mistake in a condition.
pub(super) fn mistakes(condition: &Condition, known: &Known<'_>) -> Vec<String> {
    let mut found = Vec::new();
    condition.visit(&mut |part| {
        found.extend(mistake(part, known));
        found.extend(empty_range(part));
        true
    });
    found
}

fn mistake(part: &Condition, known: &Known<'_>) -> Option<String> {
    match part {
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => None,
        Condition::Is { fact, value } => with(fact, known, |definition| {
            if definition.fact_type == FactType::Codes {
                return Some(format!("`{fact}` is a set of codes: write `has = \"...\"`"));
            }
            expected(fact, definition.fact_type, value)
                .or_else(|| codes(fact, text_of(value), known))
        }),
        Condition::OneOf { fact, codes: listed } => with(fact, known, |definition| {
            let kind = definition.fact_type;
            if kind != FactType::Code {
                return Some(format!("`{fact}` is a {}: `one-of` asks only a code", kind.as_str()));
            }
            codes(fact, listed.iter().map(String::as_str), known)
        }),
        Condition::Has { fact, code } => with(fact, known, |definition| {
            let kind = definition.fact_type;
            if kind != FactType::Codes {
                return Some(format!(
                    "`{fact}` is a {}: `has` asks only a set of codes; write `is`",
                    kind.as_str()
                ));
            }
            codes(fact, [code.as_str()], known)
        }),
        Condition::Compare { fact, bound, .. } => {
            with(fact, known, |definition| expected(fact, definition.fact_type, bound))
        }
        Condition::Within { fact, .. } => with(fact, known, |definition| {
            let kind = definition.fact_type;
            (kind != FactType::Date)
                .then(|| format!("`{fact}` is a {}: `within-...` asks only a date", kind.as_str()))
        }),
    }
}

/// Looks the fact up, and says so when there is none.
fn with(
    fact: &FactName,
    known: &Known<'_>,
    check: impl FnOnce(&FactDefinition) -> Option<String>,
) -> Option<String> {
    match known.fact(fact.as_str()) {
        Some(definition) => check(definition),
        None => unknown_fact(fact.as_str(), known),
    }
}

/// A fact whose own declaration is mistaken is not told again wherever it is named.
pub(super) fn unknown_fact(name: &str, known: &Known<'_>) -> Option<String> {
    known.lacks(name).then(|| {
        let near = suggestion(name, known.facts.keys().copied());
        format!(
            "unknown fact `{name}`{near}: declare it in `facts.toml`, or write one that is there"
        )
    })
}

fn expected(fact: &FactName, kind: FactType, value: &Value) -> Option<String> {
    let example = match kind {
        FactType::Boolean => "true",
        FactType::Number => "5",
        FactType::Date => "2026-12-31",
        FactType::Code | FactType::Codes => "\"a-code\"",
    };
    (value.fact_type() != kind)
        .then(|| format!("`{fact}` is a {}: write a value like `{example}`", kind.as_str()))
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Code(code) => Some(code),
        Value::Boolean(_) | Value::Number(_) | Value::Date(_) | Value::Codes { .. } => None,
    }
}

/// A code that can never be there would silently switch a rule off.
fn codes<'a>(
    fact: &FactName,
    asked: impl IntoIterator<Item = &'a str>,
    known: &Known<'_>,
) -> Option<String> {
    let allowed = if fact.as_str() == builtin::MEDICINE_CLASSES {
        known.medicine_classes.iter().copied().collect()
    } else {
        builtin::codes(fact.as_str())?
    };
    let wrong = asked.into_iter().find(|code| !allowed.contains(code))?;
    let near = suggestion(wrong, allowed.iter().copied());
    Some(format!("`{fact}` is never `{wrong}`{near}"))
}

/// A range in one table whose lower bound lies above its upper bound.
fn empty_range(part: &Condition) -> Option<String> {
    let Condition::All(parts) = part else { return None };
    let bounds = |lower: bool| {
        parts.iter().filter_map(move |part| match part {
            Condition::Compare { fact, comparison, bound } => {
                let is_lower = matches!(comparison, Comparison::AtLeast | Comparison::MoreThan);
                (is_lower == lower).then_some((fact, comparison, bound))
            }
            Condition::All(_)
            | Condition::Any(_)
            | Condition::Not(_)
            | Condition::Is { .. }
            | Condition::OneOf { .. }
            | Condition::Has { .. }
            | Condition::Within { .. } => None,
        })
    };
    for (fact, above, least) in bounds(true) {
        for (_, below, most) in bounds(false).filter(|(other, ..)| *other == fact) {
            let closed = matches!((above, below), (Comparison::AtLeast, Comparison::AtMost));
            let same_type = least.fact_type() == most.fact_type();
            if same_type && (least > most || (least == most && !closed)) {
                return Some(format!(
                    "no value of `{fact}` lies in this range: exchange the bounds"
                ));
            }
        }
    }
    None
}
