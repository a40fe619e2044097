//! What one step of the intake shows, what comes of posting it, and what of it
//! the browser needs to check it.

use borsh::{BorshDeserialize, BorshSerialize};
use domain::{
    Date,
    ids::EncounterId,
    packed::{self, pack, unpack},
    questionnaire::{FieldError, Page, PageRead, Response, read_page},
};

use crate::ui::field_id;

/// What the browser knows of a step: the questions, and what they depend on.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Questions {
    /// The page.
    pub page: Page,
    /// The answers of all pages, for questions that depend on them.
    pub earlier: Response,
    /// The patient's local date.
    #[borsh(serialize_with = "packed::write_date", deserialize_with = "packed::read_date")]
    pub today: Date,
    /// An answer here can be an emergency: the server hears it whatever else is wrong.
    pub urgent: bool,
}

impl Questions {
    /// The attribute of the step's form that holds them.
    pub const ATTRIBUTE: &str = "data-step";

    /// As the attribute holds them; nothing where they cannot be written.
    #[must_use]
    pub fn pack(&self) -> Option<String> {
        pack(self)
    }

    /// From the attribute; nothing where it is of another build.
    #[must_use]
    pub fn unpack(text: &str) -> Option<Self> {
        unpack(text)
    }

    /// The page as far as it can be read from what stands in the fields.
    #[must_use]
    pub fn read(&self, pairs: &[(String, String)]) -> PageRead<'_> {
        read_page(&self.page, pairs, &self.earlier, self.today)
    }
}

/// What is wrong with one question of a step, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The question.
    pub link_id: String,
    /// The id of the input to go to.
    pub field: String,
    /// The sentence at the question.
    pub sentence: String,
    /// The sentence above the step: where it stands there more than once, with the question.
    pub line: String,
}

/// What is wrong with a page, in words.
#[must_use]
pub fn in_words(page: &Page, errors: &[FieldError]) -> Vec<Wrong> {
    let said: Vec<(&FieldError, &str, String)> = errors
        .iter()
        .filter_map(|error| {
            let item = page.items.iter().find(|item| item.link_id == error.link_id)?;
            Some((error, item.text.as_str(), error.problem.sentence(item)))
        })
        .collect();
    let lines = said.iter().map(|(error, question, sentence)| {
        let again = said.iter().filter(|(_, _, other)| other == sentence).count() > 1;
        let line = if again { [sentence, ": ", question].concat() } else { sentence.clone() };
        Wrong {
            link_id: error.link_id.to_string(),
            field: field_id(&error.field),
            sentence: sentence.clone(),
            line,
        }
    });
    lines.collect()
}

/// How far along the patient is: "Step 3 of 9: Your health".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which section, from 1.
    pub step: usize,
    /// How many sections.
    pub of: usize,
    /// The section's name.
    pub section: String,
}

/// One page of the questionnaire, with what stands in its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Whose answers these are.
    pub encounter: EncounterId,
    /// The page's place in the questionnaire, from 1: it names the URL, and the
    /// question itself does not.
    pub number: usize,
    /// How far along.
    pub progress: Progress,
    /// Where Back leads.
    pub back: String,
    /// The page.
    pub page: Page,
    /// The revision of the page's answers that this step shows; 0 for none.
    pub revision: i64,
    /// What stands in the fields.
    pub pairs: Vec<(String, String)>,
    /// The answers of all pages, for questions that depend on them.
    pub earlier: Response,
    /// The patient's local date.
    pub today: Date,
    /// An answer here can be an emergency.
    pub urgent: bool,
    /// What is wrong with the fields.
    pub errors: Vec<FieldError>,
    /// What another tab or device has saved in the meantime.
    pub theirs: Option<Vec<Line>>,
    /// The answers have been sent before: this is a correction.
    pub amending: bool,
    /// The visit ended before this was posted: nothing was saved, nor can be.
    pub ended: bool,
}

/// A question and its answers, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The question.
    pub question: String,
    /// The answers.
    pub answers: Vec<String>,
}

/// What came of posting a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// Saved, or not possible here; go on at this address.
    Elsewhere {
        /// An address of this site.
        href: String,
    },
    /// Nothing was saved: the same step with what is wrong.
    Refused {
        /// The step as typed.
        step: Box<Step>,
    },
}

impl Step {
    /// The address of this step, which its form posts to.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/visits/{}/steps/{}", self.encounter, self.number)
    }

    /// Where the browser gets the rules for this draft.
    #[must_use]
    pub fn rules_href(&self) -> String {
        format!("/visits/{}/rules", self.encounter)
    }

    /// What the browser needs to check it.
    #[must_use]
    pub fn questions(&self) -> Questions {
        Questions {
            page: self.page.clone(),
            earlier: self.earlier.clone(),
            today: self.today,
            urgent: self.urgent,
        }
    }

    /// The page as far as it can be read from what stands in the fields.
    #[must_use]
    pub fn read(&self) -> PageRead<'_> {
        read_page(&self.page, &self.pairs, &self.earlier, self.today)
    }
}
