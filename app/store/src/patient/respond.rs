//! Answering a request for information.

use domain::{
    actor::Actor,
    encounter::{Answer, Encounter, Question, State, Verb, VerbError},
};

use super::place::{Attestation, attest};
use crate::{
    error::StoreError,
    photos,
    profiles::patient,
    review::answer_request,
    store::Store,
    writes::{Access, Begun, Change},
};

impl Store {
    /// Answers a request for information; the patient says again where they are.
    /// A photo that answers takes the place of the one that stood for its view.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when nothing was asked or an answer is missing,
    /// [`StoreError::Incomplete`] when a photo was not sent for this encounter
    /// and view, or stood before, and every refusal of a patient's write.
    pub async fn respond(
        &self,
        actor: &Actor,
        change: &Change,
        answers: Vec<Answer>,
        attested: &Attestation,
    ) -> Result<Encounter, StoreError> {
        patient(actor)?;
        let verb = Verb::Respond;
        let body = (verb, &answers, attested);
        let mut work = match self.change(actor, change, &body, Access::Patient).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let current = work.encounter.clone();
        let State::AwaitingPatient { asked, .. } = &current.state else {
            let from = current.state.name();
            return Err(VerbError::WrongState { from, attempted: verb }.into());
        };
        let answers = asked.answered(answers).map_err(VerbError::from)?;
        for (question, answer) in asked.questions.iter().zip(&answers) {
            if let (Question::Photo { view, .. }, Answer::Photo { photo }) = (question, answer) {
                photos::answer_view(&mut work.tx, current.id, *photo, view, work.at).await?;
            }
        }
        answer_request(&mut work.tx, asked.id, &answers, attested.on, work.at).await?;
        let next = Encounter { location: attested.location, ..current.respond(work.at)? };
        attest(&mut work.tx, actor, next.id, attested, work.at).await?;
        work.finish(verb.as_str(), "own record", next).await
    }
}
