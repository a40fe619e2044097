//! When a rule applies, as people read it.

use super::list;
use crate::{
    rules::{Comparison, Condition, Period, Value},
    words::date,
};

/// "age is at least 65 and not (medicines has nitrates)"; facts by their names.
pub(super) fn in_words(condition: &Condition) -> String {
    match condition {
        Condition::All(all) => joined(all, " and ", "always"),
        Condition::Any(any) => joined(any, " or ", "never"),
        Condition::Not(inner) => format!("not ({})", in_words(inner)),
        Condition::Is { fact, value } => format!("{fact} is {}", worth(value)),
        Condition::OneOf { fact, codes } => format!("{fact} is one of: {}", list(codes)),
        Condition::Has { fact, code } => format!("{fact} has {code}"),
        Condition::Compare { fact, comparison, bound } => {
            format!("{fact} is {} {}", side(*comparison), worth(bound))
        }
        Condition::Within { fact, period } => match period {
            Period::Days(days) => format!("{fact} is at most {days} days ago"),
            Period::Months(months) => format!("{fact} is at most {months} months ago"),
        },
    }
}

/// Each in brackets where it is itself made of several.
fn joined(all: &[Condition], between: &str, none: &str) -> String {
    match all {
        [] => none.to_owned(),
        [one] => in_words(one),
        all => {
            let all: Vec<String> = all.iter().map(bracketed).collect();
            all.join(between)
        }
    }
}

fn bracketed(condition: &Condition) -> String {
    match condition {
        Condition::All(_) | Condition::Any(_) | Condition::OneOf { .. } => {
            format!("({})", in_words(condition))
        }
        Condition::Not(_)
        | Condition::Is { .. }
        | Condition::Has { .. }
        | Condition::Compare { .. }
        | Condition::Within { .. } => in_words(condition),
    }
}

const fn side(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::AtLeast => "at least",
        Comparison::MoreThan => "more than",
        Comparison::AtMost => "at most",
        Comparison::LessThan => "less than",
    }
}

fn worth(value: &Value) -> String {
    match value {
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Date(day) => date(*day),
        Value::Code(code) => code.clone(),
        Value::Codes { known, .. } => list(known),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_condition_is_read_with_its_brackets() {
        for (condition, read) in [
            (json!({"fact": "smokes", "is": true}), "smokes is yes"),
            (
                json!({"all": [
                    {"fact": "age", "at-least": 65},
                    {"any": [{"fact": "taken", "has": "a"}, {"fact": "dose", "more-than": 2.5}]},
                    {"not": {"fact": "visit", "one-of": ["audio", "video"]}},
                ]}),
                "age is at least 65 and (taken has a or dose is more than 2.5) and \
                 not (visit is one of: audio, video)",
            ),
            (json!({"fact": "seen", "within-months": 12}), "seen is at most 12 months ago"),
            (json!({"fact": "due", "is": "2026-12-31"}), "due is December 31, 2026"),
        ] {
            let condition: Condition = serde_json::from_value(condition).unwrap();
            assert_eq!(in_words(&condition), read);
        }
    }
}
