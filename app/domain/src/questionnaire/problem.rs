//! What is wrong with an answer, and what to do about it.

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Item, ItemKind, LinkId, Range, words::long_date};
use crate::{decimal::Decimal, packed};

/// A problem with one item of a form.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    BorshSerialize,
    BorshDeserialize,
    Serialize,
    Deserialize,
    thiserror::Error,
)]
#[error("the answer to `{link_id}` was refused: {problem:?}")]
pub struct FieldError {
    /// The item.
    pub link_id: LinkId,
    /// The id of the input to go to: the linkId itself (for options, the first
    /// of them), `linkId.month`, `.day`, `.year`, `.other`, or `linkId.row` and
    /// a number for the second and later rows of a repeated line.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with an answer. It never carries the answer.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// Nothing was answered.
    Required,
    /// Several answers where one is asked for.
    ChooseOne,
    /// More answers than are taken.
    TooMany {
        /// The most.
        max: usize,
    },
    /// A code that is not among the options.
    UnknownChoice,
    /// The option that excludes all others, together with others.
    ExclusiveWithOthers,
    /// The free answer was chosen, and nothing was written.
    OtherMissing,
    /// Not a number.
    NotANumber,
    /// A number with a fraction.
    NotAWholeNumber,
    /// More than three places after the point.
    TooManyPlaces,
    /// Two numbers in one input, like `128/82`.
    TwoNumbers,
    /// Below the least.
    TooSmall {
        /// The least.
        min: Decimal,
        /// The unit, as people write it.
        unit: Option<String>,
    },
    /// Above the most.
    TooLarge {
        /// The most.
        max: Decimal,
        /// The unit, as people write it.
        unit: Option<String>,
    },
    /// Not a month.
    NotAMonth,
    /// Not a day of that month.
    NotADate,
    /// A part of the date was left out.
    DateIncomplete {
        /// The first part that is missing.
        missing: DatePart,
    },
    /// The year has not four digits.
    YearNotFourDigits,
    /// A date that is still to come.
    InFuture,
    /// Before the earliest date.
    TooEarly {
        /// The earliest.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        min: Date,
    },
    /// After the latest date.
    TooLate {
        /// The latest.
        #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
        max: Date,
    },
    /// Too many characters.
    TooLong {
        /// The most.
        max: usize,
    },
    /// The photo or the file is not there.
    PhotoMissing,
    /// A stored answer that does not fit the question any more.
    AskAgain,
}

/// A part of a date, as its input is named.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum DatePart {
    /// `.month`
    Month,
    /// `.day`
    Day,
    /// `.year`
    Year,
}

impl DatePart {
    /// The word: `month`, `day` or `year`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Day => "day",
            Self::Year => "year",
        }
    }
}

impl FieldError {
    /// A problem that stands at the item's first input.
    pub(super) fn at(item: &Item, problem: Problem) -> Self {
        Self { link_id: item.link_id.clone(), field: item.link_id.as_str().to_owned(), problem }
    }

    /// A problem that stands at one part of the item's input.
    pub(super) fn at_part(item: &Item, part: &str, problem: Problem) -> Self {
        Self { link_id: item.link_id.clone(), field: item.link_id.part(part), problem }
    }
}

impl Problem {
    /// What to do, as one plain sentence without a full stop.
    #[must_use]
    pub fn sentence(&self, item: &Item) -> String {
        match self {
            Self::Required => required(item),
            Self::ChooseOne => "Choose one answer only".to_owned(),
            Self::TooMany { max } => format!("Give at most {max} answers"),
            Self::UnknownChoice => "Choose one of the answers shown".to_owned(),
            Self::ExclusiveWithOthers => {
                format!("Tick {}, or the ones that apply, not both", exclusive(item))
            }
            Self::OtherMissing => "Write your answer in the box below the one you chose".to_owned(),
            Self::NotANumber | Self::NotAWholeNumber => number(item),
            Self::TooManyPlaces => "Enter at most three digits after the point".to_owned(),
            Self::TwoNumbers => "Enter one number in this box. If you have two, like 128/82, \
                                 put each one in its own box"
                .to_owned(),
            Self::TooSmall { min, unit } => {
                format!(
                    "{} must be {} or more. Check it and enter it again",
                    subject(item),
                    amount(*min, unit)
                )
            }
            Self::TooLarge { max, unit } => {
                format!(
                    "{} must be {} or less. Check it and enter it again",
                    subject(item),
                    amount(*max, unit)
                )
            }
            Self::NotAMonth => "Enter the month as a number from 1 to 12".to_owned(),
            Self::NotADate => "Check the day: that month does not have it".to_owned(),
            Self::DateIncomplete { missing } => format!("Enter the {} too", missing.as_str()),
            Self::YearNotFourDigits => "Enter the year with four digits, like 2026".to_owned(),
            Self::InFuture => "Enter a date that is today or in the past".to_owned(),
            Self::TooEarly { min } => format!("Enter a date that is {} or later", long_date(*min)),
            Self::TooLate { max } => format!("Enter a date that is {} or earlier", long_date(*max)),
            Self::TooLong { max } => format!("Shorten your answer to {max} characters or fewer"),
            Self::PhotoMissing => match item.kind {
                ItemKind::Attachment { record: true, .. } => "Add the file".to_owned(),
                _ => "Add the photo".to_owned(),
            },
            Self::AskAgain => "Answer this question again: it has changed".to_owned(),
        }
    }
}

/// The options that exclude all others, as a person reads them: `“A” or “B”`.
fn exclusive(item: &Item) -> String {
    let options = item.options().iter().filter(|option| option.exclusive);
    let quoted: Vec<String> = options.map(|option| format!("“{}”", option.display)).collect();
    quoted.join(" or ")
}

/// The item's text where it is a label and can stand in a sentence.
fn label(item: &Item) -> Option<&str> {
    let text = item.text.trim_end_matches(':');
    (!text.ends_with(['?', '.']) && text.len() <= 60).then_some(text)
}

fn subject(item: &Item) -> String {
    label(item).map_or_else(|| "The number".to_owned(), |label| format!("“{label}”"))
}

fn amount(number: Decimal, unit: &Option<String>) -> String {
    unit.as_ref().map_or_else(|| number.to_string(), |unit| format!("{number} {unit}"))
}

fn required(item: &Item) -> String {
    match &item.kind {
        ItemKind::Choice { .. } | ItemKind::OpenChoice { .. } if item.repeats => {
            match exclusive(item) {
                none if none.is_empty() => "Tick at least one answer".to_owned(),
                none => format!("Tick the ones that apply. If there are none, tick {none}"),
            }
        }
        ItemKind::Choice { .. } | ItemKind::OpenChoice { .. } => "Choose an answer".to_owned(),
        ItemKind::Integer(_) | ItemKind::Decimal(_) | ItemKind::Quantity(_) => number(item),
        ItemKind::Date { .. } => "Enter the date: month, day and year".to_owned(),
        ItemKind::String { .. } if item.repeats => "Write at least one, on its own line".to_owned(),
        ItemKind::String { .. } | ItemKind::Text { .. } => label(item)
            .map_or_else(|| "Write an answer".to_owned(), |label| format!("Enter “{label}”")),
        ItemKind::Attachment { .. } => Problem::PhotoMissing.sentence(item),
        ItemKind::Display => "Continue".to_owned(),
    }
}

fn number(item: &Item) -> String {
    let (what, range) = match &item.kind {
        ItemKind::Integer(range) => ("a whole number", Some(range)),
        ItemKind::Decimal(range) | ItemKind::Quantity(range) => ("a number", Some(range)),
        _ => ("a number", None),
    };
    let limits = match range {
        Some(Range { min: Some(min), max: Some(max), .. }) => format!(", from {min} to {max}"),
        _ => ", like 120".to_owned(),
    };
    match label(item) {
        Some(label) => format!("Enter “{label}” as {what}{limits}"),
        None => format!("Enter {what}{limits}"),
    }
}
