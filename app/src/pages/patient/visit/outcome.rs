//! What came of a visit: the clinician's words, the prescription, the visit to come.

use domain::{
    encounter::{Answer, Prescription, PrescriptionStatus, Question, State},
    ids::ClinicianId,
};
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::Chart;

use crate::{
    clinic::Clinic,
    pages::{
        Refusal,
        patient::{outlook::kind_of_visit, visit_view::View},
    },
    ui::{Alert, AlertKind, SummaryList, SummaryRow},
    words,
};

/// The outcome so far.
///
/// # Errors
/// When the store is not there.
pub async fn view_of(clinic: &Clinic, chart: &Chart) -> Result<View, Refusal> {
    let zone = words::zone_of(chart.encounter.location);
    Ok(match &chart.encounter.state {
        State::Prescribed { outcome } => {
            let by = name(clinic, outcome.by).await?;
            let at = words::moment(outcome.at, &zone);
            let prescription = outcome.what.clone();
            let id = chart.encounter.id;
            let patient = chart.profile.as_ref().map(|profile| profile.legal_name.to_string());
            let patient = patient.unwrap_or_default();
            Box::new(move || {
                prescribed(&prescription, &by, &at, &patient, &format!("/visits/{id}"))
            })
        }
        State::Declined { outcome } => {
            let by = name(clinic, outcome.by).await?;
            let at = words::moment(outcome.at, &zone);
            let message = outcome.what.message.clone();
            Box::new(move || {
                view! {
                    <h2>"Nothing was prescribed"</h2>
                    <p class="quiet">{format!("{by}, {at}")}</p>
                    <blockquote class="words">{message.clone()}</blockquote>
                    <p>
                        "If you are worried, or it gets worse, see a doctor in person. In an \
                         emergency call " <a href="tel:911">"911"</a> "."
                    </p>
                }
                .into_any()
            })
        }
        State::AwaitingVisit { demand, by, .. } => {
            let by = name(clinic, *by).await?;
            let kind = kind_of_visit(demand.modality);
            let reason = demand.reason.clone();
            Box::new(move || {
                let (writes, reason) = (format!("{by} writes:"), reason.clone());
                view! {
                    <Alert kind=AlertKind::Warning title=format!("You need {kind}")>
                        <p>{writes}</p>
                        <blockquote class="words">{reason}</blockquote>
                        <p>"The clinic will call you to agree on a time."</p>
                    </Alert>
                }
                .into_any()
            })
        }
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. }
        | State::Withdrawn { .. }
        | State::Expired { .. } => Box::new(|| ().into_any()),
    })
}

async fn name(clinic: &Clinic, id: ClinicianId) -> Result<String, Refusal> {
    let clinician = clinic.store().clinician(id).await?;
    Ok(clinician.map_or_else(
        || "A clinician".to_owned(),
        |clinician| format!("{}, {}", clinician.name, clinician.title),
    ))
}

fn prescribed(
    prescription: &Prescription,
    by: &str,
    at: &str,
    patient: &str,
    href: &str,
) -> AnyView {
    let cancelled = match &prescription.status {
        PrescriptionStatus::Cancelled { reason, .. } => {
            let reason = reason.clone();
            Some(view! {
                <Alert kind=AlertKind::Warning title="This prescription was cancelled">
                    <p>"Do not take this medicine. The clinician writes:"</p>
                    <blockquote class="words">{reason}</blockquote>
                </Alert>
            })
        }
        PrescriptionStatus::ToSend
        | PrescriptionStatus::Sent { .. }
        | PrescriptionStatus::Dispensed { .. } => None,
    };
    let row = |key: &str, value: String| SummaryRow {
        key: key.to_owned(),
        value: vec![value],
        change: None,
    };
    let pharmacy = match &prescription.status {
        PrescriptionStatus::ToSend => "The clinic is sending it to your pharmacy",
        PrescriptionStatus::Sent { .. } => "Sent to your pharmacy",
        PrescriptionStatus::Dispensed { .. } => "The pharmacy has handed it out",
        PrescriptionStatus::Cancelled { .. } => "Cancelled",
    };
    let rows = vec![
        row("For", patient.to_owned()),
        row("Medicine", prescription.plain_name.clone()),
        row("How to take it", prescription.sig.clone()),
        row("Amount", format!("{}, for {} days", prescription.amount(), prescription.days_supply)),
        row("Refills", prescription.refills.to_string()),
        row("Prescribed by", by.to_owned()),
        row("When", at.to_owned()),
        row("Pharmacy", pharmacy.to_owned()),
    ];
    let message = (!prescription.message.is_empty())
        .then(|| view! { <blockquote class="words">{prescription.message.clone()}</blockquote> });
    let counselling = (!prescription.counselling.is_empty()).then(|| {
        let lines: Vec<AnyView> = prescription
            .counselling
            .iter()
            .cloned()
            .map(|line| view! { <li>{line}</li> }.into_any())
            .collect();
        view! { <h3>"What you should know"</h3> <ul>{lines}</ul> }
    });
    view! {
        {cancelled}
        <section class="prescription">
            <h2>"Your prescription"</h2>
            <p class="copy-mark">"Copy for your records. Not valid for dispensing."</p>
            <SummaryList rows/>
            {message}
            {counselling}
        </section>
        <p class="no-print">
            <a href=href.to_owned()>"Reload"</a> " to see whether something has changed."
        </p>
    }
    .into_any()
}

/// Questions that were asked before, with their answers.
#[must_use]
pub fn requests(chart: &Chart, zone: &TimeZone) -> View {
    let rows: Vec<(String, Vec<SummaryRow>)> = chart
        .requests
        .iter()
        .filter_map(|request| {
            let answers = request.answers.as_ref()?;
            let rows = request
                .asked
                .questions
                .iter()
                .zip(answers)
                .map(|(question, answer)| SummaryRow {
                    key: match question {
                        Question::Text { text } => text.clone(),
                        Question::Photo { text, .. } => format!("A new photo. {text}"),
                    },
                    value: vec![match answer {
                        Answer::Text { text } => text.clone(),
                        Answer::Photo { .. } => "You sent a photo".to_owned(),
                    }],
                    change: None,
                })
                .collect();
            Some((words::moment(request.asked.at, zone), rows))
        })
        .collect();
    Box::new(move || {
        rows.iter()
            .cloned()
            .map(|(at, rows)| {
                view! {
                    <h2>{format!("We asked you on {at}")}</h2>
                    <SummaryList rows/>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
            .into_any()
    })
}
