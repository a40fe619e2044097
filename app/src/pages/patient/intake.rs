//! The draft at hand: its protocol, its pages, and what comes next.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    Date,
    encounter::Record,
    evidence::Evidence,
    ids::EncounterId,
    pack::{Pack, Protocol},
    people::SexAtBirth,
    place::UsState,
    questionnaire::{Page, Questionnaire, Response},
    rules::Facts,
};
use store::{Assessment, Intake, PatientProfile, PhotoKind};

use crate::{clinic::Clinic, pages::Refusal, session::Session, wizard::Progress};

/// A draft, with the pack that it is filled in under.
pub struct Draft {
    /// What the store holds of it.
    pub intake: Intake,
    /// The patient's profile, once given.
    pub profile: Option<PatientProfile>,
    /// The answers so far.
    pub response: Response,
    pack: Arc<Pack>,
}

/// Where a draft can be: the pages around the questionnaire, and its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Where the patient is, and the birth date.
    Place,
    /// E-mail and code.
    SignIn,
    /// Name, sex at birth, telephone, address.
    About,
    /// A page of the questionnaire, from 1.
    Step(usize),
    /// The consent to telehealth.
    Consent,
    /// Where the patient is now, once more.
    Location,
    /// Check and send.
    Check,
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
        let intake = clinic.store().intake(&actor, encounter).await?.ok_or(Refusal::NotFound)?;
        let profile = match actor {
            domain::actor::Actor::Patient(_) => clinic.store().profile(&actor).await?,
            _ => None,
        };
        let pack = Arc::clone(&clinic.rulebook().pack);
        let mut response = intake.response()?;
        let protocol = pack.protocol(&intake.protocol).ok_or(Refusal::NotFound)?;
        protocol.questionnaire.prune(&mut response);
        Ok(Self { intake, profile, response, pack })
    }

    /// The protocol.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has it no more.
    pub fn protocol(&self) -> Result<&Protocol, Refusal> {
        self.pack.protocol(&self.intake.protocol).ok_or(Refusal::NotFound)
    }

    /// The questionnaire.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn questionnaire(&self) -> Result<&Questionnaire, Refusal> {
        Ok(&self.protocol()?.questionnaire)
    }

    /// Whether it has been submitted.
    #[must_use]
    pub fn is_submitted(&self) -> bool {
        self.intake.state != domain::encounter::StateName::Draft
    }

    /// The page of this number, where it is asked.
    ///
    /// # Errors
    /// `NotFound` when there is no such page, or the answers so far skip it.
    pub fn page(&self, number: usize) -> Result<&Page, Refusal> {
        let page = number
            .checked_sub(1)
            .and_then(|index| self.questionnaire().ok()?.pages.get(index))
            .ok_or(Refusal::NotFound)?;
        if self.asks(page) { Ok(page) } else { Err(Refusal::NotFound) }
    }

    /// Whether the answers so far lead to this page.
    #[must_use]
    pub fn asks(&self, page: &Page) -> bool {
        self.questionnaire()
            .is_ok_and(|questionnaire| questionnaire.page_is_enabled(page, &self.response))
    }

    /// The stages of this draft in order; pages that the answers skip are left out.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn stages(&self) -> Result<Vec<Stage>, Refusal> {
        let steps = self
            .questionnaire()?
            .pages
            .iter()
            .enumerate()
            .filter(|(_, page)| self.asks(page))
            .map(|(index, _)| Stage::Step(index + 1));
        Ok([Stage::Place, Stage::SignIn, Stage::About]
            .into_iter()
            .chain(steps)
            .chain([Stage::Consent, Stage::Location, Stage::Check])
            .collect())
    }

    /// Whether this stage has been gone through.
    #[must_use]
    pub fn is_done(&self, stage: Stage) -> bool {
        match stage {
            Stage::Place => self.intake.location.is_some() && self.intake.birth_date.is_some(),
            Stage::SignIn => self.intake.patient.is_some(),
            Stage::About => self.intake.page("about").is_some() && self.profile.is_some(),
            Stage::Step(number) => self
                .page(number)
                .is_ok_and(|page| self.intake.page(page.link_id.as_str()).is_some()),
            Stage::Consent => !self.intake.consents.is_empty(),
            Stage::Location => self.intake.page("location").is_some(),
            Stage::Check => self.is_submitted(),
        }
    }

    /// The first stage that has not been gone through.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn next(&self) -> Result<Stage, Refusal> {
        let stages = self.stages()?;
        Ok(stages.into_iter().find(|stage| !self.is_done(*stage)).unwrap_or(Stage::Check))
    }

    /// The stage after this one that is still to be gone through; where this one
    /// was only changed, the check page.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn after(&self, stage: Stage) -> Result<Stage, Refusal> {
        let stages = self.stages()?;
        let next = stages.iter().copied().find(|other| *other > stage && !self.is_done(*other));
        Ok(match next {
            Some(next) => next,
            None => self.next()?,
        })
    }

    /// The address of this stage.
    #[must_use]
    pub fn href(&self, stage: Stage) -> String {
        let id = self.intake.encounter;
        match stage {
            Stage::Place => format!("/visits/{id}/place"),
            Stage::SignIn => "/sign-in".to_owned(),
            Stage::About => format!("/visits/{id}/about"),
            Stage::Step(number) => format!("/visits/{id}/steps/{number}"),
            Stage::Consent => format!("/visits/{id}/consent"),
            Stage::Location => format!("/visits/{id}/location"),
            Stage::Check => format!("/visits/{id}/check"),
        }
    }

    /// The address of the stage before this one.
    #[must_use]
    pub fn back(&self, stage: Stage) -> String {
        let before = self.stages().ok().and_then(|stages| {
            stages.into_iter().rfind(|other| *other < stage && *other != Stage::SignIn)
        });
        before.map_or_else(|| "/".to_owned(), |before| self.href(before))
    }

    /// "Step 3 of 9: Your health": sections, so that the count never jumps.
    #[must_use]
    pub fn progress(&self, stage: Stage) -> Progress {
        let mut sections = vec!["Where you are".to_owned(), "About you".to_owned()];
        let mut own = String::new();
        if let Ok(questionnaire) = self.questionnaire() {
            for (index, page) in questionnaire.pages.iter().enumerate() {
                let section = page.section_name().to_owned();
                if stage == Stage::Step(index + 1) {
                    own.clone_from(&section);
                }
                if !sections.contains(&section) {
                    sections.push(section);
                }
            }
        }
        sections.extend(["Your agreement".to_owned(), "Check and send".to_owned()]);
        let section = match stage {
            Stage::Place => "Where you are".to_owned(),
            Stage::SignIn | Stage::About => "About you".to_owned(),
            Stage::Step(_) => own,
            Stage::Consent | Stage::Location => "Your agreement".to_owned(),
            Stage::Check => "Check and send".to_owned(),
        };
        let step = sections.iter().position(|name| *name == section).map_or(1, |index| index + 1);
        Progress { step, of: sections.len(), section }
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

    /// What the rules say to the answers so far.
    ///
    /// # Errors
    /// `NotFound` while the place is not known.
    pub fn assess(&self, clinic: &Clinic) -> Result<Assessment, Refusal> {
        let location = self.location()?;
        let record = Record {
            protocol: self.intake.protocol.clone(),
            location,
            attested_on: self.intake.attested_on.unwrap_or_else(|| self.today(clinic)),
            birth_date: self.intake.birth_date,
            sex_at_birth: self.profile.as_ref().map(|profile| profile.sex_at_birth),
            relationship: self.intake.relationship,
            response: self.response.clone(),
            evidence: self.evidence(),
            visit: None,
            consents: self.intake.consents.iter().map(|consent| consent.code.clone()).collect(),
            fulfilled: Default::default(),
            findings: BTreeMap::default(),
            found: Facts::default(),
        };
        Ok(clinic.rulebook().evaluate(&record, None, &clinic.local_dates(location))?)
    }

    fn evidence(&self) -> Vec<Evidence> {
        self.intake
            .photos
            .iter()
            .filter(|photo| photo.replaced_at.is_none())
            .map(|photo| match (photo.kind, &photo.view) {
                (PhotoKind::Photo, Some(view)) => {
                    Evidence::Photo { on: photo.on, view: view.clone() }
                }
                (PhotoKind::Photo | PhotoKind::Record, _) => Evidence::Record { on: photo.on },
            })
            .collect()
    }

    /// The sex at birth, once given.
    #[must_use]
    pub fn sex_at_birth(&self) -> Option<SexAtBirth> {
        self.profile.as_ref().map(|profile| profile.sex_at_birth)
    }
}
