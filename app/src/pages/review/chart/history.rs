//! What happened so far, newest first.

use domain::{
    consent::Consent,
    encounter::{Answer, Question},
    pack::Protocol,
};
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::Chart;

use super::{answers::photo_name, identity};
use crate::{
    pages::patient::visit_view::View,
    ui::{Details, SummaryList, SummaryRow},
    words,
};

/// Events, questions with their answers, visits, and answers that were changed.
pub fn view_of(protocol: &Protocol, chart: &Chart) -> View {
    let zone = words::zone_of(chart.encounter.location);
    let mut events: Vec<(String, String)> = chart
        .events
        .iter()
        .map(|event| {
            let what = format!("{} ({})", event.verb.replace('-', " "), event.actor_kind);
            (words::moment(event.at, &zone), what)
        })
        .collect();
    events.reverse();
    let questions: Vec<SummaryRow> = chart
        .requests
        .iter()
        .flat_map(|request| {
            let answers = request.answers.clone().unwrap_or_default();
            request.asked.questions.iter().enumerate().map(move |(index, question)| SummaryRow {
                key: match question {
                    Question::Text { text } => text.clone(),
                    Question::Photo { view, text } => format!("New photo, {view}. {text}"),
                },
                value: vec![match answers.get(index) {
                    Some(Answer::Text { text }) => text.clone(),
                    Some(Answer::Photo { .. }) => "A new photo, see Photos".to_owned(),
                    None => "Not answered yet".to_owned(),
                }],
                change: None,
            })
        })
        .collect();
    let visits: Vec<SummaryRow> = chart
        .visits
        .iter()
        .filter(|visit| visit.encounter == chart.encounter.id)
        .map(|visit| SummaryRow {
            key: format!("{}, {}", visit.modality.as_str(), words::moment(visit.at, &zone)),
            value: vec![visit.note.clone()],
            change: None,
        })
        .collect();
    let consents = consents(chart, &zone);
    let replaced = replaced_photos(chart, &zone);
    let revisions = revisions(protocol, chart);
    let identity = identity::history(chart);
    Box::new(move || {
        let group = |title: &'static str, rows: &[SummaryRow]| {
            (!rows.is_empty()).then(|| view! { <h3>{title}</h3> <SummaryList rows=rows.to_vec()/> })
        };
        let lines: Vec<AnyView> = events
            .iter()
            .cloned()
            .map(|(at, what)| {
                view! { <li><span class="quiet">{at}</span> " " {what}</li> }.into_any()
            })
            .collect();
        view! {
            <section aria-labelledby="history">
                <h2 id="history">"History"</h2>
                {group("Questions and answers", &questions)}
                {group("Visits", &visits)}
                {group("Answers that were changed", &revisions)}
                {group("Where and who the patient said they are", &identity)}
                {photos(&replaced)}
                {group("Consents", &consents)}
                <Details summary="Every step">
                    <ol class="events">{lines}</ol>
                </Details>
            </section>
        }
        .into_any()
    })
}

/// Pages that were saved more than once: what stood there first.
fn revisions(protocol: &Protocol, chart: &Chart) -> Vec<SummaryRow> {
    let zone = words::zone_of(chart.encounter.location);
    chart
        .pages
        .iter()
        .filter(|page| {
            chart
                .pages
                .iter()
                .any(|later| later.page == page.page && later.revision > page.revision)
        })
        .filter_map(|old| {
            let page = protocol.questionnaire.page(&old.page)?;
            let response = serde_json::from_value(old.answers.clone()).ok()?;
            let lines = crate::pages::patient::steps::lines(page, &response);
            let value: Vec<String> = lines
                .into_iter()
                .map(|line| format!("{}: {}", line.question, line.answers.join(", ")))
                .collect();
            (!value.is_empty()).then(|| SummaryRow {
                key: format!("Before, saved {}", words::moment(old.saved_at, &zone)),
                value,
                change: None,
            })
        })
        .collect()
}

/// What the patient has signed: which wording, and when.
fn consents(chart: &Chart, zone: &TimeZone) -> Vec<SummaryRow> {
    let row = |consent: &Consent| SummaryRow {
        key: format!("{}, version {}", consent.code.replace('-', " "), consent.version),
        value: vec![format!(
            "Signed {} as {}",
            words::moment(consent.signed_at, zone),
            consent.signed_name
        )],
        change: None,
    };
    chart.consents.iter().map(row).collect()
}

/// Photos that another has taken the place of: where each is, and what it was.
fn replaced_photos(chart: &Chart, zone: &TimeZone) -> Vec<(String, String)> {
    let encounter = chart.encounter.id;
    chart
        .photos
        .iter()
        .filter_map(|photo| {
            let (name, sent) = (photo_name(photo), words::moment(photo.created_at, zone));
            let replaced = words::moment(photo.replaced_at?, zone);
            let href = format!("/visits/{encounter}/photos/{}", photo.id);
            Some((href, format!("{name}, sent {sent}, replaced {replaced}")))
        })
        .collect()
}

fn photos(replaced: &[(String, String)]) -> Option<AnyView> {
    let lines: Vec<AnyView> = replaced
        .iter()
        .cloned()
        .map(|(href, text)| view! { <li><a href=href>{text}</a></li> }.into_any())
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <h3>"Photos that were replaced"</h3>
            <ul>{lines}</ul>
        }
        .into_any()
    })
}
