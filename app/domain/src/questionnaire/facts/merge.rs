//! Several questions may speak of one fact.

use std::collections::BTreeMap;

use crate::rules::{Facts, Value};

/// What one question says about a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It was asked, and it is not known.
    Unknown,
    /// It is known.
    Known(Value),
}

/// What all questions together say.
#[derive(Default)]
pub(super) struct Statements(BTreeMap<String, Said>);

impl Statements {
    pub(super) fn add(&mut self, fact: &str, said: Said) {
        let merged = match self.0.remove(fact) {
            Some(before) => merge(before, said),
            None => said,
        };
        self.0.insert(fact.to_owned(), merged);
    }

    pub(super) fn into_facts(self) -> Facts {
        let mut facts = Facts::default();
        for (name, said) in self.0 {
            if let Said::Known(value) = said {
                facts.insert(name, value);
            }
        }
        facts
    }
}

/// True wins, then unknown, then false; sets of codes are joined; two different
/// numbers, dates or codes leave it unknown.
fn merge(one: Said, other: Said) -> Said {
    match (one, other) {
        (Said::Known(Value::Boolean(true)), _) | (_, Said::Known(Value::Boolean(true))) => {
            Said::Known(Value::Boolean(true))
        }
        (
            Said::Known(Value::Codes { known: one, complete: all }),
            Said::Known(Value::Codes { known: other, complete: too }),
        ) => Said::Known(Value::Codes {
            known: one.into_iter().chain(other).collect(),
            complete: all && too,
        }),
        (Said::Known(Value::Codes { known, .. }), Said::Unknown)
        | (Said::Unknown, Said::Known(Value::Codes { known, .. })) => {
            Said::Known(Value::Codes { known, complete: false })
        }
        (one, other) if one == other => one,
        _ => Said::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_wins_then_unknown_then_false_in_either_order() {
        let known = |value| Said::Known(Value::Boolean(value));
        for (one, other, both) in [
            (known(true), known(false), known(true)),
            (known(true), Said::Unknown, known(true)),
            (known(false), Said::Unknown, Said::Unknown),
            (known(false), known(false), known(false)),
            (
                Said::Known(Value::Code("a".to_owned())),
                Said::Known(Value::Code("b".to_owned())),
                Said::Unknown,
            ),
        ] {
            assert_eq!(merge(one.clone(), other.clone()), both);
            assert_eq!(merge(other, one), both);
        }
    }

    #[test]
    fn sets_are_joined_and_complete_only_where_both_are() {
        let codes = |list: &[&str], complete| {
            let known = list.iter().map(|code| (*code).to_owned()).collect();
            Said::Known(Value::Codes { known, complete })
        };
        let joined = merge(codes(&["a"], true), codes(&["b"], false));
        assert_eq!(joined, codes(&["a", "b"], false));
        assert_eq!(merge(codes(&["a"], true), Said::Unknown), codes(&["a"], false));
    }
}
