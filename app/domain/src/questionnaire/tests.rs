//! Tests over whole questionnaires, made from FHIR as packs write it.

mod drafts;
mod enabling;
mod forms;
mod meaning;
mod problems;
mod properties;
mod reading;

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::*;
use crate::ids::PhotoId;

const EXCLUSIVE: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
const CONTROL: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
const UNIT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";
const MIN: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MAX: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";

fn today() -> Date {
    date(2026, 11, 23)
}

/// The FHIR of a questionnaire with these pages.
fn fhir(pages: &Value) -> String {
    json!({
        "resourceType": "Questionnaire", "status": "draft",
        "url": "urn:test", "version": "1", "title": "Test", "item": pages,
    })
    .to_string()
}

/// The FHIR of a page.
fn group(link_id: &str, items: &Value) -> Value {
    json!({ "linkId": link_id, "type": "group", "text": link_id, "item": items })
}

/// The FHIR of an item, with whatever else it has.
fn item(link_id: &str, kind: &str, mut rest: Value) -> Value {
    let object = rest.as_object_mut().unwrap();
    object.insert("linkId".to_owned(), link_id.into());
    object.insert("type".to_owned(), kind.into());
    object.entry("text").or_insert_with(|| "Question?".into());
    rest
}

fn option(code: &str, extensions: &Value) -> Value {
    json!({
        "valueCoding": { "system": ANSWER_SYSTEM, "code": code, "display": code.to_uppercase() },
        "extension": extensions,
    })
}

fn options(codes: &[&str]) -> Value {
    codes
        .iter()
        .map(|code| match *code {
            "none" => option(code, &json!([{ "url": EXCLUSIVE, "valueBoolean": true }])),
            _ => option(code, &json!([])),
        })
        .collect()
}

fn ours(name: &str, code: &str) -> Value {
    json!({ "url": format!("urn:asynclinic:{name}"), "valueCode": code })
}

fn flag(name: &str) -> Value {
    json!({ "url": format!("urn:asynclinic:{name}"), "valueBoolean": true })
}

/// A questionnaire of one page, `page`.
fn one_page(items: &Value) -> Questionnaire {
    Questionnaire::from_json(&fhir(&json!([group("page", items)]))).unwrap()
}

/// A questionnaire of one page with one item, `q`.
fn one_item(kind: &str, rest: Value) -> Questionnaire {
    one_page(&json!([item("q", kind, rest)]))
}

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Posts the first page.
fn post(
    questionnaire: &Questionnaire,
    given: &[(&str, &str)],
) -> Result<Response, Vec<FieldError>> {
    parse_page(&questionnaire.pages[0], &pairs(given), &Response::default(), today())
}

/// The answers to `q` on the first page.
fn answers(questionnaire: &Questionnaire, given: &[(&str, &str)]) -> Vec<Answer> {
    post(questionnaire, given).unwrap().get("q").to_vec()
}

/// The only problem with the first page, and the input where it stands.
fn problem(questionnaire: &Questionnaire, given: &[(&str, &str)]) -> (String, Problem) {
    let errors = post(questionnaire, given).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    (errors[0].field.clone(), errors[0].problem.clone())
}

fn code(code: &str) -> Answer {
    Answer::Coding { code: code.to_owned() }
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn photo() -> Answer {
    Answer::Attachment(PhotoId::new(jiff::Timestamp::UNIX_EPOCH, [7; 10]))
}

fn response(given: &[(&str, &[Answer])]) -> Response {
    let mut response = Response::default();
    for (link_id, answers) in given {
        response.set(link_id.parse().unwrap(), answers.to_vec());
    }
    response
}
