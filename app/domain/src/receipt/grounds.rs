//! Everything that a decision rested on, besides the pack.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    evidence::Evidence,
    licence::LicenceTerm,
    medication::ProtocolId,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    questionnaire::LinkId,
    relationship::{Relationship, VisitOnRecord},
    rules::{Case, Facts},
};

/// A case that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Grounds {
    /// The patient's birth date.
    pub birth_date: Option<BirthDate>,
    /// The patient's sex at birth.
    pub sex_at_birth: Option<SexAtBirth>,
    /// Where the patient was.
    pub location: UsState,
    /// What patient and clinic were to each other.
    pub relationship: Relationship,
    /// The protocol.
    pub protocol: ProtocolId,
    /// What was known.
    pub facts: Facts,
    /// Evidence on record.
    pub evidence: Vec<Evidence>,
    /// Required questions without an answer.
    pub unanswered: Vec<LinkId>,
    /// The consents that were signed.
    pub consents: BTreeSet<String>,
    /// The duties that were met and recorded.
    pub fulfilled: BTreeSet<String>,
    /// The live visit of the encounter.
    pub visit: Option<VisitOnRecord>,
    /// The prescriber's licences; `None` where they are not disclosed, or no prescriber was
    /// asked for; empty where the clinic has none that covers the place.
    pub licences: Option<Vec<LicenceTerm>>,
}

/// How the facts stand among the disclosures: each by itself.
const FACTS: &str = "facts/";
/// What only the prescriber is shown, where there is one.
const LICENCES: &str = "licences";

impl Grounds {
    /// Those of a case.
    #[must_use]
    pub fn of(case: &Case<'_>) -> Self {
        Self {
            birth_date: case.birth_date,
            sex_at_birth: case.sex_at_birth,
            location: case.location,
            relationship: case.relationship,
            protocol: case.protocol.clone(),
            facts: case.facts.clone(),
            evidence: case.evidence.to_vec(),
            unanswered: case.unanswered.to_vec(),
            consents: case.consents.clone(),
            fulfilled: case.fulfilled.clone(),
            visit: case.visit,
            licences: case.licences.map(<[LicenceTerm]>::to_vec),
        }
    }

    /// The case, on the day `on`.
    #[must_use]
    pub fn case(&self, on: Date) -> Case<'_> {
        Case {
            on,
            birth_date: self.birth_date,
            sex_at_birth: self.sex_at_birth,
            location: self.location,
            relationship: self.relationship,
            protocol: &self.protocol,
            medications: None,
            facts: &self.facts,
            evidence: &self.evidence,
            unanswered: &self.unanswered,
            consents: &self.consents,
            fulfilled: &self.fulfilled,
            visit: self.visit,
            licences: self.licences.as_deref(),
        }
    }

    /// By name: every fact by itself, everything else as a whole.
    pub(super) fn entries(&self) -> BTreeMap<String, Value> {
        let Ok(Value::Object(whole)) = serde_json::to_value(self) else { return BTreeMap::new() };
        let mut entries = BTreeMap::new();
        for (name, value) in whole {
            match value {
                Value::Object(facts) if name == "facts" => {
                    let named =
                        facts.into_iter().map(|(fact, value)| (format!("{FACTS}{fact}"), value));
                    entries.extend(named);
                }
                value => {
                    entries.insert(name, value);
                }
            }
        }
        entries
    }

    /// From what was disclosed; `None` where more than the licences is missing.
    pub(super) fn from_entries<'a>(
        entries: impl IntoIterator<Item = (&'a str, &'a Value)>,
    ) -> Option<Self> {
        let (mut whole, mut facts) = (Map::new(), Map::new());
        for (name, value) in entries {
            match name.strip_prefix(FACTS) {
                Some(fact) => facts.insert(fact.to_owned(), value.clone()),
                None => whole.insert(name.to_owned(), value.clone()),
            };
        }
        whole.insert("facts".to_owned(), Value::Object(facts));
        whole.entry(LICENCES).or_insert(Value::Null);
        serde_json::from_value(Value::Object(whole)).ok()
    }

    /// Whether what stands under this name is the prescriber's own, where there is one.
    pub(super) fn is_the_prescribers(name: &str) -> bool {
        name == LICENCES
    }
}
