//! Answers as a person reads them.

use jiff::civil::Date;

use super::{Answer, Item, ItemKind};

/// The months in English.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date as people read it: `November 23, 2026`.
#[must_use]
pub fn long_date(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index));
    format!("{} {}, {}", month.unwrap_or(&""), date.day(), date.year())
}

impl Answer {
    /// The answer where its question is not at hand: without options and units.
    #[must_use]
    pub fn bare(&self) -> String {
        match self {
            Self::Integer(whole) => whole.to_string(),
            Self::Decimal(value) => value.to_string(),
            Self::Quantity { value, unit } => [&value.to_string(), " ", unit].concat(),
            Self::Date(date) => long_date(*date),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::Coding { code } => code.replace('-', " "),
            Self::Attachment(_) => "File".to_owned(),
        }
    }
}

impl Item {
    /// One answer to this item in words: the option's text, the number with its
    /// unit, the date written out. A code that is no longer an option stands as
    /// it is.
    #[must_use]
    pub fn in_words(&self, answer: &Answer) -> String {
        match answer {
            Answer::Integer(whole) => self.with_unit(whole.to_string()),
            Answer::Decimal(value) | Answer::Quantity { value, .. } => {
                self.with_unit(value.to_string())
            }
            Answer::Date(date) => long_date(*date),
            Answer::Text(text) | Answer::Other(text) => text.clone(),
            Answer::Coding { code } => {
                self.option(code).map_or(code, |option| &option.display).clone()
            }
            Answer::Attachment(_) => match self.kind {
                ItemKind::Attachment { record: true, .. } => "File".to_owned(),
                _ => "Photo".to_owned(),
            },
        }
    }

    fn with_unit(&self, number: String) -> String {
        match &self.kind {
            ItemKind::Integer(range) | ItemKind::Decimal(range) | ItemKind::Quantity(range) => {
                match &range.unit {
                    Some(unit) => [&number, " ", &unit.display].concat(),
                    None => number,
                }
            }
            _ => number,
        }
    }
}
