//! One post to a verb: who sent it, to which encounter, with what.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    encounter::{
        QuestionError, VerbError,
        request::{MAX_LENGTH, words},
    },
    ids::EncounterId,
};
use store::{Change, Held, Letter, StoreError};

use super::told::told;
use crate::{
    clinic::Clinic,
    form::Posted,
    pages::{
        Refusal,
        review::{
            chart::{self, Open, Tried},
            unlicensed,
        },
    },
    session::Session,
};

/// One post to a verb.
pub struct Attempt {
    pub clinic: Clinic,
    pub session: Session,
    pub encounter: EncounterId,
    pub posted: Posted,
}

/// What is wrong with the fields of a form: the name of each, and a sentence.
pub type Wrong = Vec<(&'static str, String)>;

impl Attempt {
    /// The post, under the verb's name: the form that shows it again is found by it.
    pub fn new(
        clinic: Clinic,
        session: Session,
        encounter: EncounterId,
        verb: &str,
        posted: Posted,
    ) -> Self {
        let mut pairs = posted.0;
        pairs.retain(|(name, _)| name != "verb");
        pairs.push(("verb".to_owned(), verb.to_owned()));
        Self { clinic, session, encounter, posted: Posted(pairs) }
    }

    /// The chart as it stands, or what is left to who may not read it any more.
    pub async fn open(&self) -> Result<Result<Open, Response>, Refusal> {
        match Open::load(&self.clinic, &self.session, self.encounter).await {
            Ok(open) => Ok(Ok(open)),
            Err(refusal) => {
                let Self { clinic, session, encounter, posted } = self;
                unlicensed::instead(clinic, session, *encounter, posted, refusal).await.map(Err)
            }
        }
    }

    pub fn change(&self, letter: Option<Letter>) -> Result<Change, Refusal> {
        let command = self.posted.parse("command").map_err(|_| Refusal::BadRequest)?;
        let version = self.posted.parse("version").map_err(|_| Refusal::BadRequest)?;
        Ok(Change { command, encounter: self.encounter, version, letter })
    }

    pub fn held(&self, letter: Option<Letter>) -> Result<Held, Refusal> {
        let lease = self.posted.parse("lease").map_err(|_| Refusal::BadRequest)?;
        let digest = self.posted.get("digest").to_owned();
        let digest_seen = (!digest.is_empty()).then_some(digest);
        Ok(Held { change: self.change(letter)?, lease, digest_seen })
    }

    /// "There is news": what it is about stands only behind the sign-in.
    pub fn news(&self) -> Option<Letter> {
        let settings = self.clinic.settings();
        Some(Letter {
            subject: format!("{}: there is news about your visit", settings.name),
            body: format!(
                "A clinician has looked at your visit. To read it, sign in: {}/visits\n\nWe \
                 never write in an e-mail what a visit is about.\n",
                settings.public_url
            ),
        })
    }

    /// The words in a field that must hold some; `missing` is said where it does not.
    pub fn words(&self, field: &'static str, missing: &str, wrong: &mut Wrong) -> String {
        match words(self.posted.get(field)) {
            Ok(words) => words,
            Err(error) => {
                wrong.push((field, why(error, missing)));
                String::new()
            }
        }
    }

    /// The words in a field that may be empty.
    pub fn any_words(&self, field: &'static str, wrong: &mut Wrong) -> String {
        match words(self.posted.get(field)) {
            Ok(words) => words,
            Err(QuestionError::Blank) => String::new(),
            Err(error) => {
                wrong.push((field, why(error, "")));
                String::new()
            }
        }
    }

    /// The chart where it worked; the chart again after a refusal.
    pub async fn answer<T>(self, done: Result<T, StoreError>) -> Result<Response, Refusal> {
        let to = format!("/review/{}", self.encounter);
        self.lead_to(&to, done).await
    }

    /// The page at `to` where it worked; the chart again after a refusal.
    pub async fn lead_to<T>(
        self,
        to: &str,
        done: Result<T, StoreError>,
    ) -> Result<Response, Refusal> {
        let error = match done {
            Ok(_) => return Ok(Redirect::to(to).into_response()),
            Err(error) => error,
        };
        // A claim that ran out may have been swept away, which moved the version on.
        let error = match error {
            StoreError::Conflict { .. } if self.has_lapsed().await => {
                VerbError::LeaseEnded { until: self.clinic.now() }.into()
            }
            error => error,
        };
        let Some((status, title, text)) = told(&error) else { return Err(error.into()) };
        let notice = Some((title.to_owned(), text));
        self.again(status, Vec::new(), notice).await
    }

    async fn has_lapsed(&self) -> bool {
        Open::load(&self.clinic, &self.session, self.encounter)
            .await
            .is_ok_and(|open| open.has_lapsed(&self.clinic))
    }

    /// The chart again with what is wrong with fields of the form.
    pub async fn wrong(self, wrong: Wrong) -> Result<Response, Refusal> {
        self.again(StatusCode::UNPROCESSABLE_ENTITY, wrong, None).await
    }

    /// The chart again with the form as it was typed, and nothing said against it.
    pub async fn unchanged(self) -> Result<Response, Refusal> {
        self.again(StatusCode::OK, Vec::new(), None).await
    }

    async fn again(
        self,
        status: StatusCode,
        wrong: Wrong,
        notice: Option<(String, String)>,
    ) -> Result<Response, Refusal> {
        // A field has the id of its form and its name: there are several forms on the page.
        let form = match self.posted.get("verb") {
            "prescribe" => self.posted.get("medication").to_owned(),
            "finding" => format!("finding-{}", self.posted.get("fact")),
            verb => verb.to_owned(),
        };
        let errors = wrong
            .into_iter()
            .map(|(field, sentence)| (format!("{form}-{field}"), sentence))
            .collect();
        let tried = Tried { posted: self.posted, errors, notice };
        chart::again(&self.clinic, &self.session, self.encounter, status, tried).await
    }
}

fn why(error: QuestionError, missing: &str) -> String {
    match error {
        QuestionError::TooLong => format!("Write at most {MAX_LENGTH} characters"),
        QuestionError::Blank
        | QuestionError::NothingAsked
        | QuestionError::TooMany
        | QuestionError::Unanswered
        | QuestionError::OtherKind => missing.to_owned(),
    }
}
