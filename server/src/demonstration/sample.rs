//! Answers as the script writes them: fixed, or drawn by the dice.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use domain::{
    Date,
    questionnaire::{Item, ItemKind, NO},
};
use jiff::ToSpan as _;
use serde::Deserialize;

use super::dice::Dice;

/// One answer of the script.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Sample {
    /// These words, or the option of this code.
    Fixed(String),
    /// All of these: several options, or several lines.
    All(Vec<Sample>),
    /// Something drawn.
    Drawn(Draw),
}

/// Something that is drawn.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Draw {
    /// A whole number between these two.
    Between([i64; 2]),
    /// A date so many days back.
    DaysAgo([i64; 2]),
    /// One of these.
    OneOf(Vec<Sample>),
    /// The next of these phrases, none twice until all were used; a blank one is no answer.
    Phrase(String),
}

/// Phrases by the name of their pool, in an order of chance.
pub(super) struct Phrases(BTreeMap<String, (Vec<String>, AtomicUsize)>);

impl Phrases {
    /// The pools, shuffled.
    pub(super) fn new(pools: &BTreeMap<String, Vec<String>>, dice: &Dice) -> Self {
        let pools = pools.iter().map(|(name, phrases)| {
            (name.clone(), (dice.shuffled(phrases.clone()), AtomicUsize::new(0)))
        });
        Self(pools.collect())
    }

    fn next(&self, pool: &str) -> Option<String> {
        let (phrases, used) = self.0.get(pool)?;
        let turn = used.fetch_add(1, Ordering::Relaxed);
        phrases.get(turn.checked_rem(phrases.len())?).cloned()
    }
}

/// What samples are drawn with.
pub(super) struct Drawing<'a> {
    pub(super) dice: &'a Dice,
    pub(super) phrases: &'a Phrases,
    pub(super) today: Date,
}

impl Drawing<'_> {
    /// The words of a sample, one to an answer. Nothing where it is blank or no such pool is known.
    pub(super) fn words(&self, sample: &Sample) -> Vec<String> {
        match sample {
            Sample::Fixed(text) if text.is_empty() => Vec::new(),
            Sample::Fixed(text) => vec![text.clone()],
            Sample::All(samples) => samples.iter().flat_map(|each| self.words(each)).collect(),
            Sample::Drawn(Draw::Between(range)) => vec![self.dice.between(*range).to_string()],
            Sample::Drawn(Draw::DaysAgo(range)) => {
                let days = self.dice.between(*range);
                vec![self.today.saturating_sub(days.days()).to_string()]
            }
            Sample::Drawn(Draw::OneOf(samples)) => {
                self.dice.one(samples).map(|each| self.words(each)).unwrap_or_default()
            }
            Sample::Drawn(Draw::Phrase(pool)) => {
                self.phrases.next(pool).filter(|phrase| !phrase.is_empty()).into_iter().collect()
            }
        }
    }

    /// The words of a sample as one text.
    pub(super) fn text(&self, sample: &Sample) -> String {
        self.words(sample).join("\n")
    }

    /// The pairs with which a form posts this answer.
    pub(super) fn pairs(&self, item: &Item, sample: Option<&Sample>) -> Vec<(String, String)> {
        let words = match sample {
            Some(sample) => self.words(sample),
            None => unremarkable(item).into_iter().collect(),
        };
        let name = &item.link_id;
        if let ItemKind::Date { .. } = item.kind {
            let dates = words.iter().filter_map(|word| word.parse::<Date>().ok());
            return dates
                .flat_map(|date| {
                    [
                        (name.part("month"), date.month().to_string()),
                        (name.part("day"), date.day().to_string()),
                        (name.part("year"), date.year().to_string()),
                    ]
                })
                .collect();
        }
        words.into_iter().map(|word| (name.to_string(), word)).collect()
    }
}

/// What somebody in good health answers: "None of these", "No", or the first option.
fn unremarkable(item: &Item) -> Option<String> {
    let options = item.options();
    let exclusive = options.iter().find(|option| option.exclusive);
    let chosen = exclusive.or_else(|| item.option(NO)).or_else(|| options.first());
    chosen.filter(|_| item.required).map(|option| option.code.clone())
}
