//! Answering a request for information.

use domain::{
    actor::Actor,
    encounter::{Answer, Encounter, State, Verb, VerbError},
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
    ///
    /// # Errors
    /// [`StoreError::Verb`] when nothing was asked or an answer is missing,
    /// [`StoreError::Incomplete`] when a photo is not this encounter's, and
    /// every refusal of a patient's write.
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
        let on_file = photos::current(photos::of(&mut work.tx, current.id).await?);
        for answer in &answers {
            match answer {
                Answer::Photo { photo } if !on_file.iter().any(|known| known.id == *photo) => {
                    return Err(StoreError::Incomplete("photo"));
                }
                Answer::Photo { .. } | Answer::Text { .. } => {}
            }
        }
        answer_request(&mut work.tx, asked.id, &answers, attested.on, work.at).await?;
        let next = Encounter { location: attested.location, ..current.respond(work.at)? };
        attest(&mut work.tx, next.id, attested, work.at).await?;
        work.finish(verb.as_str(), "own record", next).await
    }
}
