//! FHIR R4 Questionnaire on the wire: the elements that we read.
//!
//! An item may hold no element that R4 does not define: a misspelt
//! `enableWhen` must not be passed over. Elements that change nothing here are
//! named, so that they are known, and ignored.

use jiff::civil::Date;
use serde::{Deserialize, de::IgnoredAny};

use crate::decimal::Decimal;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Questionnaire {
    pub(super) resource_type: String,
    #[serde(default)]
    pub(super) url: String,
    #[serde(default)]
    pub(super) version: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
    #[serde(default)]
    pub(super) modifier_extension: Vec<IgnoredAny>,
    #[serde(default)]
    pub(super) item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "elements that are known and change nothing here")]
pub(super) struct Item {
    pub(super) link_id: String,
    #[serde(default)]
    pub(super) text: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
    #[serde(default)]
    pub(super) modifier_extension: Vec<IgnoredAny>,
    #[serde(default)]
    pub(super) enable_when: Vec<EnableWhen>,
    pub(super) enable_behavior: Option<EnableBehavior>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) repeats: bool,
    pub(super) max_length: Option<usize>,
    #[serde(default)]
    pub(super) answer_option: Vec<AnswerOption>,
    #[serde(default)]
    pub(super) item: Vec<Self>,
    id: Option<IgnoredAny>,
    definition: Option<IgnoredAny>,
    code: Option<IgnoredAny>,
    prefix: Option<IgnoredAny>,
    #[serde(rename = "_text")]
    text_extension: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum EnableBehavior {
    All,
    Any,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EnableWhen {
    pub(super) question: String,
    pub(super) operator: String,
    pub(super) answer_boolean: Option<bool>,
    pub(super) answer_decimal: Option<Decimal>,
    pub(super) answer_integer: Option<i64>,
    pub(super) answer_date: Option<Date>,
    pub(super) answer_string: Option<String>,
    pub(super) answer_coding: Option<Coding>,
    pub(super) answer_quantity: Option<Quantity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnswerOption {
    #[serde(default)]
    pub(super) extension: Vec<Extension>,
    pub(super) value_coding: Option<Coding>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Coding {
    pub(super) system: Option<String>,
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) display: String,
}

#[derive(Deserialize)]
pub(super) struct Quantity {
    pub(super) value: Decimal,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extension {
    pub(super) url: String,
    pub(super) value_boolean: Option<bool>,
    pub(super) value_code: Option<String>,
    pub(super) value_string: Option<String>,
    pub(super) value_integer: Option<i64>,
    pub(super) value_decimal: Option<Decimal>,
    pub(super) value_date: Option<Date>,
    pub(super) value_coding: Option<Coding>,
    pub(super) value_codeable_concept: Option<CodeableConcept>,
}

#[derive(Deserialize)]
pub(super) struct CodeableConcept {
    #[serde(default)]
    pub(super) coding: Vec<Coding>,
}

impl Item {
    /// Whether it is a `display` whose item control says that it helps with
    /// the question above it.
    pub(super) fn is_help(&self) -> bool {
        self.kind == "display"
            && self.extension.iter().any(|extension| {
                extension.url == "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
                    && extension
                        .value_codeable_concept
                        .as_ref()
                        .is_some_and(|concept| concept.coding.iter().any(|c| c.code == "help"))
            })
    }
}
