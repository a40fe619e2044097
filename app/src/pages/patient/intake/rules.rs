//! What the rules say to a draft, and whether a stop holds.

use std::collections::BTreeMap;

use domain::{
    at_once::AtOnce,
    encounter::Record,
    evidence::Evidence,
    questionnaire::{Page, Response},
    rules::{Condition, Effect, Facts, Outcome, Stop},
};
use store::{Assessment, PhotoKind};

use super::{Draft, Stage};
use crate::{
    clinic::Clinic,
    pages::{Refusal, rules_since::RulesSince},
};

/// A stop that holds: what it calls for, and where it was raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Which help it calls for.
    pub stop: Stop,
    /// Why, in words to the patient.
    pub sentence: String,
    /// The stage whose answers raised it.
    pub raised_at: Stage,
}

impl Draft {
    /// What the rules say to the answers so far.
    ///
    /// # Errors
    /// `NotFound` while the place is not known.
    pub fn assess(&self, clinic: &Clinic) -> Result<Assessment, Refusal> {
        self.assess_answers(clinic, &self.response)
    }

    fn assess_answers(&self, clinic: &Clinic, response: &Response) -> Result<Assessment, Refusal> {
        let record = self.record(clinic, response)?;
        Ok(clinic.rulebook().evaluate(&record, None, &clinic.local_dates(record.location))?)
    }

    /// What a pack that came into force since the first answer changes for this draft.
    ///
    /// # Errors
    /// When the store is not there.
    pub async fn rules_since(&self, clinic: &Clinic) -> Result<Option<RulesSince>, Refusal> {
        let Some(began) = self.intake.pages.iter().map(|page| page.saved_at).min() else {
            return Ok(None);
        };
        let record = self.record(clinic, &self.response)?;
        RulesSince::of(clinic, &record, None, began).await
    }

    /// What a browser needs to ask the same of answers that are not sent yet.
    ///
    /// # Errors
    /// `NotFound` while the place is not known.
    pub fn at_once(&self, clinic: &Clinic) -> Result<AtOnce, Refusal> {
        let record = self.record(clinic, &self.response)?;
        let rulebook = clinic.rulebook();
        let by = (&*rulebook.ledger, rulebook.opening);
        let dates = clinic.local_dates(record.location);
        AtOnce::of(&rulebook.pack, by, self.questionnaire(), &record, dates)
            .ok_or(Refusal::NotFound)
    }

    fn record(&self, clinic: &Clinic, response: &Response) -> Result<Record, Refusal> {
        let location = self.location()?;
        Ok(Record {
            protocol: self.intake.protocol.clone(),
            questionnaire_version: self.intake.questionnaire_version.clone(),
            location,
            attested_on: self.intake.attested_on.unwrap_or_else(|| self.today(clinic)),
            birth_date: self.intake.birth_date,
            sex_at_birth: self.profile.as_ref().map(|profile| profile.sex_at_birth),
            relationship: self.intake.relationship,
            response: response.clone(),
            evidence: self.evidence(),
            visit: None,
            consents: self.intake.consents.iter().map(|consent| consent.code.clone()).collect(),
            fulfilled: Default::default(),
            findings: BTreeMap::default(),
            found: Facts::default(),
        })
    }

    /// Whether an answer on this page can be an emergency where the patient is.
    #[must_use]
    pub fn can_stop_on(&self, page: &Page) -> bool {
        let rules = self
            .intake
            .location
            .and_then(|location| self.pack.rule_set(location, &self.protocol.id));
        let Some(rules) = rules else { return false };
        let named = rules
            .rules
            .iter()
            .map(|listed| listed.rule)
            .filter(|rule| matches!(rule.effect, Effect::Stop(_)))
            .flat_map(|rule| rule.when.iter().flat_map(Condition::facts));
        // With the facts from which those are derived.
        let stops = rules.catalogue.only(named);
        page.items.iter().any(|item| item.gives(|fact| stops.get(fact).is_some()))
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

    /// The stop that holds, with the page that raised it: page after page, the
    /// answers are put together until it does.
    pub(super) fn find_emergency(&self, clinic: &Clinic) -> Result<Option<Emergency>, Refusal> {
        if self.intake.location.is_none() {
            return Ok(None);
        }
        let assessment = self.assess(clinic)?;
        let Some((stop, reason)) = assessment.evaluation.stop() else { return Ok(None) };
        let sentence = reason.patient.clone();
        let stops = |response: &Response| -> Result<bool, Refusal> {
            let assessment = self.assess_answers(clinic, response)?;
            Ok(assessment.evaluation.overall() == Outcome::Emergency)
        };
        let mut raised_at = Stage::Place;
        let mut so_far = Response::default();
        if !stops(&so_far)? {
            for (index, page) in self.questionnaire().pages.iter().enumerate() {
                for item in &page.items {
                    let answers = self.response.get(item.link_id.as_str()).to_vec();
                    so_far.set(item.link_id.clone(), answers);
                }
                if stops(&so_far)? {
                    raised_at = Stage::Step(index + 1);
                    break;
                }
            }
        }
        Ok(Some(Emergency { stop, sentence, raised_at }))
    }
}
