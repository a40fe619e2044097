//! Every signed receipt of a visit, for its patient to keep.

use domain::{encounter::Verb, receipt::Telling};
use leptos::prelude::*;
use store::Chart;

use crate::{pages::patient::visit_view::View, ui::Details, words};

/// What each receipt is of, when, and where it can be had; nothing while there is none.
#[must_use]
pub fn view_of(chart: &Chart) -> View {
    let zone = words::zone_of(chart.encounter.location);
    let sent = chart.events.iter().find(|event| event.verb == Verb::Submit.as_str());
    let kept: Vec<(String, String, i64)> = chart
        .receipts
        .iter()
        .map(|receipt| {
            let body = &receipt.body;
            // What was told of the draft stands before what was told of the visit.
            let before = sent.is_none_or(|sent| body.at < sent.at);
            let when = if before { "before you sent it, " } else { "" };
            let told = format!("{}: {when}{}", words::moment(body.at, &zone), what(&body.kind));
            let href = format!("/visits/{}/receipts/{}", body.encounter, body.sequence);
            (told, href, body.sequence)
        })
        .collect();
    Box::new(move || {
        if kept.is_empty() {
            return ().into_any();
        }
        let lines: Vec<AnyView> = kept
            .iter()
            .cloned()
            .map(|(told, href, number)| {
                let name = format!("Download receipt {number}");
                view! { <li>{told} ". " <a href=href download>{name}</a></li> }.into_any()
            })
            .collect();
        view! {
            <Details summary="Your signed receipts">
                <p>
                    "Each says what you were told and by which rules, and you can "
                    <a href="/verify">"check it"</a> ". It holds your answers."
                </p>
                <ul>{lines}</ul>
            </Details>
        }
        .into_any()
    })
}

/// What was decided or told, in words to the patient.
fn what(kind: &str) -> &'static str {
    match (Telling::named(kind), kind) {
        (Some(Telling::VisitRequired), _) => "we told you that a visit comes first",
        (Some(Telling::NotHere), _) => "we told you that we may not be able to help here",
        (Some(Telling::Elsewhere), _) => "we told you to see somebody else",
        (None, "prescribed") => "a medicine was prescribed",
        (None, "declined") => "it was declined",
        (None, "visit-required") => "you were asked to a visit",
        (None, "information-requested") => "you were asked for more",
        (None, _) => "it was decided",
    }
}
