//! What was decided.

use domain::{
    encounter::{PrescriptionStatus, State},
    pack::Protocol,
};
use jiff::tz::TimeZone;
use leptos::prelude::*;

use super::{
    super::{Open, Tried},
    forms::{kept, wrong},
};
use crate::{
    clinic::Clinic,
    pages::{
        patient::{visit::receipt, visit_view::View},
        review::typed,
    },
    ui::{Button, ButtonKind, SummaryList, SummaryRow, TextArea},
    words,
};

/// The reason as the form offered it; its code where the protocol has it no more.
fn reason(protocol: &Protocol, code: &str) -> String {
    protocol.decline_reason(code).map_or_else(|| code.to_owned(), |reason| reason.label.clone())
}

/// What was decided, once it has been; a prescription can be sent, or taken back.
pub fn view_of(clinic: &Clinic, open: &Open, protocol: &Protocol, tried: &Tried) -> View {
    let zone = words::zone_of(open.chart.encounter.location);
    let row = |key: &str, value: String| SummaryRow {
        key: key.to_owned(),
        value: vec![value],
        change: None,
    };
    let rows = match &open.chart.encounter.state {
        State::Prescribed { outcome } => {
            let what = &outcome.what;
            let mut rows = vec![
                row("Prescribed", what.name.clone()),
                row("Directions", what.sig.clone()),
                row("Quantity", what.amount()),
                row("Refills", what.refills.to_string()),
                row("Diagnosis", format!("{} {}", what.diagnosis.code, what.diagnosis.title)),
                row("Signed", words::moment(outcome.at, &zone)),
            ];
            rows.extend(way(&what.status, &zone).into_iter().map(|(key, value)| row(key, value)));
            rows
        }
        State::Declined { outcome } => vec![
            row("Declined", reason(protocol, &outcome.what.code)),
            row("Words to the patient", outcome.what.message.clone()),
            row("When", words::moment(outcome.at, &zone)),
        ],
        State::Withdrawn { at } => vec![row("Withdrawn", words::moment(*at, &zone))],
        State::Expired { at, .. } => vec![row("Expired", words::moment(*at, &zone))],
        State::Draft
        | State::AwaitingReview { .. }
        | State::InReview { .. }
        | State::AwaitingPatient { .. }
        | State::AwaitingVisit { .. } => Vec::new(),
    };
    let status = match &open.chart.encounter.state {
        State::Prescribed { outcome } => Some(outcome.what.status.clone()),
        _ => None,
    };
    let can_cancel = status.as_ref().is_some_and(PrescriptionStatus::can_be_cancelled);
    let can_send = matches!(status, Some(PrescriptionStatus::ToSend));
    let receipt = receipt(&open.chart);
    let forms = forms(clinic, open, tried);
    let posted = tried.posted.clone();
    Box::new(move || {
        let typed = (!can_cancel || typed::verb(&posted) != "cancel")
            .then(|| typed::shown(&posted))
            .flatten();
        view! {
            <section class="decision" aria-labelledby="decision">
                <h2 id="decision">"Decided"</h2>
                {typed}
                <SummaryList rows=rows.clone()/>
                {receipt.clone().map(|href| {
                    view! { <p><a href=href download>"Download the signed receipt"</a></p> }
                })}
                {forms(can_send, can_cancel)}
            </section>
        }
        .into_any()
    })
}

/// How far a prescription has come.
fn way(status: &PrescriptionStatus, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let at = |at| words::moment(at, zone);
    match status {
        PrescriptionStatus::ToSend => vec![("Pharmacy", "Not sent yet".to_owned())],
        PrescriptionStatus::Sent { at: sent, .. } => vec![("Sent to the pharmacy", at(*sent))],
        PrescriptionStatus::Dispensed { at: dispensed } => vec![("Dispensed", at(*dispensed))],
        PrescriptionStatus::Cancelled { at: cancelled, reason, .. } => {
            vec![("Canceled", at(*cancelled)), ("Why it was canceled", reason.clone())]
        }
    }
}

/// The way to the pharmacy, and back.
fn forms(
    clinic: &Clinic,
    open: &Open,
    tried: &Tried,
) -> impl Fn(bool, bool) -> AnyView + Send + Sync + 'static {
    let encounter = open.chart.encounter.id;
    let version = open.chart.encounter.version.to_string();
    let commands: [String; 2] = std::array::from_fn(|_| clinic.store().new_command().to_string());
    let posted = kept(tried, "cancel");
    let error = wrong(tried, "cancel", "reason");
    move |can_send, can_cancel| {
        let [send, cancel] = commands.clone();
        let (reason, error) = (posted.get("reason").to_owned(), error.clone());
        let opened = !posted.0.is_empty();
        let send = can_send.then(|| {
            view! {
                <form method="post" action=format!("/review/{encounter}/sent")>
                    <input type="hidden" name="command" value=send/>
                    <input type="hidden" name="version" value=version.clone()/>
                    <Button>"Sent to the pharmacy"</Button>
                </form>
            }
        });
        let cancel = can_cancel.then(|| {
            view! {
                <details data-key="x" open=opened>
                    <summary>"Cancel the prescription " <kbd>"x"</kbd></summary>
                    <form method="post" action=format!("/review/{encounter}/cancel") novalidate>
                        <input type="hidden" name="verb" value="cancel"/>
                        <input type="hidden" name="command" value=cancel/>
                        <input type="hidden" name="version" value=version.clone()/>
                        <TextArea
                            id="cancel-reason"
                            name="reason"
                            label="Why, in words to the patient"
                            value=reason
                            error
                            rows=3
                        />
                        <Button kind=ButtonKind::Warning>"Cancel the prescription"</Button>
                    </form>
                </details>
            }
        });
        view! { {send} {cancel} }.into_any()
    }
}
