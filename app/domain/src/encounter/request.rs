//! A request for information (FHIR CommunicationRequest) and its answer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ClinicianId, PhotoId, RequestId};

/// One thing that a clinician asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Question {
    /// A question to be answered in words.
    Text {
        /// The clinician's words.
        text: String,
    },
    /// A photo of one view, again.
    Photo {
        /// The view, as the protocol names it.
        view: String,
        /// What to do better this time.
        text: String,
    },
}

/// Why a question cannot be asked or answered as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// Nothing was asked.
    #[error("a request must ask at least one question")]
    NothingAsked,
    /// A question is blank.
    #[error("a question must have words")]
    Blank,
    /// More than [`MAX_QUESTIONS`].
    #[error("a request must ask at most `{MAX_QUESTIONS}` questions")]
    TooMany,
    /// Longer than [`MAX_LENGTH`].
    #[error("a text must have at most `{MAX_LENGTH}` characters")]
    TooLong,
    /// A question has no answer.
    #[error("every question must be answered")]
    Unanswered,
    /// An answer is of another kind than its question.
    #[error("an answer must be of its question's kind")]
    OtherKind,
}

/// The most questions in one request.
pub const MAX_QUESTIONS: usize = 10;
/// The most characters in a question or an answer.
pub const MAX_LENGTH: usize = 2000;

/// Questions that were asked together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The request's id.
    pub id: RequestId,
    /// Who asks.
    pub by: ClinicianId,
    /// When.
    pub at: Timestamp,
    /// What, in order; never empty.
    pub questions: Vec<Question>,
}

/// The patient's answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Answer {
    /// In words.
    Text {
        /// The patient's words.
        text: String,
    },
    /// A photo that was sent.
    Photo {
        /// Which.
        photo: PhotoId,
    },
}

impl Asked {
    /// A request for information.
    ///
    /// # Errors
    /// When nothing is asked, a text is blank or too long, or there are too many.
    pub fn new(
        id: RequestId,
        by: ClinicianId,
        at: Timestamp,
        questions: Vec<Question>,
    ) -> Result<Self, QuestionError> {
        if questions.is_empty() {
            return Err(QuestionError::NothingAsked);
        }
        if questions.len() > MAX_QUESTIONS {
            return Err(QuestionError::TooMany);
        }
        let questions = questions
            .into_iter()
            .map(|question| match question {
                Question::Text { text } => Ok(Question::Text { text: words(&text)? }),
                Question::Photo { view, text } => {
                    let text = if text.trim().is_empty() { String::new() } else { words(&text)? };
                    Ok(Question::Photo { view, text })
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { id, by, at, questions })
    }

    /// The answers in the order of the questions, each of its kind.
    ///
    /// # Errors
    /// When one is missing, blank, too long, or of another kind.
    pub fn answered(&self, answers: Vec<Answer>) -> Result<Vec<Answer>, QuestionError> {
        if answers.len() != self.questions.len() {
            return Err(QuestionError::Unanswered);
        }
        self.questions
            .iter()
            .zip(answers)
            .map(|(question, answer)| match (question, answer) {
                (Question::Text { .. }, Answer::Text { text }) => {
                    Ok(Answer::Text { text: words(&text)? })
                }
                (Question::Photo { .. }, Answer::Photo { photo }) => Ok(Answer::Photo { photo }),
                (Question::Text { .. }, Answer::Photo { .. })
                | (Question::Photo { .. }, Answer::Text { .. }) => Err(QuestionError::OtherKind),
            })
            .collect()
    }
}

/// Words that a person wrote: trimmed, not blank, not too long.
///
/// # Errors
/// When they are blank or have more than [`MAX_LENGTH`] characters.
pub fn words(text: &str) -> Result<String, QuestionError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(QuestionError::Blank);
    }
    if text.chars().count() > MAX_LENGTH {
        return Err(QuestionError::TooLong);
    }
    Ok(text.replace("\r\n", "\n"))
}
