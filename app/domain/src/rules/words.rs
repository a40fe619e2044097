//! What a rule says, part by part, as people read it.

mod condition;
mod effect;

use std::fmt::{self, Display};

use super::{
    effect::Effect,
    rule::{Jurisdiction, Rule},
};
use crate::{medication::Schedule, words::date};

/// One part of what a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which part: "Where", "What it does".
    pub part: &'static str,
    /// What it says there.
    pub words: String,
    /// Where that can be read, for a source.
    pub url: Option<String>,
}

impl Said {
    fn new(part: &'static str, words: impl Into<String>) -> Self {
        Self { part, words: words.into(), url: None }
    }
}

impl Display for Said {
    /// `Where: Arkansas (US-AR)`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.part, self.words)?;
        self.url.iter().try_for_each(|url| write!(formatter, " ({url})"))
    }
}

impl Rule {
    /// Everything that it says: its title, what it does to whom, and its source.
    #[must_use]
    pub fn in_words(&self) -> Vec<Said> {
        let mut said = vec![Said::new("Title", self.title.as_str())];
        said.extend(self.body_in_words());
        said.push(Said { url: self.url.clone(), ..Said::new("Source", self.citation.as_str()) });
        said
    }

    /// Where it holds, what it does, to whom and when, and what is read of it.
    #[must_use]
    pub fn body_in_words(&self) -> Vec<Said> {
        let place = match self.jurisdiction {
            Jurisdiction::Federal => "Everywhere",
            Jurisdiction::State(state) => state.name(),
        };
        let optional = [
            ("How soon", self.how_soon().map(str::to_owned)),
            ("Only for the protocols", self.protocols.as_ref().map(list)),
            ("Only for the medicines", self.medications.as_ref().map(list)),
            ("Only for the classes of medicine", self.classes.as_ref().map(list)),
            (
                "Only for",
                self.controlled.map(|controlled| controlled_or_not(controlled).to_owned()),
            ),
            (
                "Only for schedules",
                self.schedules.as_ref().map(|all| list(all.iter().map(schedule))),
            ),
            ("Only when", self.when.as_ref().map(condition::in_words)),
            ("When it holds", self.days_in_words()),
        ];
        let mut said = vec![
            Said::new("Where", format!("{place} ({})", self.jurisdiction)),
            Said::new("What it does", self.effect.in_words()),
        ];
        said.extend(
            optional.into_iter().filter_map(|(part, words)| words.map(|all| Said::new(part, all))),
        );
        said.push(Said::new("What the patient reads", self.patient.as_str()));
        said.push(Said::new("What the clinician reads", self.clinician.as_str()));
        said
    }

    /// "from January 1, 2027", "until December 31, 2026", or nothing.
    #[must_use]
    pub fn days_in_words(&self) -> Option<String> {
        match (self.from, self.to) {
            (None, None) => None,
            (Some(from), None) => Some(format!("from {}", date(from))),
            (None, Some(to)) => Some(format!("until {}", date(to))),
            (Some(from), Some(to)) => Some(format!("from {} until {}", date(from), date(to))),
        }
    }

    /// How soon what bars is told; what does not bar has its place.
    const fn how_soon(&self) -> Option<&'static str> {
        match self.effect {
            Effect::Stop(_) => Some("At once: the patient is told before anything else"),
            Effect::Prohibit | Effect::Refer if self.urgent => {
                Some("The same day: the patient is told so first")
            }
            Effect::Prohibit | Effect::Refer => {
                Some("With everything else that the patient is told")
            }
            Effect::Open
            | Effect::Require(_)
            | Effect::Limit(_)
            | Effect::Oblige(_)
            | Effect::Alert => None,
        }
    }
}

const fn controlled_or_not(controlled: bool) -> &'static str {
    if controlled { "controlled medicines" } else { "medicines that are not controlled" }
}

const fn schedule(schedule: &Schedule) -> &'static str {
    match schedule {
        Schedule::Two => "II",
        Schedule::Three => "III",
        Schedule::Four => "IV",
        Schedule::Five => "V",
    }
}

/// "one, other".
fn list(all: impl IntoIterator<Item = impl Display>) -> String {
    let all: Vec<String> = all.into_iter().map(|one| one.to_string()).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(more: &str) -> Rule {
        let text = format!(
            r#"
            id = "us-ar/test/one"
            jurisdiction = "US-AR"
            title = "One at a time"
            basis = "policy"
            citation = "The clinic's own"
            url = "https://example.com/one"
            reviewed = "2026-11-28"
            confidence = "high"
            patient = "Only one."
            clinician = "Give one."
            {more}
            "#
        );
        toml::from_str(&text).unwrap()
    }

    fn lines(said: &[Said]) -> Vec<String> {
        said.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_rule_says_all_that_it_is_limited_to() {
        let more = r#"
            from = "2027-01-01"
            to = "2027-12-31"
            protocols = ["one", "two"]
            medications = ["one-5"]
            classes = ["ones"]
            controlled = true
            schedules = ["III", "IV"]
            when = { fact = "age", at-least = 65 }
            effect = "prohibit"
            urgent = true
        "#;
        assert_eq!(
            lines(&rule(more).in_words()),
            [
                "Title: One at a time",
                "Where: Arkansas (US-AR)",
                "What it does: Prohibits",
                "How soon: The same day: the patient is told so first",
                "Only for the protocols: one, two",
                "Only for the medicines: one-5",
                "Only for the classes of medicine: ones",
                "Only for: controlled medicines",
                "Only for schedules: III, IV",
                "Only when: age is at least 65",
                "When it holds: from January 1, 2027 until December 31, 2027",
                "What the patient reads: Only one.",
                "What the clinician reads: Give one.",
                "Source: The clinic's own (https://example.com/one)",
            ]
        );
    }

    #[test]
    fn what_a_rule_does_not_say_has_no_line() {
        let mut federal = rule(r#"effect = "alert""#);
        federal.jurisdiction = Jurisdiction::Federal;
        federal.url = None;
        assert_eq!(
            lines(&federal.in_words()),
            [
                "Title: One at a time",
                "Where: Everywhere (US)",
                "What it does: Tells the clinician",
                "What the patient reads: Only one.",
                "What the clinician reads: Give one.",
                "Source: The clinic's own",
            ]
        );
    }
}
