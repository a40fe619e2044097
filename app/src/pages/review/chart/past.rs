//! What this clinic did for the patient before.

use domain::encounter::{PrescriptionStatus, State};
use leptos::prelude::*;
use store::{Chart, DeterminationKind, EarlierEncounter};

use crate::{
    clinic::Clinic,
    pages::patient::visit_view::View,
    ui::{BadgeKind, SummaryList, SummaryRow},
    words,
};

/// Where an encounter stands, as clinicians say it.
pub fn status(state: &State) -> (&'static str, BadgeKind) {
    match state {
        State::Draft => ("Not sent yet", BadgeKind::Neutral),
        State::AwaitingReview { .. } => ("Waits for a clinician", BadgeKind::Neutral),
        State::InReview { .. } => ("Being reviewed", BadgeKind::Accent),
        State::AwaitingPatient { .. } => ("Waits for the patient", BadgeKind::Warning),
        State::AwaitingVisit { .. } => ("Waits for a live visit", BadgeKind::Warning),
        State::Prescribed { outcome } => match outcome.what.status {
            PrescriptionStatus::Cancelled { .. } => ("Prescription canceled", BadgeKind::Danger),
            PrescriptionStatus::ToSend
            | PrescriptionStatus::Sent { .. }
            | PrescriptionStatus::Dispensed { .. } => ("Prescribed", BadgeKind::Success),
        },
        State::Declined { .. } => ("Declined", BadgeKind::Neutral),
        State::Withdrawn { .. } => ("Taken back by the patient", BadgeKind::Neutral),
        State::Expired { .. } => ("Expired", BadgeKind::Neutral),
    }
}

/// Other encounters of the patient with their decisions, and live visits held in them.
/// Nothing where this is the first.
pub fn view_of(clinic: &Clinic, chart: &Chart) -> View {
    let zone = words::zone_of(chart.encounter.location);
    let row = |key: String, value: Vec<String>| SummaryRow { key, value, change: None };
    let mut rows: Vec<SummaryRow> = chart
        .earlier
        .iter()
        .map(|earlier| {
            let pack = &clinic.rulebook().pack;
            let protocol = &earlier.encounter.protocol;
            let title = pack
                .protocol(protocol)
                .map_or_else(|| protocol.to_string(), |found| found.title.clone());
            let begun = words::moment(earlier.created_at, &zone);
            row(format!("{title}, begun {begun}"), lines(earlier, &zone))
        })
        .collect();
    rows.extend(chart.visits.iter().filter(|visit| visit.encounter != chart.encounter.id).map(
        |visit| {
            let at = words::moment(visit.at, &zone);
            row(format!("Live visit, {}, {at}", visit.modality.as_str()), vec![visit.note.clone()])
        },
    ));
    Box::new(move || {
        if rows.is_empty() {
            return ().into_any();
        }
        view! {
            <section aria-labelledby="past">
                <h2 id="past">"Earlier in this clinic"</h2>
                <SummaryList rows=rows.clone()/>
            </section>
        }
        .into_any()
    })
}

/// The decisions of one encounter, and where it stands.
fn lines(earlier: &EarlierEncounter, zone: &jiff::tz::TimeZone) -> Vec<String> {
    let mut lines: Vec<String> = earlier
        .determinations
        .iter()
        .map(|determination| {
            let what = match determination.kind {
                DeterminationKind::Prescribed => "Prescribed",
                DeterminationKind::Declined => "Declined",
                DeterminationKind::VisitRequired => "Called for a live visit",
                DeterminationKind::InformationRequested => "Asked for more",
            };
            format!("{what}, {}", words::moment(determination.at, zone))
        })
        .collect();
    match &earlier.encounter.state {
        State::Prescribed { outcome } => {
            let what = &outcome.what;
            lines.push(format!(
                "{}: {} {}, refills: {}",
                what.name,
                what.sig,
                what.amount(),
                what.refills
            ));
            if let PrescriptionStatus::Cancelled { reason, .. } = &what.status {
                lines.push(format!("Canceled: {reason}"));
            }
        }
        State::Declined { outcome } => lines.push(outcome.what.message.clone()),
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. }
        | State::AwaitingVisit { .. }
        | State::Withdrawn { .. }
        | State::Expired { .. } => lines.push(status(&earlier.encounter.state).0.to_owned()),
    }
    lines
}
