//! One case in JSON, one answer in JSON: the fixed interface to the rules, version 1.
//!
//! It is what `asynclinic decide` reads and prints; [`SCHEMA`] says both shapes.

mod all_clear;
mod answer;
mod input;

pub use answer::{Answer, AnswerReason, MedicationAnswer};
pub use input::{
    ClinicianInput, FactsInput, Input, InputError, LicenceInput, Location, PatientInput,
    RelationshipInput, RelationshipKind, Version,
};

use crate::{
    evidence::Evidence,
    licence::LicenceTerm,
    pack::Pack,
    rules::{Case, Ledger, Opening, evaluate},
};

/// The version of the interface.
pub const VERSION: u8 = 1;

/// Input and answer in JSON Schema (draft 2020-12).
pub const SCHEMA: &str = include_str!("decide/schema.json");

/// The answer to a case, both in JSON, where nobody has verified anything. Wherever this
/// runs, the same case gives the same bytes.
///
/// # Errors
/// Every mistake in the input that can be told at once.
pub fn in_json(pack: &Pack, opening: Opening, case: &str) -> Result<String, InputError> {
    let answer = decide(pack, &Ledger::new(), opening, &Input::read(case)?)?;
    Ok(serde_json::to_string(&answer).unwrap_or_default())
}

/// Decides the case under the pack and the verifications.
///
/// # Errors
/// Every mistake in the input that the pack can tell, at once: an unknown protocol,
/// medicine or fact, a value of another type than its fact has.
pub fn decide(
    pack: &Pack,
    ledger: &Ledger,
    opening: Opening,
    input: &Input,
) -> Result<Answer, InputError> {
    let facts = input.facts(pack)?;
    let relationship = input.relationship.read()?;
    // Where the patient is said to be is where they are on that day.
    let mut evidence = input.evidence.clone();
    if !evidence.iter().any(|piece| matches!(piece, Evidence::LocationAttestation { .. })) {
        evidence.push(Evidence::LocationAttestation { on: input.on });
    }
    let medications = input.medication.clone().map(|one| [one]);
    let licences: Option<Vec<LicenceTerm>> =
        input.clinician.as_ref().map(|clinician| clinician.terms());
    let case = Case {
        on: input.on,
        birth_date: input.patient.birth_date,
        sex_at_birth: input.patient.sex_at_birth,
        location: input.patient.location.0,
        relationship,
        protocol: &input.protocol,
        medications: medications.as_ref().map(<[_; 1]>::as_slice),
        facts: &facts,
        evidence: &evidence,
        unanswered: &[],
        consents: &input.consents,
        fulfilled: &input.fulfilled,
        visit: input.visit,
        licences: licences.as_deref(),
    };
    let evaluation = evaluate(pack, ledger, opening, &case)?;
    Ok(Answer::of(evaluation.into_record()))
}
