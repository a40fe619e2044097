//! FHIR R4 QuestionnaireResponse.

use serde_json::{Map, Value, json};

use super::{ANSWER_SYSTEM, Answer, Item, ItemKind, Page, Questionnaire, Response, YES};
use crate::decimal::Decimal;

impl Response {
    /// The answers as a FHIR R4 QuestionnaireResponse of status `completed`:
    /// pages and questions that were asked and answered, in the order of the
    /// questionnaire.
    #[must_use]
    pub fn to_fhir(&self, questionnaire: &Questionnaire) -> Value {
        let pages = questionnaire.enabled_pages(self);
        let pages: Vec<Value> =
            pages.into_iter().filter_map(|page| self.page(questionnaire, page)).collect();
        let canonical = [&questionnaire.url, "|", &questionnaire.version].concat();
        let mut resource = json!({
            "resourceType": "QuestionnaireResponse",
            "questionnaire": canonical,
            "status": "completed",
        });
        // FHIR has no empty arrays.
        if let Some(resource) = resource.as_object_mut().filter(|_| !pages.is_empty()) {
            resource.insert("item".to_owned(), Value::Array(pages));
        }
        resource
    }

    fn page(&self, questionnaire: &Questionnaire, page: &Page) -> Option<Value> {
        let items: Vec<Value> = questionnaire
            .enabled_items(page, self)
            .into_iter()
            .filter(|item| !self.get(item.link_id.as_str()).is_empty())
            .map(|item| {
                let answers = self.get(item.link_id.as_str());
                json!({
                    "linkId": item.link_id.as_str(),
                    "text": item.text,
                    "answer": answers.iter().map(|answer| value(item, answer)).collect::<Vec<_>>(),
                })
            })
            .collect();
        let mut group = Map::new();
        group.insert("linkId".to_owned(), page.link_id.as_str().into());
        if !page.title.is_empty() {
            group.insert("text".to_owned(), page.title.as_str().into());
        }
        (!items.is_empty()).then(|| {
            group.insert("item".to_owned(), Value::Array(items));
            Value::Object(group)
        })
    }
}

fn value(item: &Item, answer: &Answer) -> Value {
    match answer {
        Answer::Integer(whole) => json!({ "valueInteger": whole }),
        Answer::Decimal(value) => json!({ "valueDecimal": number(*value) }),
        Answer::Date(date) => json!({ "valueDate": date.to_string() }),
        Answer::Text(text) | Answer::Other(text) => json!({ "valueString": text }),
        Answer::Coding { code } => match (&item.kind, item.option(code)) {
            (ItemKind::Choice { boolean: true, .. }, _) => json!({ "valueBoolean": code == YES }),
            (_, Some(option)) => json!({ "valueCoding": {
                "system": option.system.as_deref().unwrap_or(ANSWER_SYSTEM),
                "code": code,
                "display": option.display,
            }}),
            (_, None) => json!({ "valueCoding": { "code": code } }),
        },
        Answer::Quantity { value, unit } => json!({ "valueQuantity": {
            "value": number(*value),
            "unit": unit_display(item, unit),
            "system": "http://unitsofmeasure.org",
            "code": unit,
        }}),
        Answer::Attachment(photo) => {
            json!({ "valueAttachment": { "url": format!("urn:uuid:{photo}") } })
        }
    }
}

fn unit_display<'a>(item: &'a Item, code: &'a str) -> &'a str {
    match &item.kind {
        ItemKind::Quantity(range) => range.unit.as_ref().map_or(code, |unit| &unit.display),
        _ => code,
    }
}

/// A JSON number. Fifteen digits at most, so that it reads back as written.
fn number(value: Decimal) -> Value {
    let text = value.to_string();
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
