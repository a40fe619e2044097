//! The stages of a draft: their order, their addresses, and which comes next.

use domain::questionnaire::Page;

use super::Draft;
use crate::{
    pages::{
        Refusal,
        patient::{consent::TELEHEALTH, visit::SAVED},
    },
    wizard::Progress,
};

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
    /// Not a page to fill in: a stop holds, and this says what to do now.
    Emergency,
}

impl Stage {
    /// The number of a page of the questionnaire; 0 for all others.
    #[must_use]
    pub const fn number(self) -> usize {
        if let Self::Step(number) = self { number } else { 0 }
    }
}

impl Draft {
    /// The stages of this draft in order; pages that the answers skip are left out.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn stages(&self) -> Result<Vec<Stage>, Refusal> {
        let steps = self
            .questionnaire()
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
            Stage::Step(number) => self.page(number).is_ok_and(|page| self.is_complete(page)),
            Stage::Consent => self.pack.consent(TELEHEALTH).is_some_and(|text| {
                self.intake.consents.iter().any(|consent| consent.is_for(text))
            }),
            Stage::Location => self.intake.page("location").is_some(),
            Stage::Check => self.is_submitted(),
            Stage::Emergency => false,
        }
    }

    /// Whether this page was saved and nothing that it must say is missing.
    fn is_complete(&self, page: &Page) -> bool {
        let saved = self.intake.page(page.link_id.as_str()).is_some();
        saved && self.problems.iter().all(|(of, _)| *of != page.link_id)
    }

    /// The first stage that has not been gone through; before all others, the
    /// emergency that holds.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn next(&self) -> Result<Stage, Refusal> {
        if self.emergency.is_some() {
            return Ok(Stage::Emergency);
        }
        let stages = self.stages()?;
        Ok(stages.into_iter().find(|stage| !self.is_done(*stage)).unwrap_or(Stage::Check))
    }

    /// The stage after this one that is still to be gone through; where this one
    /// was only changed, the check page.
    ///
    /// # Errors
    /// `NotFound` when the pack in force has the protocol no more.
    pub fn after(&self, stage: Stage) -> Result<Stage, Refusal> {
        if self.emergency.is_some() {
            return Ok(Stage::Emergency);
        }
        let stages = self.stages()?;
        let next = stages.iter().copied().find(|other| *other > stage && !self.is_done(*other));
        Ok(match next {
            Some(next) => next,
            None => self.next()?,
        })
    }

    /// Where the patient goes on after a correction to what was submitted: the
    /// emergency that holds, the first page that is not complete, or the visit.
    #[must_use]
    pub fn after_amending(&self) -> String {
        let open = if self.emergency.is_some() {
            Some(Stage::Emergency)
        } else {
            self.missing().first().map(|missing| missing.stage)
        };
        open.map_or_else(|| format!("{}?{SAVED}", self.visit()), |stage| self.href(stage))
    }

    /// The address of the visit.
    #[must_use]
    pub fn visit(&self) -> String {
        format!("/visits/{}", self.intake.encounter)
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
            Stage::Emergency => {
                let raised = self.emergency.as_ref();
                let number = raised.map_or(0, |emergency| emergency.raised_at.number());
                format!("/visits/{id}/steps/{number}/now")
            }
        }
    }

    /// The address of the stage before this one.
    #[must_use]
    pub fn back(&self, stage: Stage) -> String {
        if self.is_submitted() {
            return self.visit();
        }
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
        for (index, page) in self.questionnaire().pages.iter().enumerate() {
            let section = page.section_name().to_owned();
            if stage == Stage::Step(index + 1) {
                own.clone_from(&section);
            }
            if !sections.contains(&section) {
                sections.push(section);
            }
        }
        sections.extend(["Your agreement".to_owned(), "Check and send".to_owned()]);
        let section = match stage {
            Stage::Place => "Where you are".to_owned(),
            Stage::SignIn | Stage::About => "About you".to_owned(),
            Stage::Step(_) => own,
            Stage::Consent | Stage::Location => "Your agreement".to_owned(),
            Stage::Check | Stage::Emergency => "Check and send".to_owned(),
        };
        let step = sections.iter().position(|name| *name == section).map_or(1, |index| index + 1);
        Progress { step, of: sections.len(), section }
    }
}
