//! The pause before a prescription: the order in words, to be signed or changed.

use domain::{
    encounter::{OrderError, Prescription, PrescriptionOrder, VerbError},
    ids::{CommandId, PrescriptionId},
    rules::{DecisionRecord, EvaluationRecord},
};
use leptos::prelude::*;
use store::{Held, Order, StoreError};

use super::Open;
use crate::{
    clinic::Clinic,
    form::Posted,
    page::Page,
    pages::review::{keys, lease, typed},
    ui::{BackLink, Button, ButtonKind, SummaryList, SummaryRow},
    words,
};

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
    let encounter = &open.chart.encounter;
    if held.change.version != encounter.version {
        return Err(StoreError::Conflict { current: encounter.version });
    }
    let lease = encounter
        .state
        .lease()
        .filter(|lease| lease.clinician == open.reader && lease.token == held.lease);
    match lease {
        None => return Err(VerbError::ClaimedElsewhere.into()),
        Some(lease) if !lease.holds(clinic.now()) => {
            return Err(VerbError::LeaseEnded { until: lease.until }.into());
        }
        Some(_) => {}
    }
    let evaluation = &open.assessment.evaluation;
    if held.digest_seen.as_deref() != Some(evaluation.digest().to_string().as_str()) {
        let evaluation = Box::new(EvaluationRecord::clone(evaluation));
        return Err(StoreError::RulesChanged { evaluation });
    }
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
    let encounter = open.chart.encounter.clone();
    let id = encounter.id;
    let rows = rows(clinic, open, prescription);
    let command: CommandId = held.change.command;
    let (version, token) = (held.change.version.to_string(), held.lease.to_string());
    let digest = held.digest_seen.clone().unwrap_or_default();
    let (clinic, posted, claim) = (clinic.clone(), posted.clone(), open.held(clinic));
    Page::new("Review and sign", move || {
        let claim = claim.map(|claim| lease::view_of(&clinic, &encounter, &claim));
        view! {
            <BackLink href=format!("/review/{id}")/>
            <h1>"Review and sign"</h1>
            {claim}
            <SummaryList rows=rows.clone()/>
            <p>
                <strong>"Signing prescribes this and ends the visit."</strong>
                " The patient reads it at once. It cannot be undone: afterwards it can only be \
                 cancelled, with a reason."
            </p>
            <form method="post" action=format!("/review/{id}/prescribe")>
                <input type="hidden" name="command" value=command.to_string()/>
                <input type="hidden" name="version" value=version.clone()/>
                <input type="hidden" name="lease" value=token.clone()/>
                <input type="hidden" name="digest" value=digest.clone()/>
                {typed::hidden(&posted)}
                <div class="actions">
                    <Button name="act" value="sign" key="Enter">"Sign"</Button>
                    <Button name="act" value="change" kind=ButtonKind::Secondary key="b">
                        "Change"
                    </Button>
                </div>
            </form>
            {keys::view_of(keys::SIGN)}
        }
    })
    .workspace()
    .interactive()
}

fn rows(clinic: &Clinic, open: &Open, prescription: &Prescription) -> Vec<SummaryRow> {
    let row =
        |key: &str, value: Vec<String>| SummaryRow { key: key.to_owned(), value, change: None };
    let patient = open.chart.profile.as_ref().map_or_else(Vec::new, |profile| {
        let born = words::date(profile.birth_date.date());
        vec![
            profile.legal_name.to_string(),
            format!("Born {born}"),
            super::about(clinic, &open.chart),
        ]
    });
    let none = |words: &str| if words.is_empty() { "None" } else { words }.to_owned();
    let done: Vec<String> =
        prescription.fulfilled.iter().map(|duty| duty.replace('-', " ")).collect();
    let mut rows = vec![
        row("Patient", patient),
        row("Medicine", vec![prescription.name.clone()]),
        row("Directions", vec![prescription.sig.clone()]),
        row("Quantity", vec![format!("{} {}", prescription.quantity, prescription.unit)]),
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
