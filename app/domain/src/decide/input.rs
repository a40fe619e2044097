//! A case in JSON.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value as Json};

use super::{VERSION, all_clear};
use crate::{
    evidence::Evidence,
    licence::{LicenceStatus, LicenceTerm},
    medication::{MedicationId, ProtocolId},
    pack::Pack,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    relationship::{EvaluatedBy, Modality, Relationship, VisitOnRecord},
    rules::{CaseError, FactType, Facts, Jurisdiction, Value, builtin},
    suggest::suggestion,
    untold::mistake,
};

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// [`VERSION`].
    pub version: Version,
    /// The day of the decision, where the patient is.
    #[serde(deserialize_with = "day")]
    pub on: Date,
    /// Who and where the patient is.
    pub patient: PatientInput,
    /// What patient and clinic are to each other; new where it is not said.
    #[serde(default)]
    pub relationship: RelationshipInput,
    /// The protocol.
    pub protocol: ProtocolId,
    /// One medicine; every one of the protocol's where it is not said.
    #[serde(default)]
    pub medication: Option<MedicationId>,
    /// What is known.
    #[serde(default)]
    pub facts: FactsInput,
    /// Evidence on record.
    #[serde(default)]
    #[serde(deserialize_with = "evidence")]
    pub evidence: Vec<Evidence>,
    /// The codes of the consents that were signed.
    #[serde(default)]
    pub consents: BTreeSet<String>,
    /// The duties, or the rules, that were met and recorded.
    #[serde(default)]
    pub fulfilled: BTreeSet<String>,
    /// The live visit of this encounter.
    #[serde(default)]
    pub visit: Option<VisitOnRecord>,
    /// The prescriber; nobody yet where it is not said.
    #[serde(default)]
    pub clinician: Option<ClinicianInput>,
}

/// The version of the interface: always [`VERSION`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            VERSION => Ok(Self),
            other => Err(D::Error::custom(format!(
                "`version` must be {VERSION}: this program does not know version {other}"
            ))),
        }
    }
}

/// Who and where the patient is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientInput {
    /// The birth date; null where it is not known.
    pub birth_date: Option<BirthDate>,
    /// Sex at birth; null where it is not known.
    pub sex_at_birth: Option<SexAtBirth>,
    /// The state that the patient is in on that day.
    pub location: Location,
}

/// A state, as `US-TX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location(pub UsState);

impl Serialize for Location {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.jurisdiction())
    }
}

impl<'de> Deserialize<'de> for Location {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(Jurisdiction::State(state)) => Ok(Self(state)),
            Ok(Jurisdiction::Federal) | Err(_) => {
                Err(D::Error::custom(format!("`{text}` is not a state; write one as `US-TX`")))
            }
        }
    }
}

/// What patient and clinic are to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationshipInput {
    /// New, established, or evaluated in person.
    pub kind: RelationshipKind,
    /// The day of the latest visit; not for a new patient.
    #[serde(default)]
    pub on: Option<Date>,
    /// By whom an in-person evaluation was made; by somebody else where it is not said.
    #[serde(default)]
    pub by: Option<EvaluatedBy>,
    /// Of an established relationship, the strongest visit; video where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modality: Option<Modality>,
}

impl Default for RelationshipInput {
    fn default() -> Self {
        Self { kind: RelationshipKind::New, on: None, by: None, modality: None }
    }
}

/// The kinds of relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationshipKind {
    /// No live visit is on record.
    New,
    /// A live visit took place.
    Established,
    /// An in-person evaluation took place.
    InPersonEvaluated,
}

impl RelationshipInput {
    /// The relationship.
    ///
    /// # Errors
    /// When a day is missing, or something is said that does not go with its kind.
    pub fn read(&self) -> Result<Relationship, InputError> {
        let Self { kind, on, by, modality } = *self;
        let misplaced = match kind {
            RelationshipKind::New => [("on", on.is_some()), ("by", by.is_some())],
            RelationshipKind::Established => [("by", by.is_some()), ("", false)],
            RelationshipKind::InPersonEvaluated => [("modality", modality.is_some()), ("", false)],
        };
        if let Some((field, _)) = misplaced.into_iter().find(|(_, is_there)| *is_there) {
            return Err(InputError::one(format!(
                "`relationship.{field}` does not go with its kind: leave it out, or write null"
            )));
        }
        let day = on.ok_or_else(|| {
            InputError::one("`relationship.on` is missing: the day of the latest visit".to_owned())
        });
        Ok(match kind {
            RelationshipKind::New => Relationship::New,
            RelationshipKind::Established => Relationship::Established {
                on: day?,
                modality: modality.unwrap_or(Modality::Video),
            },
            RelationshipKind::InPersonEvaluated => {
                Relationship::InPersonEvaluated { on: day?, by: by.unwrap_or(EvaluatedBy::Other) }
            }
        })
    }
}

/// What is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactsInput {
    /// Nothing of what bars, warns or refers, and nothing else is known.
    AllClear,
    /// By name; `None` is not known.
    Given(BTreeMap<String, Option<Value>>),
}

impl FactsInput {
    const ALL_CLEAR: &str = "all-clear";
}

impl Default for FactsInput {
    fn default() -> Self {
        Self::Given(BTreeMap::new())
    }
}

impl Serialize for FactsInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AllClear => serializer.serialize_str(Self::ALL_CLEAR),
            Self::Given(facts) => facts.serialize(serializer),
        }
    }
}

/// What may stand there, and nothing of what does.
const NO_VALUE: &str = "write true or false, a number with at most twelve digits before the point and three after it, a date, a code, a list of codes, or null";

impl<'de> Deserialize<'de> for FactsInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::String(word) if word == Self::ALL_CLEAR => Ok(Self::AllClear),
            Json::Object(facts) => facts
                .into_iter()
                .map(|(name, value)| match serde_json::from_value(value) {
                    Ok(value) => Ok((name, value)),
                    Err(_) => Err(D::Error::custom(format!("fact `{name}`: {NO_VALUE}"))),
                })
                .collect::<Result<_, _>>()
                .map(Self::Given),
            _ => Err(D::Error::custom("`facts` must be an object, or \"all-clear\"")),
        }
    }
}

/// The prescriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClinicianInput {
    /// Their licences.
    pub licences: Vec<LicenceInput>,
}

impl ClinicianInput {
    /// What decides whom they cover.
    #[must_use]
    pub fn terms(&self) -> Vec<LicenceTerm> {
        let term = |licence: &LicenceInput| LicenceTerm {
            state: licence.state.0,
            status: licence.status,
            expires_on: licence.expires,
        };
        self.licences.iter().map(term).collect()
    }
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceInput {
    /// The state that issued it.
    pub state: Location,
    /// What the board says about it.
    pub status: LicenceStatus,
    /// The last day on which it is valid.
    pub expires: Date,
}

/// An input that cannot be decided: every mistake, one a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct InputError(pub Vec<String>);

impl InputError {
    fn one(mistake: String) -> Self {
        Self(vec![mistake])
    }
}

impl From<CaseError> for InputError {
    fn from(error: CaseError) -> Self {
        Self::one(error.to_string())
    }
}

impl Input {
    /// Reads a case.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn read(json: &str) -> Result<Self, InputError> {
        serde_json::from_str(json).map_err(|error| InputError::one(mistake(&error)))
    }

    /// What is known, as the pack declares it.
    ///
    /// # Errors
    /// Every fact that is not declared, that the case itself gives, or whose value is of
    /// another type.
    pub fn facts(&self, pack: &Pack) -> Result<Facts, InputError> {
        let given = match &self.facts {
            FactsInput::AllClear => Ok(all_clear::facts(pack)),
            FactsInput::Given(given) => declared(given, pack),
        };
        let mut facts = given?;
        // Facts are given here, not medicines to be recognised: none was typed.
        if facts.get(builtin::MEDICINE_CLASSES).is_none() {
            let none = Value::Codes { known: BTreeSet::new(), complete: true };
            facts.insert(builtin::MEDICINE_CLASSES, none);
        }
        Ok(facts)
    }
}

/// Of so many mistakes, none is a slip of the pen.
const MOST_SUGGESTIONS: usize = 50;

fn declared(given: &BTreeMap<String, Option<Value>>, pack: &Pack) -> Result<Facts, InputError> {
    let mut mistakes = Vec::new();
    let mut facts = Facts::new();
    for (name, value) in given {
        let Some(definition) = pack.catalogue().get(name) else {
            let known = pack.facts().map(|fact| fact.name.as_str());
            // Each costs a look at every fact of the pack.
            let suggests = mistakes.len() < MOST_SUGGESTIONS;
            let near = if suggests { suggestion(name, known) } else { String::new() };
            mistakes.push(format!("the pack has no fact `{name}`{near}"));
            continue;
        };
        if builtin::FROM_CASE.contains(&name.as_str()) {
            mistakes.push(format!("`{name}` is worked out from the case: leave it out"));
            continue;
        }
        let Some(value) = value else { continue };
        if value.fact_type() != definition.fact_type {
            let expected = in_words(definition.fact_type);
            mistakes.push(format!("the fact `{name}` must be {expected}, or null"));
            continue;
        }
        facts.insert(definition.name.clone(), value.clone());
    }
    if mistakes.is_empty() { Ok(facts) } else { Err(InputError(mistakes)) }
}

const fn in_words(fact_type: FactType) -> &'static str {
    match fact_type {
        FactType::Boolean => "true or false",
        FactType::Number => "a number",
        FactType::Date => "a date, like \"2026-12-31\"",
        FactType::Code => "a code",
        FactType::Codes => "a list of codes",
    }
}

/// A day of the years that a date of JSON Schema (RFC 3339) can write: the answer repeats it.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let day = Date::deserialize(deserializer)?;
    if day.year() < 0 {
        Err(D::Error::custom("there is no day before the year 0"))
    } else {
        Ok(day)
    }
}

/// Evidence, without a field that its kind does not have.
fn evidence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Evidence>, D::Error> {
    let pieces = Vec::<Map<String, Json>>::deserialize(deserializer)?;
    let read = |(index, piece): (usize, Map<String, Json>)| {
        let names: Vec<String> = piece.keys().cloned().collect();
        let wrong = |what: String| D::Error::custom(format!("evidence {}: {what}", index + 1));
        let evidence: Evidence =
            serde_json::from_value(Json::Object(piece)).map_err(|error| wrong(mistake(&error)))?;
        let known = serde_json::to_value(&evidence).map_err(|error| wrong(mistake(&error)))?;
        match names.iter().find(|name| known.get(name.as_str()).is_none()) {
            Some(other) => Err(wrong(format!("`{}` has no field `{other}`", evidence.kind()))),
            None => Ok(evidence),
        }
    };
    pieces.into_iter().enumerate().map(read).collect()
}
