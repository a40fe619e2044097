//! What came of a visit: the clinician's words, the prescription, the visit to come.

use std::iter::repeat;

use domain::{
    encounter::{Answer, Prescription, PrescriptionStatus, Question, State, StateName},
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
            let pack = &clinic.rulebook().pack;
            let route = pack.medication(&prescription.medication).map(|one| one.route.clone());
            Box::new(move || {
                let href = format!("/visits/{id}");
                prescribed(&prescription, &by, &at, &patient, &href, route.as_deref())
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
        State::Withdrawn { at } => {
            let why = format!("You took it back {}.", words::moment(*at, &zone));
            Box::new(move || ended(&why))
        }
        State::Expired { at, from } => {
            let why = if *from == StateName::AwaitingVisit {
                "The live visit that you needed was not held in time."
            } else {
                "We asked you for more, and had no answer in time."
            };
            let why = format!("{why} It ended {}.", words::moment(*at, &zone));
            Box::new(move || ended(&why))
        }
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. } => Box::new(|| ().into_any()),
    })
}

/// A visit that ended without a decision, and where to go from here.
fn ended(why: &str) -> AnyView {
    view! {
        <h2>"This visit has ended"</h2>
        <p>{format!("{why} Nothing was prescribed.")}</p>
        <p>
            "If you still need help, " <a href="/">"begin a new visit"</a> ". If you are worried, or it \
             gets worse, see a doctor in person. In an emergency call " <a href="tel:911">"911"</a>
            "."
        </p>
    }
    .into_any()
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
    route: Option<&str>,
) -> AnyView {
    // What goes on the skin is not taken.
    let how = if route == Some("topical") { "How to use it" } else { "How to take it" };
    let cancelled = match &prescription.status {
        PrescriptionStatus::Cancelled { reason, .. } => {
            let reason = reason.clone();
            let taken = format!(
                "If you have taken some of it already, stop. In an emergency call 911, and tell \
                 the crew first that you took {} and when: it decides what they may give you.",
                prescription.plain_name
            );
            Some(view! {
                <Alert kind=AlertKind::Warning title="This prescription was canceled">
                    <p>"Do not take this medicine. The clinician writes:"</p>
                    <blockquote class="words">{reason}</blockquote>
                    <p>{taken}</p>
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
        PrescriptionStatus::Cancelled { .. } => "Do not pick it up: it was canceled",
    };
    let mut rows = vec![
        row("For", patient.to_owned()),
        row("Medicine", prescription.plain_name.clone()),
        row(how, prescription.sig.clone()),
        row("Amount", format!("{}, for {} days", prescription.amount(), prescription.days_supply)),
        row("Refills", prescription.refills.to_string()),
        row("Prescribed by", by.to_owned()),
        row("When", at.to_owned()),
        row("Pharmacy", pharmacy.to_owned()),
    ];
    // Nobody is told how to take what they must not take. What to watch for still holds for
    // whoever has taken it.
    let stands = cancelled.is_none();
    if !stands {
        rows.retain(|row| ![how, "Amount", "Refills"].contains(&row.key.as_str()));
    }
    let message = (stands && !prescription.message.is_empty())
        .then(|| view! { <blockquote class="words">{prescription.message.clone()}</blockquote> });
    let counselling = (!prescription.counselling.is_empty()).then(|| {
        let lines: Vec<AnyView> = prescription
            .counselling
            .iter()
            .cloned()
            .map(|line| view! { <li>{line}</li> }.into_any())
            .collect();
        let title = if stands { "What you should know" } else { "If you have taken some of it" };
        view! { <h3>{title}</h3> <ul>{lines}</ul> }
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

/// Questions that were asked before, with their answers; once the visit has ended, also
/// those that had none.
#[must_use]
pub fn requests(chart: &Chart, zone: &TimeZone) -> View {
    let is_open = chart.encounter.state.name().is_open();
    let rows: Vec<(String, Vec<SummaryRow>)> = chart
        .requests
        .iter()
        .filter_map(|request| {
            if request.answers.is_none() && is_open {
                return None;
            }
            let answers = request.answers.iter().flatten().map(Some);
            let rows = request
                .asked
                .questions
                .iter()
                .zip(answers.chain(repeat(None)))
                .map(|(question, answer)| SummaryRow {
                    key: match question {
                        Question::Text { text } => text.clone(),
                        Question::Photo { text, .. } => format!("A new photo. {text}"),
                    },
                    value: vec![match answer {
                        Some(Answer::Text { text }) => text.clone(),
                        Some(Answer::Photo { .. }) => "You sent a photo".to_owned(),
                        None => "You did not answer".to_owned(),
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
