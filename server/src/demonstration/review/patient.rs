//! What a patient does after handing it in.

use std::collections::BTreeMap;

use domain::{
    encounter::{Answer, Encounter, Question, State},
    place::UsState,
    questionnaire::parse_page,
};
use store::{Attestation, PageSave, StoreError};

use super::{DemonstrationError, Sample, Stage, Visit};

impl Visit {
    /// Answers what was asked: the words in order, and a new picture for each photo.
    pub(super) async fn respond(
        &self,
        stage: &Stage<'_>,
        texts: Vec<String>,
    ) -> Result<Encounter, DemonstrationError> {
        let State::AwaitingPatient { asked, .. } = &self.encounter.state else {
            return Err(DemonstrationError::script("nothing was asked"));
        };
        let location = self.encounter.location;
        let mut texts = texts.into_iter();
        let mut answers = Vec::new();
        for (index, question) in asked.questions.iter().enumerate() {
            answers.push(match question {
                Question::Text { .. } => Answer::Text { text: texts.next().unwrap_or_default() },
                Question::Photo { view, .. } => {
                    let which = (Some(view.as_str()), index + 6);
                    let id = self.encounter.id;
                    let photo = stage.send_picture(&self.actor, id, location, which).await?;
                    Answer::Photo { photo }
                }
            });
        }
        let attested = Attestation { location, on: stage.today(location) };
        let change = self.change(stage, None);
        Ok(stage.store.respond(&self.actor, &change, answers, &attested).await?)
    }

    /// Corrects a page.
    pub(super) async fn amend(
        &self,
        stage: &Stage<'_>,
        page: &str,
        told: &BTreeMap<String, Sample>,
    ) -> Result<Encounter, DemonstrationError> {
        let id = self.encounter.id;
        let intake = stage.store.intake(&self.actor, id).await?.ok_or(StoreError::NotFound)?;
        let earlier = intake.response()?;
        let protocol = stage.rulebook.pack.protocol(&self.encounter.protocol);
        let page = protocol
            .and_then(|protocol| protocol.questionnaire.page(page))
            .ok_or_else(|| DemonstrationError::script(format!("no page `{page}`")))?;
        let drawing = stage.drawing(self.encounter.location);
        let pairs: Vec<(String, String)> = page
            .items
            .iter()
            .flat_map(|item| drawing.pairs(item, told.get(item.link_id.as_str())))
            .collect();
        let answers = parse_page(page, &pairs, &earlier, drawing.today)
            .map_err(|_| DemonstrationError::script(format!("`{}` does not read", page.link_id)))?;
        let name = page.link_id.as_str();
        let save = PageSave {
            page: name.to_owned(),
            expected_revision: intake.page(name).map_or(0, |page| page.revision),
            answers: serde_json::to_value(&answers)
                .map_err(|error| DemonstrationError::script(error.to_string()))?,
            red_flag: false,
            place: None,
            crisis: None,
        };
        Ok(stage.store.amend(&self.actor, &self.change(stage, None), &save).await?)
    }

    /// Is in another state now.
    pub(super) async fn relocate(
        &self,
        stage: &Stage<'_>,
        location: UsState,
    ) -> Result<Encounter, DemonstrationError> {
        let attested = Attestation { location, on: stage.today(location) };
        let change = self.change(stage, None);
        Ok(stage.store.relocate(&self.actor, &change, &attested).await?)
    }

    /// Takes it back.
    pub(super) async fn withdraw(
        &self,
        stage: &Stage<'_>,
    ) -> Result<Encounter, DemonstrationError> {
        Ok(stage.store.withdraw(&self.actor, &self.change(stage, None)).await?)
    }
}
