//! What happened so far, newest first.

use domain::{
    consent::Consent,
    encounter::{Answer, Question},
    pack::Protocol,
    questionnaire::{ItemKind, Page, Response},
};
use jiff::tz::TimeZone;
use leptos::prelude::*;
use store::Chart;

use super::{answers::photo_name, identity};
use crate::{
    pages::patient::visit_view::View,
    ui::{Details, SummaryList, SummaryRow},
    wizard::Line,
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

/// "Have you had a test?: No" is read as a mistake: a question has its own mark.
fn said(line: &Line) -> String {
    let mark = if line.question.ends_with('?') { "" } else { ":" };
    format!("{}{mark} {}", line.question, line.answers.join(", "))
}

/// The answers of which something was taken back: what was only added, or saved again, was
/// not changed.
fn taken_back(old: &Response, next: &Response, page: &Page) -> Response {
    let mut changed = Response::default();
    for item in &page.items {
        let (before, after) = (old.get(item.link_id.as_str()), next.get(item.link_id.as_str()));
        // A view has one photo, and those that were replaced are listed by themselves.
        let view = matches!(item.kind, ItemKind::Attachment { view: Some(_), .. });
        if !view && before.iter().any(|answer| !after.contains(answer)) {
            changed.set(item.link_id.clone(), before.to_vec());
        }
    }
    changed
}

/// Pages of which something was changed later: what stood there first.
fn revisions(protocol: &Protocol, chart: &Chart) -> Vec<SummaryRow> {
    let zone = words::zone_of(chart.encounter.location);
    chart
        .pages
        .iter()
        .filter_map(|old| {
            let page = protocol.questionnaire.page(&old.page)?;
            let later = chart.pages.iter().filter(|later| later.page == old.page);
            let next = later
                .filter(|later| later.revision > old.revision)
                .min_by_key(|later| later.revision)?;
            let read = |answers: &serde_json::Value| serde_json::from_value(answers.clone()).ok();
            let (before, after): (Response, Response) = (read(&old.answers)?, read(&next.answers)?);
            let changed = taken_back(&before, &after, page);
            let lines = crate::pages::patient::steps::lines(page, &changed);
            let value: Vec<String> = lines.iter().map(said).collect();
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

#[cfg(test)]
mod tests {
    use domain::{ids::PhotoId, pack::Pack, questionnaire::Answer};

    use super::*;

    fn response(question: &str, answers: &[Answer]) -> Response {
        let mut response = Response::default();
        response.set(question.parse().unwrap(), answers.to_vec());
        response
    }

    #[test]
    fn only_what_was_taken_back_counts_as_changed() {
        let pack = Pack::read(&crate::packs::starter_files()).unwrap();
        let protocol = pack.protocol(&"testosterone".parse().unwrap()).unwrap();
        let photo = |number: u32| {
            let id: PhotoId = format!("01890000-0000-7000-8000-{number:012}").parse().unwrap();
            Answer::Attachment(id)
        };
        let reports = protocol.questionnaire.page("reports").unwrap();
        let changed = |before: &[Answer], after: &[Answer]| {
            let (before, after) = (response("report-file", before), response("report-file", after));
            taken_back(&before, &after, reports) != Response::default()
        };
        assert!(!changed(&[photo(1)], &[photo(1)]), "saved again");
        assert!(!changed(&[photo(1)], &[photo(1), photo(2)]), "a page more");
        assert!(changed(&[photo(1), photo(2)], &[photo(2)]), "a page taken away");
        let tests = protocol.questionnaire.page("tests").unwrap();
        let code = |code: &str| [Answer::Coding { code: code.to_owned() }];
        let (no, yes) = (response("tests-have", &code("no")), response("tests-have", &code("yes")));
        assert_eq!(taken_back(&no, &yes, tests), no);
        assert_eq!(taken_back(&yes, &yes, tests), Response::default());
    }

    #[test]
    fn no_colon_stands_behind_a_question_mark() {
        let line =
            |question: &str| Line { question: question.to_owned(), answers: vec!["No".to_owned()] };
        assert_eq!(said(&line("Have you had a test?")), "Have you had a test? No");
        assert_eq!(said(&line("Hematocrit")), "Hematocrit: No");
    }
}
