//! The patient's part up to handing it in: every page through the form's own door.

use domain::{
    actor::Actor,
    consent::Consent,
    encounter::Record,
    evidence::Evidence,
    ids::{CommandId, EncounterId},
    pack::Protocol,
    questionnaire::{Answer, ItemKind, Page, Response, parse_page},
    relationship::Relationship,
    rules::Outcome,
};
use serde_json::{Value, json};
use store::{Attestation, Change, PageSave, Place};

use super::{
    error::DemonstrationError, people::Person, review::Visit, sample::Sample, script::Story,
    stage::Stage,
};

/// The consent that every protocol asks for.
const TELEHEALTH: &str = "telehealth";
/// How long one page takes, in seconds.
const PAGE_TAKES: [i64; 2] = [8, 45];

/// A draft under way.
struct Filling<'a> {
    stage: &'a Stage<'a>,
    story: &'a Story,
    person: &'a Person,
    protocol: &'a Protocol,
    actor: Actor,
    encounter: EncounterId,
    response: Response,
    evidence: Vec<Evidence>,
    consents: Vec<String>,
}

impl Stage<'_> {
    /// Fills a draft in and hands it in; `None` where the story leaves it as a draft.
    pub(super) async fn fill_in(
        &self,
        story: &Story,
        person: &Person,
    ) -> Result<Option<Visit>, DemonstrationError> {
        let wrong = |what: &str| DemonstrationError::script(format!("`{}`: {what}", story.name));
        let protocol =
            self.rulebook.pack.protocol(&story.protocol).ok_or_else(|| wrong("no protocol"))?;
        let account = self.store.find_or_create_patient(&person.email).await?;
        let actor = account.ok_or_else(|| wrong("the address is a clinician's"))?.actor();
        let version = &protocol.questionnaire.version;
        let encounter = self.store.create_draft(&actor, "", &story.protocol, version).await?;
        let mut filling = Filling {
            stage: self,
            story,
            person,
            protocol,
            actor,
            encounter,
            response: Response::default(),
            evidence: Vec::new(),
            consents: Vec::new(),
        };
        filling.introduce().await?;
        for page in &protocol.questionnaire.pages {
            if story.left_at.as_deref() == Some(page.link_id.as_str()) {
                return Ok(None);
            }
            if protocol.questionnaire.page_is_enabled(page, &filling.response) {
                filling.answer(page).await?;
            }
        }
        filling.agree().await?;
        filling.hand_in().await.map(Some)
    }

    /// A new command.
    pub(super) fn command(&self) -> CommandId {
        self.store.new_command()
    }
}

impl Filling<'_> {
    /// Where the person is, and who.
    async fn introduce(&self) -> Result<(), DemonstrationError> {
        let (location, profile) = (self.person.state, &self.person.profile);
        let birth_date = profile.birth_date;
        let place = Place { location, birth_date, on: self.stage.today(location) };
        let answers = json!({ "state": location.code(), "birth-date": birth_date.date() });
        self.save("place", 0, answers, false, Some(place)).await?;
        self.stage.pass(self.stage.dice.between([60, 150]));
        self.stage.store.save_profile(&self.actor, profile).await?;
        self.save("about", 0, json!({ "confirmed": true }), false, None).await?;
        Ok(())
    }

    /// Answers one page; first otherwise, where the story has a slip there.
    async fn answer(&mut self, page: &Page) -> Result<(), DemonstrationError> {
        let mut revision = 0;
        if let Some(slip) = self.story.slips.get(page.link_id.as_str()) {
            revision = self.put(page, revision, |name| slip.get(name)).await?;
        }
        let usual = self.stage.script.answers.usual.get(&self.story.protocol);
        let story = self.story;
        let told = |name: &str| story.answers.get(name).or_else(|| usual?.get(name));
        self.put(page, revision, told).await?;
        Ok(())
    }

    async fn put<'s>(
        &mut self,
        page: &Page,
        revision: i64,
        told: impl Fn(&str) -> Option<&'s Sample>,
    ) -> Result<i64, DemonstrationError> {
        self.stage.pass(self.stage.dice.between(PAGE_TAKES));
        self.send_pictures(page, &told).await?;
        let answers = self.read(page, &told)?;
        self.response.replace_page(page, answers.clone());
        self.protocol.questionnaire.prune(&mut self.response);
        let flag = self.is_emergency()?;
        let answers = serde_json::to_value(&answers)
            .map_err(|error| DemonstrationError::script(error.to_string()))?;
        self.save(page.link_id.as_str(), revision, answers, flag, None).await
    }

    /// The answers to a page, through the form's door.
    fn read<'s>(
        &self,
        page: &Page,
        told: &impl Fn(&str) -> Option<&'s Sample>,
    ) -> Result<Response, DemonstrationError> {
        let drawing = self.stage.drawing(self.person.state);
        let pairs: Vec<(String, String)> = page
            .items
            .iter()
            .flat_map(|item| drawing.pairs(item, told(item.link_id.as_str())))
            .collect();
        parse_page(page, &pairs, &self.response, drawing.today).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            DemonstrationError::script(format!("`{}`: {}", self.story.name, errors.join("; ")))
        })
    }

    /// Sends what a page asks to be sent: views always, a record where the story has one.
    async fn send_pictures<'s>(
        &mut self,
        page: &Page,
        told: &impl Fn(&str) -> Option<&'s Sample>,
    ) -> Result<(), DemonstrationError> {
        for item in &page.items {
            let ItemKind::Attachment { view, .. } = &item.kind else { continue };
            let wanted = item.required || told(item.link_id.as_str()).is_some();
            if !wanted {
                continue;
            }
            let index = self.evidence.len();
            let (state, on) = (self.person.state, self.stage.today(self.person.state));
            let photo = self
                .stage
                .send_picture(&self.actor, self.encounter, state, (view.as_deref(), index))
                .await?;
            self.response.set(item.link_id.clone(), vec![Answer::Attachment(photo)]);
            self.evidence.push(match view {
                Some(view) => Evidence::Photo { on, view: view.clone() },
                None => Evidence::Record { on },
            });
        }
        Ok(())
    }

    fn is_emergency(&self) -> Result<bool, DemonstrationError> {
        let (location, profile) = (self.person.state, &self.person.profile);
        let record = Record {
            protocol: self.story.protocol.clone(),
            questionnaire_version: self.protocol.questionnaire.version.clone(),
            location,
            attested_on: self.stage.today(location),
            birth_date: Some(profile.birth_date),
            sex_at_birth: Some(profile.sex_at_birth),
            relationship: Relationship::New,
            response: self.response.clone(),
            evidence: self.evidence.clone(),
            visit: None,
            consents: self.consents.iter().cloned().collect(),
            fulfilled: Default::default(),
            findings: Default::default(),
            found: Default::default(),
        };
        let dates = self.stage.local_dates(location);
        let assessment = self.stage.rulebook.evaluate(&record, None, &dates)?;
        Ok(assessment.evaluation.overall() == Outcome::Emergency)
    }

    /// Signs the consent and says once more where they are.
    async fn agree(&mut self) -> Result<(), DemonstrationError> {
        let stage = self.stage;
        stage.pass(stage.dice.between([20, 90]));
        let name = &self.person.profile.legal_name;
        let text = stage.rulebook.pack.consent(TELEHEALTH);
        let text = text.ok_or_else(|| DemonstrationError::script("no consent in the pack"))?;
        let consent = Consent::sign(text, name.as_str(), name, stage.clock.now())
            .map_err(|error| DemonstrationError::script(error.to_string()))?;
        self.consents.push(consent.code.clone());
        stage.store.sign_consent(&self.actor, self.encounter, &consent).await?;
        let location = self.person.state;
        let attested = Attestation { location, on: stage.today(location) };
        stage.store.confirm_draft_location(&self.actor, self.encounter, &attested).await?;
        self.save("location", 0, json!({ "state": location.code() }), false, None).await?;
        Ok(())
    }

    async fn hand_in(self) -> Result<Visit, DemonstrationError> {
        let stage = self.stage;
        stage.pass(stage.dice.between([30, 120]));
        let intake = stage.store.intake(&self.actor, self.encounter).await?;
        let version = intake.map_or(0, |intake| intake.version);
        let change = Change {
            command: stage.command(),
            encounter: self.encounter,
            version,
            letter: stage.received(),
        };
        let encounter = stage.store.submit(&self.actor, &change).await?;
        Ok(Visit { actor: self.actor, encounter })
    }

    async fn save(
        &self,
        page: &str,
        expected_revision: i64,
        answers: Value,
        red_flag: bool,
        place: Option<Place>,
    ) -> Result<i64, DemonstrationError> {
        let save = PageSave {
            page: page.to_owned(),
            expected_revision,
            answers,
            red_flag,
            place,
            crisis: None,
        };
        Ok(self.stage.store.save_page(&self.actor, self.encounter, &save).await?)
    }
}
