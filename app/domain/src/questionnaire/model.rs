//! The compact model: what a wizard shows and a form is read against.

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Answer, Enablement, LinkId};
use crate::{decimal::Decimal, packed};

/// A questionnaire: pages in order. Made by [`Questionnaire::from_json`].
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
pub struct Questionnaire {
    /// The canonical address, `Questionnaire.url`.
    pub url: String,
    /// The business version, `Questionnaire.version`.
    pub version: String,
    /// The title.
    pub title: String,
    /// The pages, each a top-level group.
    pub pages: Vec<Page>,
}

impl Questionnaire {
    /// The page of this id.
    #[must_use]
    pub fn page(&self, link_id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.link_id.as_str() == link_id)
    }

    /// The page that holds the item of this id.
    #[must_use]
    pub fn page_of(&self, link_id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.item(link_id).is_some())
    }

    /// Every item, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.pages.iter().flat_map(|page| &page.items)
    }

    /// The item of this id.
    #[must_use]
    pub fn item(&self, link_id: &str) -> Option<&Item> {
        self.items().find(|item| item.link_id.as_str() == link_id)
    }
}

/// One page of the wizard.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
pub struct Page {
    /// Its id, which also names it in addresses.
    pub link_id: LinkId,
    /// The group's text; empty where its only question speaks for itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The section, as progress shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// When it is asked.
    #[serde(default, skip_serializing_if = "Enablement::is_always")]
    pub enable: Enablement,
    /// What is on it.
    pub items: Vec<Item>,
}

impl Page {
    /// The item of this id, if it is on this page.
    #[must_use]
    pub fn item(&self, link_id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.link_id.as_str() == link_id)
    }

    /// The question, where the page asks exactly one.
    #[must_use]
    pub fn only_question(&self) -> Option<&Item> {
        let mut questions = self.items.iter().filter(|item| item.is_question());
        questions.next().filter(|_| questions.next().is_none())
    }

    /// The section's name; the page's own title where it has none.
    #[must_use]
    pub fn section_name(&self) -> &str {
        self.section.as_deref().unwrap_or(&self.title)
    }

    /// The heading: the only question's own text, or else the group's.
    #[must_use]
    pub fn heading(&self) -> &str {
        self.only_question().map_or(&self.title, |item| &item.text)
    }
}

/// One question, or a paragraph between questions.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
pub struct Item {
    /// Its id, which is also the name of its input.
    pub link_id: LinkId,
    /// The question or the paragraph.
    pub text: String,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// Whether it must be answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether it takes several answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeats: bool,
    /// When it is asked.
    #[serde(default, skip_serializing_if = "Enablement::is_always")]
    pub enable: Enablement,
    /// The fact that the answer gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// What else the answer is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
}

impl Item {
    /// Whether it takes an answer.
    #[must_use]
    pub const fn is_question(&self) -> bool {
        !matches!(self.kind, ItemKind::Display)
    }

    /// Whether it must be answered, and these answers to it are none.
    #[must_use]
    pub const fn is_unanswered(&self, answers: &[Answer]) -> bool {
        self.required && self.is_question() && answers.is_empty()
    }

    /// The options listed, without the free answer of an open choice.
    #[must_use]
    pub fn options(&self) -> &[Choice] {
        match &self.kind {
            ItemKind::Choice { options, .. } | ItemKind::OpenChoice { options, .. } => options,
            ItemKind::Display
            | ItemKind::Integer(_)
            | ItemKind::Decimal(_)
            | ItemKind::Quantity(_)
            | ItemKind::Date { .. }
            | ItemKind::String { .. }
            | ItemKind::Text { .. }
            | ItemKind::Attachment { .. } => &[],
        }
    }

    /// The option of this code.
    #[must_use]
    pub fn option(&self, code: &str) -> Option<&Choice> {
        self.options().iter().find(|option| option.code == code)
    }

    /// Whether this answer is an option that cannot stand beside others.
    #[must_use]
    pub fn excludes_others(&self, answer: &Answer) -> bool {
        answer.code().and_then(|code| self.option(code)).is_some_and(|option| option.exclusive)
    }

    /// Whether an answer gives one of these facts, by itself or by an option.
    pub fn gives(&self, is_one: impl Fn(&str) -> bool) -> bool {
        let mut given = self.options().iter().map(|option| &option.fact).chain([&self.fact]);
        given.any(|fact| fact.as_deref().is_some_and(&is_one))
    }
}

/// What an answer is for, beside the fact that it gives.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Medicines that the person takes, one to an answer.
    Medicines,
    /// Allergies in the person's own words.
    Allergies,
    /// The medicine that the person would like.
    PreferredMedicine,
    /// Where to collect it.
    Pharmacy,
    /// The value of a laboratory test, by its LOINC code.
    Lab(String),
    /// The day of that test.
    LabDate(String),
}

/// The kinds of answer.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// None: a paragraph.
    Display,
    /// A whole number.
    Integer(Range),
    /// A number with at most three places.
    Decimal(Range),
    /// A number whose unit is part of the answer.
    Quantity(Range),
    /// A date: three inputs, month, day and year.
    Date {
        /// Whether it must not be in the future.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        past: bool,
        /// The earliest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[borsh(
            serialize_with = "packed::write_some_date",
            deserialize_with = "packed::read_some_date"
        )]
        min: Option<Date>,
        /// The latest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[borsh(
            serialize_with = "packed::write_some_date",
            deserialize_with = "packed::read_some_date"
        )]
        max: Option<Date>,
    },
    /// One line.
    String {
        /// The most characters.
        max: usize,
    },
    /// Several lines.
    Text {
        /// The most characters.
        max: usize,
    },
    /// Options: radio buttons, or check boxes where the item repeats.
    Choice {
        /// In the order shown.
        options: Vec<Choice>,
        /// Whether FHIR calls it a boolean; the options are then yes and no.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        boolean: bool,
    },
    /// Options, and an answer in own words.
    OpenChoice {
        /// In the order shown.
        options: Vec<Choice>,
        /// The option with the free text, shown last; its code is `other`.
        other: Choice,
        /// The most characters of the free text.
        max: usize,
    },
    /// A photo or a document.
    Attachment {
        /// The view, as the protocol names it, where it is a photo.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
        /// Whether it is a laboratory result or a record of earlier care.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        record: bool,
    },
}

/// The limits of a number, both inclusive.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize,
)]
pub struct Range {
    /// The least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// The unit; always there for a quantity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
pub struct Unit {
    /// As UCUM writes it: `mm[Hg]`.
    pub code: String,
    /// As people write it: `mmHg`.
    pub display: String,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
pub struct Choice {
    /// Its code.
    pub code: String,
    /// What the person reads.
    pub display: String,
    /// The code system, where it is not our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Whether it excludes all others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
    /// The fact that it gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// The value of that fact, or of the item's; true where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact_value: Option<bool>,
}
