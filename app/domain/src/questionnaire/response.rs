//! What a person answered.

use std::{cmp::Ordering, collections::BTreeMap};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{LinkId, Page};
use crate::{decimal::Decimal, ids::PhotoId, packed};

/// The answers by question. A question without an answer is not in it.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Response(BTreeMap<LinkId, Vec<Answer>>);

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A whole number.
    Integer(i64),
    /// A number.
    Decimal(Decimal),
    /// A date.
    Date(
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        Date,
    ),
    /// What was typed.
    Text(String),
    /// The option of this code.
    Coding {
        /// The option's code.
        code: String,
    },
    /// The free answer of an open choice.
    Other(String),
    /// A number with its unit.
    Quantity {
        /// The number.
        value: Decimal,
        /// The unit's UCUM code.
        unit: String,
    },
    /// A photo or a document that was uploaded.
    Attachment(PhotoId),
}

impl Response {
    /// The answers to a question; none gives an empty slice.
    #[must_use]
    pub fn get(&self, link_id: &str) -> &[Answer] {
        self.0.get(link_id).map_or(&[], Vec::as_slice)
    }

    /// Sets the answers to a question; an empty list removes it.
    pub fn set(&mut self, link_id: LinkId, answers: Vec<Answer>) {
        if answers.is_empty() {
            self.0.remove(&link_id);
        } else {
            self.0.insert(link_id, answers);
        }
    }

    /// Puts what [`super::parse_page`] gave in the place of all earlier answers
    /// of that page.
    pub fn replace_page(&mut self, page: &Page, answers: Self) {
        for item in &page.items {
            self.0.remove(&item.link_id);
        }
        let on_page = |link_id: &LinkId| page.item(link_id.as_str()).is_some();
        self.0.extend(answers.0.into_iter().filter(|(link_id, _)| on_page(link_id)));
    }

    /// Every answered question with its answers, by linkId.
    pub fn iter(&self) -> impl Iterator<Item = (&LinkId, &[Answer])> {
        self.0.iter().map(|(link_id, answers)| (link_id, answers.as_slice()))
    }

    /// Whether nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&LinkId) -> bool) {
        self.0.retain(|link_id, answers| !answers.is_empty() && keep(link_id));
    }
}

impl Answer {
    /// What was typed, where the question takes a text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_)
            | Self::Decimal(_)
            | Self::Date(_)
            | Self::Coding { .. }
            | Self::Other(_)
            | Self::Quantity { .. }
            | Self::Attachment(_) => None,
        }
    }

    /// The number, where it is one that fits.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Integer(whole) => i32::try_from(*whole).ok().map(Decimal::whole),
            Self::Decimal(value) | Self::Quantity { value, .. } => Some(*value),
            Self::Date(_)
            | Self::Text(_)
            | Self::Coding { .. }
            | Self::Other(_)
            | Self::Attachment(_) => None,
        }
    }

    /// The code, where it is an option; the free answer's is `other`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Coding { code } => Some(code),
            Self::Other(_) => Some(super::OTHER),
            Self::Integer(_)
            | Self::Decimal(_)
            | Self::Date(_)
            | Self::Text(_)
            | Self::Quantity { .. }
            | Self::Attachment(_) => None,
        }
    }

    /// How it compares with another; `None` where the two are of unlike kinds.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Date(mine), Self::Date(theirs)) => Some(mine.cmp(theirs)),
            (Self::Text(mine) | Self::Other(mine), Self::Text(theirs)) => Some(mine.cmp(theirs)),
            _ => match (self.number(), other.number()) {
                (Some(mine), Some(theirs)) => Some(mine.cmp(&theirs)),
                _ => Some(self.code()?.cmp(other.code()?)),
            },
        }
    }
}
