//! What is known: values by the name of their fact.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::fact::{FactName, FactType};
use crate::{decimal::Decimal, packed};

/// The value of one fact.
///
/// In JSON and TOML each stands as itself: `true`, `5`, `"2026-12-31"`,
/// `"a-code"`, `["a", "b"]`, or `{"known": ["a"], "complete": false}`. A text
/// that reads as a date is one, and so is a decimal fraction; codes are neither.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A number, in the unit of its fact.
    Number(Decimal),
    /// A day.
    Date(
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        Date,
    ),
    /// One code.
    Code(String),
    /// A set of codes.
    Codes {
        /// The codes that are known to be in it.
        known: BTreeSet<String>,
        /// There are no others.
        complete: bool,
    },
}

impl Value {
    /// The type of fact that it fits.
    #[must_use]
    pub const fn fact_type(&self) -> FactType {
        match self {
            Self::Boolean(_) => FactType::Boolean,
            Self::Number(_) => FactType::Number,
            Self::Date(_) => FactType::Date,
            Self::Code(_) => FactType::Code,
            Self::Codes { .. } => FactType::Codes,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesForm {
    known: BTreeSet<String>,
    complete: bool,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Number(value) => value.serialize(serializer),
            Self::Date(value) => value.serialize(serializer),
            Self::Code(value) => serializer.serialize_str(value),
            Self::Codes { known, complete: true } => known.serialize(serializer),
            Self::Codes { known, complete } => {
                CodesForm { known: known.clone(), complete: *complete }.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("true, false, a number, a date, a code or a list of codes")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.visit_number(&value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.visit_number(&value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.visit_number(&value.to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        if let Ok(date) = text.parse() {
            return Ok(Value::Date(date));
        }
        match text.parse() {
            Ok(number) if text.contains('.') => Ok(Value::Number(number)),
            Ok(_) | Err(_) => Ok(Value::Code(text.to_owned())),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut known = BTreeSet::new();
        while let Some(code) = items.next_element()? {
            known.insert(code);
        }
        Ok(Value::Codes { known, complete: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        let CodesForm { known, complete } =
            CodesForm::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Value::Codes { known, complete })
    }
}

impl ValueVisitor {
    fn visit_number<E: de::Error>(self, text: &str) -> Result<Value, E> {
        text.parse().map(Value::Number).map_err(E::custom)
    }
}

/// Values by name; a fact that is absent is not known.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(transparent)]
pub struct Facts(BTreeMap<FactName, Value>);

impl Facts {
    /// Nothing is known.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The value, where it is known.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Makes a fact known, or known otherwise; gives what was known before.
    pub fn insert(&mut self, name: impl Into<FactName>, value: Value) -> Option<Value> {
        self.0.insert(name.into(), value)
    }

    /// Makes a fact unknown; gives what was known before.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Makes unknown what `keep` does not keep; it is asked in order of names.
    pub fn retain(&mut self, mut keep: impl FnMut(&FactName, &Value) -> bool) {
        self.0.retain(|name, value| keep(name, value));
    }

    /// All that is known, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&FactName, &Value)> {
        self.0.iter()
    }

    /// How many facts are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(FactName, Value)> for Facts {
    fn from_iter<I: IntoIterator<Item = (FactName, Value)>>(facts: I) -> Self {
        Self(facts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_read_back_as_they_were_written() {
        let text = r#"{"at":"2026-12-31","code":"US-AR","dose":"2.5","list":["a"],"open":{"known":["b"],"complete":false},"pulse":-70,"yes":true}"#;
        let facts: Facts = serde_json::from_str(text).unwrap();
        let types: Vec<_> = facts.iter().map(|(_, value)| value.fact_type()).collect();
        assert_eq!(types, {
            use FactType::{Boolean, Code, Codes, Date, Number};
            [Date, Code, Number, Codes, Codes, Number, Boolean]
        });
        assert_eq!(serde_json::to_string(&facts).unwrap(), text);
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for text in ["null", "1.2345", "[1]", "{}", r#"{"known":[]}"#, "1e300"] {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
    }
}
