//! What a decision is about.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    catalogue::Catalogue,
    fact::builtin,
    known::Known,
    value::{Facts, Value},
};
use crate::{
    decimal::Decimal,
    evidence::Evidence,
    licence::LicenceTerm,
    medication::{MedicationId, ProtocolId},
    people::{BirthDate, SexAtBirth},
    place::UsState,
    questionnaire::LinkId,
    relationship::{EvaluatedBy, Modality, Relationship, VisitOnRecord},
};

/// Everything that one decision rests on, besides the pack.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The day of the decision, where the patient is.
    pub on: Date,
    /// The patient's birth date, once given.
    pub birth_date: Option<BirthDate>,
    /// The patient's sex at birth, once given.
    pub sex_at_birth: Option<SexAtBirth>,
    /// Where the patient is.
    pub location: UsState,
    /// From the visits on record.
    pub relationship: Relationship,
    /// The protocol.
    pub protocol: &'a ProtocolId,
    /// The medicines to decide on; `None` for all of the protocol's.
    pub medications: Option<&'a [MedicationId]>,
    /// What is known.
    pub facts: &'a Facts,
    /// Evidence on record.
    pub evidence: &'a [Evidence],
    /// Required questions without an answer: until there are none, nothing is permitted.
    pub unanswered: &'a [LinkId],
    /// The codes of the consents that were signed.
    pub consents: &'a BTreeSet<String>,
    /// The codes of the duties, or the ids of the rules, that were met and recorded.
    pub fulfilled: &'a BTreeSet<String>,
    /// The live visit of this encounter.
    pub visit: Option<VisitOnRecord>,
    /// The prescriber's licences; `None` where nobody prescribes yet.
    pub licences: Option<&'a [LicenceTerm]>,
}

/// Facts that only the engine sets, by name.
pub(crate) type OwnFacts = Vec<(&'static str, Option<Value>)>;

/// A case that cannot be decided at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The pack has no such protocol.
    #[error("the pack has no protocol `{0}`")]
    UnknownProtocol(ProtocolId),
    /// The protocol's formulary has no such medicine.
    #[error("the protocol has no medicine `{0}`")]
    UnknownMedication(MedicationId),
    /// The list of medicines is empty.
    #[error("at least one medicine must be named")]
    NoMedication,
    /// The list of dates is empty.
    #[error("at least one date must be named")]
    NoDate,
    /// The slice was cut for another state or protocol.
    #[error("the rules at hand are for `{held}`, not for `{asked}`")]
    OtherSlice {
        /// What the slice is for.
        held: String,
        /// What the case is about.
        asked: String,
    },
}

impl Case<'_> {
    /// Everything that is known of these facts on its day, with what follows from it.
    pub(crate) fn known<'k>(&'k self, own: &'k OwnFacts, catalogue: &Catalogue) -> Known<'k> {
        catalogue.know(self.facts, own, self.on)
    }

    /// The facts that only the engine sets, on the day `on`: each replaces one that was given,
    /// and makes it unknown where there is no value.
    pub(crate) fn own_facts(&self, on: Date) -> OwnFacts {
        let code = |text: &str| Value::Code(text.to_owned());
        let strongest = self.relationship.modality().map_or("none", Modality::as_str);
        let (seen_on, in_person) = match self.relationship {
            Relationship::New => (None, None),
            Relationship::Established { on, .. } => (Some(on), None),
            Relationship::InPersonEvaluated { on, by } => (Some(on), Some((on, by))),
        };
        let visit = self.visit.filter(|visit| visit.on <= on);
        let held = visit.map_or("none", |visit| visit.modality.as_str());
        let mut facts = vec![
            (builtin::AGE, self.birth_date.and_then(|birth| age_on(birth, on))),
            (builtin::BIRTH_DATE, self.birth_date.map(|birth| Value::Date(birth.date()))),
            (
                builtin::SEX_AT_BIRTH,
                match self.sex_at_birth {
                    Some(sex @ (SexAtBirth::Female | SexAtBirth::Male)) => Some(code(sex.as_str())),
                    Some(SexAtBirth::Unknown) | None => None,
                },
            ),
            (builtin::LOCATION, Some(code(self.location.jurisdiction()))),
            (builtin::RELATIONSHIP, Some(code(self.relationship.as_str()))),
            (builtin::RELATIONSHIP_MODALITY, Some(code(strongest))),
            (builtin::RELATIONSHIP_ON, seen_on.map(Value::Date)),
            (builtin::IN_PERSON_ON, in_person.map(|(on, _)| Value::Date(on))),
            (
                builtin::IN_PERSON_BY,
                in_person.map(|(_, by)| {
                    code(match by {
                        EvaluatedBy::Prescriber => "self",
                        EvaluatedBy::Covering => "covering",
                        EvaluatedBy::Other => "other",
                    })
                }),
            ),
            (builtin::VISIT_MODALITY, Some(code(held))),
        ];
        self.measurements(on, &mut facts);
        facts
    }

    /// The latest measurements that are not in the future; of one day, the last given. One on
    /// record replaces one among the facts.
    fn measurements(&self, on: Date, facts: &mut OwnFacts) {
        let mut past: Vec<&Evidence> =
            self.evidence.iter().filter(|piece| piece.on() <= on).collect();
        past.sort_by_key(|piece| piece.on());
        let mut measured = |name, value| facts.push((name, Some(Value::Number(value))));
        for piece in past {
            match piece {
                Evidence::BloodPressure { systolic, diastolic, .. } => {
                    measured(builtin::SYSTOLIC, *systolic);
                    measured(builtin::DIASTOLIC, *diastolic);
                }
                Evidence::HeartRate { value, .. } => measured(builtin::HEART_RATE, *value),
                Evidence::Photo { .. }
                | Evidence::ClinicianDialogue { .. }
                | Evidence::Lab { .. }
                | Evidence::Record { .. }
                | Evidence::LocationAttestation { .. } => {}
            }
        }
    }
}

/// Nobody has an age before they are born: then it is not known.
fn age_on(birth: BirthDate, on: Date) -> Option<Value> {
    (birth.date() <= on).then(|| Value::Number(Decimal::whole(birth.age_on(on).into())))
}
