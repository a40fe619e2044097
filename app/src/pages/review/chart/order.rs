//! The pause before a prescription: the order in words, to be signed or changed.

use domain::{
    encounter::{OrderError, Prescription, PrescriptionOrder, TypedMedicine, VerbError},
    ids::PrescriptionId,
    questionnaire::gather,
    rules::{DecisionRecord, Effect, Truth},
};
use store::{Held, Order, StoreError};

use super::{
    Open,
    medicines::in_words,
    pause::{self, Pause, as_seen, row},
};
use crate::{clinic::Clinic, form::Posted, page::Page, pages::review::keys, ui::SummaryRow, words};

/// What would be prescribed, if the chart is still as the clinician saw it and the
/// rules permit it. Nothing is written; signing asks all of it again.
///
/// # Errors
/// What is wrong with the order, or what the store would refuse it with.
pub fn preview(
    clinic: &Clinic,
    open: &Open,
    held: &Held,
    order: &Order,
) -> Result<Prescription, Unready> {
    as_seen(clinic, open, held)?;
    let encounter = &open.chart.encounter;
    let evaluation = &open.assessment.evaluation;
    let decision = evaluation
        .decision(&order.medication)
        .ok_or(StoreError::NotPermitted { decision: None })?;
    let permission = decision.permission().ok_or_else(|| StoreError::NotPermitted {
        decision: Some(Box::new(DecisionRecord::clone(&decision))),
    })?;
    let medication = open
        .rulebook
        .pack
        .protocol(&encounter.protocol)
        .and_then(|protocol| protocol.medication(&order.medication))
        .ok_or(StoreError::NotPermitted { decision: None })?;
    let order = PrescriptionOrder {
        id: PrescriptionId::new(clinic.now(), clinic.random::<10>()),
        medication: order.medication.clone(),
        sig: order.sig.clone(),
        quantity: order.quantity,
        refills: order.refills,
        diagnosis: order.diagnosis.clone(),
        message: order.message.clone(),
        fulfilled: order.fulfilled.clone(),
    };
    let wrong = order.problems(&permission, medication);
    if !wrong.is_empty() {
        return Err(Unready::Order(wrong));
    }
    let issued: Result<Prescription, OrderError> =
        Prescription::issue(&permission, medication, order);
    issued.map_err(|error| Unready::Refused(VerbError::from(error).into()))
}

/// Why an order cannot be signed as it is.
pub enum Unready {
    /// It goes beyond what is permitted: everything that does.
    Order(Vec<OrderError>),
    /// What the store would refuse it with.
    Refused(StoreError),
}

impl From<StoreError> for Unready {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

/// The order in words, with "Sign" and "Change".
pub fn page(
    clinic: &Clinic,
    open: &Open,
    held: &Held,
    posted: &Posted,
    prescription: &Prescription,
) -> Page {
    let pause = Pause {
        title: "Review and sign",
        rows: rows(clinic, open, prescription),
        warning: (
            "Signing prescribes this and ends the visit.",
            "The patient reads it at once. It cannot be undone: afterwards it can only be \
             canceled, with a reason.",
        ),
        verb: "prescribe",
        act: ("sign", "Sign"),
        keys: keys::SIGN,
    };
    pause.page(clinic, open, held, posted)
}

/// The order, and beside it what it must agree with: what the patient cannot take, takes
/// already, and what the rules say to be careful about.
fn rows(clinic: &Clinic, open: &Open, prescription: &Prescription) -> Vec<SummaryRow> {
    let none = |words: &str| if words.is_empty() { "None" } else { words }.to_owned();
    let or = |lines: Vec<String>, words: &str| {
        if lines.is_empty() { vec![words.to_owned()] } else { lines }
    };
    let done: Vec<String> = prescription.fulfilled.iter().map(|duty| words::duty(duty)).collect();
    let gathered = &open.assessment.gathered;
    let taken = gathered.medicines.iter().map(taken).collect();
    let mut rows = vec![
        pause::patient(clinic, open),
        row("Allergies", or(gathered.allergies.clone(), "None named")),
        row("Takes already", or(taken, "None named")),
    ];
    let cautions = cautions(open, prescription);
    if !cautions.is_empty() {
        rows.push(row("Cautions", cautions));
    }
    rows.extend([
        row("Medicine", vec![prescription.name.clone()]),
        row("Directions", vec![prescription.sig.clone()]),
        row("Quantity", vec![prescription.amount()]),
        row("Refills", vec![prescription.refills.to_string()]),
        row("Lasts", vec![format!("{} days each time", prescription.days_supply)]),
        row(
            "Diagnosis",
            vec![format!("{} {}", prescription.diagnosis.code, prescription.diagnosis.title)],
        ),
        row("Pharmacy", or(pharmacy(open), "Not named")),
        row("Words to the patient", vec![none(&prescription.message)]),
    ]);
    if !done.is_empty() {
        rows.push(row("Done and recorded", done));
    }
    rows
}

/// The words of the patient, and what they are: "…: alpha blocker".
fn taken(medicine: &TypedMedicine) -> String {
    format!("{}: {}", medicine.typed, in_words(&medicine.recognition.classes))
}

/// What the rules say to be careful about with this medicine.
fn cautions(open: &Open, prescription: &Prescription) -> Vec<String> {
    let decision = open.assessment.evaluation.decision(&prescription.medication);
    let reasons = decision.iter().flat_map(|decision| &decision.reasons);
    reasons
        .filter(|reason| reason.effect == Effect::Alert && reason.truth == Truth::True)
        .map(|reason| format!("{}. {}", reason.title, reason.clinician))
        .collect()
}

/// Where the patient would like to collect it.
fn pharmacy(open: &Open) -> Vec<String> {
    open.protocol()
        .map(|protocol| gather(&protocol.questionnaire, &open.chart.record.response).pharmacy)
        .unwrap_or_default()
}
