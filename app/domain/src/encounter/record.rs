//! Everything on record that the rules may look at, and the one way to ask them.

use std::collections::{BTreeMap, BTreeSet};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    evidence::Evidence,
    licence::LicenceTerm,
    medication::{Lexicon, MedicationId, ProtocolId, Recognition},
    packed,
    people::{BirthDate, SexAtBirth},
    place::UsState,
    questionnaire::{LinkId, Questionnaire, Response, gather},
    relationship::{Relationship, VisitOnRecord},
    rules::{Case, Catalogue, Facts, Value},
};

/// A medicine that the patient typed, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedMedicine {
    /// The patient's own words.
    pub typed: String,
    /// What the lexicon, or a clinician, made of it.
    pub recognition: Recognition,
    /// A clinician has said what it is.
    pub resolved: bool,
}

/// What is on record for one encounter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Record {
    /// The protocol.
    pub protocol: ProtocolId,
    /// The version of the questionnaire that was answered (FHIR `Questionnaire.version`).
    pub questionnaire_version: String,
    /// Where the patient is, by their last attestation.
    pub location: UsState,
    /// The day of that attestation, in the patient's time zone.
    #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
    pub attested_on: Date,
    /// The birth date, once given.
    pub birth_date: Option<BirthDate>,
    /// The sex at birth, once given.
    pub sex_at_birth: Option<SexAtBirth>,
    /// From the visits on record.
    pub relationship: Relationship,
    /// The answers.
    pub response: Response,
    /// Photos and records that were sent, answered requests: what the answers do not hold.
    pub evidence: Vec<Evidence>,
    /// The latest live visit in this encounter.
    pub visit: Option<VisitOnRecord>,
    /// Consents that were signed, by code.
    pub consents: BTreeSet<String>,
    /// Duties that a clinician has met and recorded.
    pub fulfilled: BTreeSet<String>,
    /// What a clinician said of a medicine that was not recognised, by the words typed.
    pub findings: BTreeMap<String, BTreeSet<String>>,
    /// What a clinician found out of facts that the answers leave open.
    pub found: Facts,
}

/// Facts and evidence, gathered from a record.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The facts that the answers give.
    pub facts: Facts,
    /// All evidence.
    pub evidence: Vec<Evidence>,
    /// The medicines as typed.
    pub medicines: Vec<TypedMedicine>,
    /// The allergies in the patient's own words.
    pub allergies: Vec<String>,
    /// The medicine that the patient would like.
    pub preferred_medicine: Option<MedicationId>,
    /// Required questions that are asked and have no answer. While there are
    /// any, nothing is permitted.
    pub unanswered: Vec<LinkId>,
}

impl Gathered {
    /// The evidence where one clock shows `first` and another `last`: what was
    /// made on a day that has begun on one of them is not in the future.
    #[must_use]
    pub fn between(mut self, first: Date, last: Date) -> Self {
        let settle = |piece: Evidence| {
            let on = begun(piece.on(), first, last);
            piece.dated(on)
        };
        self.evidence = self.evidence.into_iter().map(settle).collect();
        self
    }
}

/// The day as it is counted where one clock shows `first` and another `last`.
fn begun(day: Date, first: Date, last: Date) -> Date {
    if first < day && day <= last { first } else { day }
}

/// The facts of a catalogue that a class of medicines makes true.
pub fn class_facts(catalogue: &Catalogue) -> impl Iterator<Item = ClassFact<'_>> {
    catalogue.iter().filter_map(|fact| {
        let class = fact.medicine_class.as_deref()?;
        Some(ClassFact { fact: fact.name.as_str(), class })
    })
}

/// A boolean fact that a medicine of this class makes true.
pub struct ClassFact<'a> {
    /// The fact's name.
    pub fact: &'a str,
    /// The class.
    pub class: &'a str,
}

impl Record {
    /// Facts and evidence of the answers, photos, visits and findings.
    ///
    /// A typed medicine of a class makes that class's facts true, whatever was
    /// ticked; while one is not recognised, or the list was asked for and is
    /// not there, a "no" to them is not known.
    #[must_use]
    pub fn gather<'a>(
        &self,
        questionnaire: &Questionnaire,
        lexicon: &Lexicon,
        class_facts: impl IntoIterator<Item = ClassFact<'a>>,
    ) -> Gathered {
        self.gather_by(questionnaire, |typed| Some(lexicon.recognise(typed)), class_facts)
    }

    /// The same, by whatever recognises what was typed; of what it gives nothing for,
    /// nothing is known.
    #[must_use]
    pub fn gather_by<'a>(
        &self,
        questionnaire: &Questionnaire,
        recognise: impl Fn(&str) -> Option<Recognition>,
        class_facts: impl IntoIterator<Item = ClassFact<'a>>,
    ) -> Gathered {
        let gathered = gather(questionnaire, &self.response);
        let medicines = self.medicines(gathered.medicines, &recognise);
        let known: BTreeSet<String> =
            medicines.iter().flat_map(|medicine| medicine.recognition.classes.clone()).collect();
        let complete = gathered.medicines_complete
            && medicines.iter().all(|medicine| medicine.recognition.complete);
        let mut facts = gathered.facts;
        self.complete(&mut facts);
        for ClassFact { fact, class } in class_facts {
            if known.contains(class) {
                facts.insert(fact, Value::Boolean(true));
            } else if !complete && facts.get(fact) == Some(&Value::Boolean(false)) {
                facts.remove(fact);
            }
        }
        facts.insert("medicine-classes", Value::Codes { known, complete });
        // A story, not a list: what is not recognised in it says nothing.
        let allergies = gathered.allergies;
        let looked_at: Vec<_> = allergies.iter().map(|typed| recognise(typed)).collect();
        let complete = looked_at.iter().all(Option::is_some);
        let known = looked_at.into_iter().flatten().flat_map(|one| one.classes).collect();
        facts.insert("allergy-classes", Value::Codes { known, complete });
        let mut evidence = gathered.evidence;
        evidence.extend(self.evidence.iter().cloned());
        evidence.push(Evidence::LocationAttestation { on: self.attested_on });
        let preferred_medicine =
            gathered.preferred_medicine.and_then(|medicine| medicine.parse().ok());
        let unanswered = gathered.unanswered;
        Gathered { facts, evidence, medicines, allergies, preferred_medicine, unanswered }
    }

    /// Adds what a clinician found out. It makes known what is not; where the
    /// patient now says otherwise, nobody knows.
    fn complete(&self, facts: &mut Facts) {
        for (name, found) in self.found.iter() {
            match facts.get(name.as_str()) {
                None => {
                    facts.insert(name.clone(), found.clone());
                }
                Some(known) if known == found => {}
                Some(_) => {
                    facts.remove(name.as_str());
                }
            }
        }
    }

    fn medicines(
        &self,
        typed: Vec<String>,
        recognise: &impl Fn(&str) -> Option<Recognition>,
    ) -> Vec<TypedMedicine> {
        typed
            .into_iter()
            .map(|typed| {
                let mut recognition = recognise(&typed).unwrap_or_default();
                let finding = self.findings.get(&typed);
                if let Some(classes) = finding {
                    recognition.classes.extend(classes.iter().cloned());
                    recognition.complete = true;
                }
                TypedMedicine { typed, recognition, resolved: finding.is_some() }
            })
            .collect()
    }

    /// The case to decide on `on`, for these licences; where another clock of the
    /// state shows `last`, a visit of that day has taken place.
    #[must_use]
    pub fn case<'a>(
        &'a self,
        gathered: &'a Gathered,
        licences: Option<&'a [LicenceTerm]>,
        on: Date,
        last: Date,
    ) -> Case<'a> {
        let held = |visit: VisitOnRecord| VisitOnRecord { on: begun(visit.on, on, last), ..visit };
        Case {
            on,
            birth_date: self.birth_date,
            sex_at_birth: self.sex_at_birth,
            location: self.location,
            relationship: self.relationship,
            protocol: &self.protocol,
            medications: None,
            facts: &gathered.facts,
            evidence: &gathered.evidence,
            unanswered: &gathered.unanswered,
            consents: &self.consents,
            fulfilled: &self.fulfilled,
            visit: self.visit.map(held),
            licences,
        }
    }
}
