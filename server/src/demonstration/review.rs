//! What happens after it was handed in: the verbs of clinicians and patients.

mod holding;
mod patient;

use domain::{
    actor::Actor,
    encounter::{Encounter, Question, State, VisitDemand},
    ids::ClinicianId,
};
use jiff::SignedDuration;
use store::{Change, Letter, VisitHeld};

use self::holding::{Holding, Wish};
use super::{
    error::DemonstrationError,
    sample::Sample,
    script::{Deed, PhotoAgain},
    stage::Stage,
};

/// How long before it is recorded a live visit took place.
const VISIT_BEFORE: SignedDuration = SignedDuration::from_mins(25);

/// A visit that was handed in.
pub(super) struct Visit {
    pub(super) actor: Actor,
    pub(super) encounter: Encounter,
}

impl Visit {
    /// Does one thing.
    pub(super) async fn act(
        &mut self,
        stage: &Stage<'_>,
        deed: &Deed,
    ) -> Result<(), DemonstrationError> {
        let text = |sample: &Sample| stage.text(sample, self.encounter.location);
        self.encounter = match deed {
            Deed::Claim => self.claim(stage).await?,
            Deed::Ask { questions, photo_again } => {
                let questions = asked(questions.iter().map(text), photo_again.as_ref());
                self.hold(stage, stage.news()).await?.ask(questions).await?
            }
            Deed::RequireVisit { modality, reason } => {
                let demand = VisitDemand { modality: *modality, reason: text(reason) };
                self.hold(stage, stage.news()).await?.require_visit(demand).await?
            }
            Deed::CompleteVisit { modality, note } => {
                let now = stage.clock.now();
                let at = now.saturating_sub(VISIT_BEFORE).unwrap_or(now);
                let on = stage.today(self.encounter.location);
                let held = VisitHeld { modality: *modality, at, on, note: text(note) };
                self.complete_visit(stage, &held).await?
            }
            Deed::ResolveMedicine { typed, classes } => {
                self.hold(stage, None).await?.resolve(typed, classes).await?
            }
            Deed::Prescribe { medication, sig, refills, message } => {
                let message = text(message);
                let wish = Wish { medication, sig, refills: *refills, message };
                self.hold(stage, stage.news()).await?.prescribe(wish).await?
            }
            Deed::Decline { reason, message } => {
                let message = message.as_ref().map(text);
                self.hold(stage, stage.news()).await?.decline(reason, message).await?
            }
            Deed::Send => self.send(stage).await?,
            Deed::Cancel { reason } => self.cancel(stage, &text(reason)).await?,
            Deed::Respond { answers } => {
                self.respond(stage, answers.iter().map(text).collect()).await?
            }
            Deed::Withdraw => self.withdraw(stage).await?,
            Deed::Amend { page, answers } => self.amend(stage, page, answers).await?,
            Deed::Relocate { state } => self.relocate(stage, *state).await?,
        };
        Ok(())
    }

    fn change(&self, stage: &Stage<'_>, letter: Option<Letter>) -> Change {
        Change {
            command: stage.command(),
            encounter: self.encounter.id,
            version: self.encounter.version,
            letter,
        }
    }

    /// The first clinician whose licence covers where the patient is takes it.
    async fn claim(&self, stage: &Stage<'_>) -> Result<Encounter, DemonstrationError> {
        let local = |state| stage.local_dates(state);
        let today = stage.today(self.encounter.location);
        for by in &stage.staff {
            let actor = Actor::Clinician(*by);
            let licences = stage.store.licences(&actor, *by).await?;
            if licences.iter().any(|licence| licence.covers(self.encounter.location, today)) {
                let id = self.encounter.id;
                return Ok(stage.store.claim(&actor, stage.command(), id, &local).await?);
            }
        }
        Err(DemonstrationError::script(format!("nobody may act in {}", self.encounter.location)))
    }

    async fn hold<'s>(
        &self,
        stage: &'s Stage<'s>,
        letter: Option<Letter>,
    ) -> Result<Holding<'s>, DemonstrationError> {
        Holding::open(stage, &self.encounter, self.change(stage, letter)).await
    }

    /// The clinician who called for the visit holds it.
    async fn complete_visit(
        &self,
        stage: &Stage<'_>,
        held: &VisitHeld,
    ) -> Result<Encounter, DemonstrationError> {
        let State::AwaitingVisit { by, .. } = &self.encounter.state else {
            return Err(DemonstrationError::script("no visit was called for"));
        };
        let (by, local) = (Actor::Clinician(*by), |state| stage.local_dates(state));
        let change = self.change(stage, None);
        Ok(stage.store.complete_visit(&by, &change, held, &local).await?)
    }

    async fn send(&self, stage: &Stage<'_>) -> Result<Encounter, DemonstrationError> {
        let (by, local) = (self.prescriber()?, |state| stage.local_dates(state));
        let change = self.change(stage, None);
        Ok(stage.store.send_prescription(&Actor::Clinician(by), &change, &local).await?)
    }

    async fn cancel(
        &self,
        stage: &Stage<'_>,
        reason: &str,
    ) -> Result<Encounter, DemonstrationError> {
        let (by, local) = (Actor::Clinician(self.prescriber()?), |state| stage.local_dates(state));
        let change = self.change(stage, stage.news());
        Ok(stage.store.cancel_prescription(&by, &change, reason, &local).await?)
    }

    fn prescriber(&self) -> Result<ClinicianId, DemonstrationError> {
        match &self.encounter.state {
            State::Prescribed { outcome } => Ok(outcome.by),
            State::Draft
            | State::AwaitingReview { .. }
            | State::InReview { .. }
            | State::AwaitingPatient { .. }
            | State::AwaitingVisit { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Expired { .. } => Err(DemonstrationError::script("nothing was prescribed")),
        }
    }
}

fn asked(
    questions: impl Iterator<Item = String>,
    photo_again: Option<&PhotoAgain>,
) -> Vec<Question> {
    let again = photo_again
        .map(|again| Question::Photo { view: again.view.clone(), text: again.text.clone() });
    questions.map(|text| Question::Text { text }).chain(again).collect()
}
