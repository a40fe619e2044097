//! When a page or an item is asked: `enableWhen` and `enableBehavior` of FHIR R4.

use std::{cmp::Ordering, collections::BTreeSet};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::{Answer, Item, LinkId, Page, Questionnaire, Response};

/// The conditions under which a page or an item is asked; none means always.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize,
)]
pub struct Enablement {
    /// The conditions, each on an earlier question.
    pub when: Vec<EnableWhen>,
    /// Whether one of them is enough; otherwise all must hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any: bool,
}

/// One condition on an earlier question.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
pub struct EnableWhen {
    /// The earlier question.
    pub question: LinkId,
    /// What its answers must be.
    pub test: Test,
}

/// What the answers of a question must be.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// There is an answer, or there is none.
    Exists(bool),
    /// At least one answer compares so; for `!=`, no answer is equal.
    Compare(Comparison, Answer),
}

/// The operators of FHIR R4 but `exists`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize,
)]
pub enum Comparison {
    /// `=`
    #[serde(rename = "=")]
    Equal,
    /// `!=`
    #[serde(rename = "!=")]
    NotEqual,
    /// `>`
    #[serde(rename = ">")]
    Greater,
    /// `<`
    #[serde(rename = "<")]
    Less,
    /// `>=`
    #[serde(rename = ">=")]
    AtLeast,
    /// `<=`
    #[serde(rename = "<=")]
    AtMost,
}

impl Enablement {
    /// Whether there is no condition.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.when.is_empty()
    }

    /// Whether a condition names one of these questions.
    pub(super) fn rests_on(&self, questions: &BTreeSet<&LinkId>) -> bool {
        self.when.iter().any(|when| questions.contains(&when.question))
    }

    /// Whether it holds, given the answers of enabled questions.
    pub(super) fn holds<'a>(&self, answers: impl Fn(&LinkId) -> &'a [Answer]) -> bool {
        let mut tests = self.when.iter().map(|when| when.test.passes(answers(&when.question)));
        if self.any && !self.is_always() {
            tests.any(|passes| passes)
        } else {
            tests.all(|passes| passes)
        }
    }
}

impl Test {
    fn passes(&self, answers: &[Answer]) -> bool {
        match self {
            Self::Exists(expected) => *expected != answers.is_empty(),
            Self::Compare(comparison, expected) => {
                let mut orders = answers.iter().map(|answer| answer.compare(expected));
                match comparison {
                    Comparison::Equal => orders.any(|order| order == Some(Ordering::Equal)),
                    Comparison::NotEqual => orders.all(|order| order != Some(Ordering::Equal)),
                    Comparison::Greater => orders.any(|order| order.is_some_and(Ordering::is_gt)),
                    Comparison::Less => orders.any(|order| order.is_some_and(Ordering::is_lt)),
                    Comparison::AtLeast => orders.any(|order| order.is_some_and(Ordering::is_ge)),
                    Comparison::AtMost => orders.any(|order| order.is_some_and(Ordering::is_le)),
                }
            }
        }
    }
}

impl Questionnaire {
    /// The pages that are asked, given the answers.
    #[must_use]
    pub fn enabled_pages(&self, response: &Response) -> Vec<&Page> {
        let enabled = self.enabled(response);
        self.pages.iter().filter(|page| enabled.contains(&page.link_id)).collect()
    }

    /// The items of one page that are asked, given the answers.
    #[must_use]
    pub fn enabled_items<'a>(&'a self, page: &'a Page, response: &Response) -> Vec<&'a Item> {
        let enabled = self.enabled(response);
        page.items.iter().filter(|item| enabled.contains(&item.link_id)).collect()
    }

    /// Whether a page is asked, given the answers.
    #[must_use]
    pub fn page_is_enabled(&self, page: &Page, response: &Response) -> bool {
        self.enabled(response).contains(&page.link_id)
    }

    /// Drops the answers of questions that are not asked or do not exist.
    pub fn prune(&self, response: &mut Response) {
        let enabled = self.enabled(response);
        response.retain(|link_id| {
            enabled.contains(link_id) && self.item(link_id.as_str()).is_some_and(Item::is_question)
        });
    }

    /// The ids of all pages and items that are asked. Conditions name earlier
    /// questions only, so one pass in order decides; an answer to a question
    /// that is not asked counts as none.
    pub(super) fn enabled(&self, response: &Response) -> BTreeSet<&LinkId> {
        let mut enabled: BTreeSet<&LinkId> = BTreeSet::new();
        for page in &self.pages {
            let answers_of = |enabled: &BTreeSet<&LinkId>, link_id: &LinkId| {
                if enabled.contains(link_id) { response.get(link_id.as_str()) } else { &[] }
            };
            if !page.enable.holds(|link_id| answers_of(&enabled, link_id)) {
                continue;
            }
            enabled.insert(&page.link_id);
            for item in &page.items {
                if item.enable.holds(|link_id| answers_of(&enabled, link_id)) {
                    enabled.insert(&item.link_id);
                }
            }
        }
        enabled
    }
}
