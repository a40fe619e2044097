//! The draft at hand: its protocol, its pages, and what is still missing.

mod rules;
mod stages;
mod versions;

use std::sync::Arc;

use domain::{
    Date,
    ids::EncounterId,
    pack::{Pack, Protocol},
    place::UsState,
    questionnaire::{FieldError, LinkId, Page, Questionnaire, Response, check},
};
use store::{Intake, PatientProfile};

pub use rules::Emergency;
pub use stages::Stage;

use crate::{clinic::Clinic, pages::Refusal, session::Session};

/// A draft, with the pack that it is filled in under.
pub struct Draft {
    /// What the store holds of it.
    pub intake: Intake,
    /// The patient's profile, once given.
    pub profile: Option<PatientProfile>,
    /// The answers so far.
    pub response: Response,
    /// The stop that holds, if any: before anything else the patient is told.
    pub emergency: Option<Emergency>,
    /// What keeps the answers from being complete, by page.
    problems: Vec<(LinkId, FieldError)>,
    pack: Arc<Pack>,
    /// The protocol with the questionnaire that was answered.
    protocol: Protocol,
}

/// A question that must still be answered, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The stage where it is asked.
    pub stage: Stage,
    /// The question.
    pub question: String,
}

impl Draft {
    /// The draft that this session may fill in.
    ///
    /// # Errors
    /// `NotFound` when there is none, or it is someone else's.
    pub async fn load(
        clinic: &Clinic,
        session: &Session,
        encounter: EncounterId,
    ) -> Result<Self, Refusal> {
        let actor = session.actor();
        let store = clinic.store();
        let mut intake = store.intake(&actor, encounter).await?.ok_or(Refusal::NotFound)?;
        let rulebook = clinic.rulebook();
        let in_force = rulebook.pack.protocol(&intake.protocol).ok_or(Refusal::NotFound)?;
        if versions::take_over(clinic, &actor, &intake, &in_force.questionnaire).await? {
            intake = store.intake(&actor, encounter).await?.ok_or(Refusal::NotFound)?;
        }
        store
            .learn_questionnaire(&rulebook, &intake.protocol, &intake.questionnaire_version)
            .await?;
        let protocol =
            rulebook.protocol(&intake.protocol, &intake.questionnaire_version)?.into_owned();
        let profile = match actor {
            domain::actor::Actor::Patient(_) => clinic.store().profile(&actor).await?,
            _ => None,
        };
        let mut response = intake.response()?;
        protocol.questionnaire.prune(&mut response);
        let mut draft = Self {
            intake,
            profile,
            response,
            emergency: None,
            problems: Vec::new(),
            pack: Arc::clone(&rulebook.pack),
            protocol,
        };
        draft.problems = check(draft.questionnaire(), &draft.response, draft.today(clinic));
        draft.emergency = draft.find_emergency(clinic)?;
        Ok(draft)
    }

    /// The protocol, with the questionnaire that is or was answered.
    #[must_use]
    pub const fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// The questionnaire: the one in force, or the one that was submitted.
    #[must_use]
    pub const fn questionnaire(&self) -> &Questionnaire {
        &self.protocol.questionnaire
    }

    /// Whether it has been submitted.
    #[must_use]
    pub fn is_submitted(&self) -> bool {
        self.intake.state != domain::encounter::StateName::Draft
    }

    /// Whether it was submitted and nothing can be added to it any more.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        !self.intake.state.is_open()
    }

    /// The page of this number, where it is asked.
    ///
    /// # Errors
    /// `NotFound` when there is no such page, or the answers so far skip it.
    pub fn page(&self, number: usize) -> Result<&Page, Refusal> {
        let page = number
            .checked_sub(1)
            .and_then(|index| self.questionnaire().pages.get(index))
            .ok_or(Refusal::NotFound)?;
        if self.asks(page) { Ok(page) } else { Err(Refusal::NotFound) }
    }

    /// Whether the answers so far lead to this page.
    #[must_use]
    pub fn asks(&self, page: &Page) -> bool {
        self.questionnaire().page_is_enabled(page, &self.response)
    }

    /// The questions that must still be answered, in order.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let questionnaire = self.questionnaire();
        let asked = |(page, error): &(LinkId, FieldError)| {
            let number = questionnaire.pages.iter().position(|other| other.link_id == *page)?;
            let item = questionnaire.item(error.link_id.as_str())?;
            Some(Missing { stage: Stage::Step(number + 1), question: item.text.clone() })
        };
        self.problems.iter().filter_map(asked).collect()
    }

    /// The patient's state, once given.
    ///
    /// # Errors
    /// `NotFound` while it is not.
    pub fn location(&self) -> Result<UsState, Refusal> {
        self.intake.location.ok_or(Refusal::NotFound)
    }

    /// The latest date that the patient may type as today.
    #[must_use]
    pub fn latest_date(&self, clinic: &Clinic) -> Date {
        self.intake.location.map_or_else(
            || crate::words::utc_date(clinic.now()),
            |location| clinic.latest_date(location),
        )
    }

    /// The patient's local date: the earliest, where two clocks differ.
    #[must_use]
    pub fn today(&self, clinic: &Clinic) -> Date {
        self.intake
            .location
            .map_or_else(|| crate::words::utc_date(clinic.now()), |location| clinic.today(location))
    }
}
