//! The pause before a prescription: the order in words, to be signed or changed.

use domain::{
    encounter::{OrderError, Prescription, PrescriptionOrder, VerbError},
    ids::PrescriptionId,
    rules::DecisionRecord,
};
use store::{Held, Order, StoreError};

use super::{
    Open,
    pause::{self, Pause, as_seen, row},
};
use crate::{clinic::Clinic, form::Posted, page::Page, pages::review::keys, ui::SummaryRow};

/// What would be prescribed, if the chart is still as the clinician saw it and the
/// rules permit it. Nothing is written; signing asks all of it again.
///
/// # Errors
/// What the store would refuse it with.
pub fn preview(
    clinic: &Clinic,
    open: &Open,
    held: &Held,
    order: &Order,
) -> Result<Prescription, StoreError> {
    as_seen(clinic, open, held)?;
    let encounter = &open.chart.encounter;
    let evaluation = &open.assessment.evaluation;
    let decision = evaluation
        .decision(&order.medication)
        .ok_or(StoreError::NotPermitted { decision: None })?;
    let permission = decision.permission().ok_or_else(|| StoreError::NotPermitted {
        decision: Some(Box::new(DecisionRecord::clone(&decision))),
    })?;
    let medication = clinic
        .rulebook()
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
    let issued: Result<Prescription, OrderError> =
        Prescription::issue(&permission, medication, order);
    issued.map_err(|error| VerbError::from(error).into())
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
             cancelled, with a reason.",
        ),
        verb: "prescribe",
        act: ("sign", "Sign"),
        keys: keys::SIGN,
    };
    pause.page(clinic, open, held, posted)
}

fn rows(clinic: &Clinic, open: &Open, prescription: &Prescription) -> Vec<SummaryRow> {
    let none = |words: &str| if words.is_empty() { "None" } else { words }.to_owned();
    let done: Vec<String> =
        prescription.fulfilled.iter().map(|duty| duty.replace('-', " ")).collect();
    let mut rows = vec![
        pause::patient(clinic, open),
        row("Medicine", vec![prescription.name.clone()]),
        row("Directions", vec![prescription.sig.clone()]),
        row("Quantity", vec![prescription.amount()]),
        row("Refills", vec![prescription.refills.to_string()]),
        row("Lasts", vec![format!("{} days each time", prescription.days_supply)]),
        row(
            "Diagnosis",
            vec![format!("{} {}", prescription.diagnosis.code, prescription.diagnosis.title)],
        ),
        row("Words to the patient", vec![none(&prescription.message)]),
    ];
    if !done.is_empty() {
        rows.push(row("Done and recorded", done));
    }
    rows
}
