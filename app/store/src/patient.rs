//! What patients do after they have submitted: see, answer, add, correct,
//! move, withdraw.

mod place;
mod respond;

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Encounter, State, Verb, Waiting},
    ids::EncounterId,
};

pub use place::Attestation;

use crate::{
    audit::Audit,
    encounters::{self, EncounterRow, select_encounter},
    engine::args,
    error::StoreError,
    events,
    intake::{
        PageSave,
        pages::{self, Appended},
    },
    profiles::{PatientProfile, patient},
    sealed::seal,
    store::Store,
    writes::{Access, Begun, Change, owned},
};

/// An encounter in the patient's own list: submitted, or ended before it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitSummary {
    /// The encounter; see [`Store::chart`] for all of it.
    pub encounter: Encounter,
    /// When the draft was begun.
    pub created_at: Timestamp,
    /// When something last happened.
    pub touched_at: Timestamp,
}

impl Store {
    /// The patient's encounters that were submitted, or that ended before they were: newest
    /// first.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but a patient.
    pub async fn visits(&self, actor: &Actor) -> Result<Vec<VisitSummary>, StoreError> {
        let patient = patient(actor)?;
        let mut tx = self.read().await?;
        let rows: Vec<EncounterRow> = tx
            .fetch_all(
                select_encounter!(
                    "where patient_id = $1 and location is not null \
                     and (submitted_at is not null or state = 'expired') \
                     order by created_at desc, id desc"
                ),
                args![patient],
            )
            .await?;
        tx.commit().await?;
        let visits = rows
            .iter()
            .map(|row| {
                Ok(VisitSummary {
                    encounter: row.read()?.ok_or_else(|| row.cell("patient_id").corrupt())?,
                    created_at: row.created_at()?,
                    touched_at: row.touched_at()?,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let mut lines = vec![Audit::about(actor, "list-visits", patient.into(), "own record")];
        lines.extend(
            visits
                .iter()
                .map(|visit| Audit::of(actor, "list-in-visits", visit.encounter.id, "own record")),
        );
        self.audit_reads(lines).await?;
        Ok(visits)
    }

    /// Adds to or corrects a page of an encounter that was submitted, with the
    /// files that it names: see [`Store::save_page`].
    ///
    /// # Errors
    /// [`StoreError::StalePage`], [`StoreError::Verb`] when it has ended,
    /// [`StoreError::Incomplete`] when it names a file that is not this
    /// encounter's, and every refusal of a patient's write.
    pub async fn amend(
        &self,
        actor: &Actor,
        change: &Change,
        save: &PageSave,
    ) -> Result<Encounter, StoreError> {
        patient(actor)?;
        self.correct(actor, change, save, None).await
    }

    /// Corrects who the patient is, on the page `about` of an encounter that was
    /// submitted: profile, page, version and event, all or nothing.
    ///
    /// # Errors
    /// As [`Store::amend`].
    pub async fn amend_about(
        &self,
        actor: &Actor,
        change: &Change,
        save: &PageSave,
        profile: &PatientProfile,
    ) -> Result<Encounter, StoreError> {
        patient(actor)?;
        self.correct(actor, change, save, Some(profile)).await
    }

    async fn correct(
        &self,
        actor: &Actor,
        change: &Change,
        save: &PageSave,
        profile: Option<&PatientProfile>,
    ) -> Result<Encounter, StoreError> {
        let verb = Verb::Amend;
        let body = (verb, save, profile);
        let mut work = match self.change(actor, change, &body, Access::Patient).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let mut next = work.encounter.clone().amend()?;
        if let Appended::Before(_) =
            pages::append(&mut work.tx, actor, next.id, save, work.at).await?
        {
            return Ok(work.encounter);
        }
        pages::introduce(&mut work.tx, next.patient, save, profile, work.at).await?;
        if let Some(place) = save.place {
            next.location = place.location;
        }
        if save.red_flag {
            next.state = urgent(next.state);
        }
        if let Some(alarm) = &save.crisis {
            self.raise_crisis(&mut work.tx, actor, next.id, alarm, work.at).await?;
        }
        let moved = next.location != work.encounter.location;
        let verb = if moved { Verb::Relocate } else { verb };
        work.finish(verb.as_str(), "own record", next).await
    }

    /// Takes an encounter back.
    ///
    /// # Errors
    /// [`StoreError::Verb`] when it has ended, and every refusal of a patient's
    /// write. For drafts see [`Store::discard_draft`].
    pub async fn withdraw(&self, actor: &Actor, change: &Change) -> Result<Encounter, StoreError> {
        patient(actor)?;
        let verb = Verb::Withdraw;
        let work = match self.change(actor, change, &verb, Access::Patient).await? {
            Begun::Before(done) => return Ok(*done),
            Begun::Now(work) => work,
        };
        let next = work.encounter.clone().withdraw(work.at)?;
        work.finish(verb.as_str(), "own record", next).await
    }

    /// Throws a draft away: it can no longer be opened or submitted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is no draft of this actor.
    pub async fn discard_draft(
        &self,
        actor: &Actor,
        encounter: EncounterId,
    ) -> Result<(), StoreError> {
        let at = self.now();
        let state = State::Withdrawn { at };
        let mut tx = self.begin().await?;
        let written = tx
            .execute(
                "update encounter set state = 'withdrawn', facts = $2, version = version + 1, \
                 touched_at = $3 where id = $1 and state = 'draft'",
                args![encounter, seal(&state)?, at],
            )
            .await?;
        let row = encounters::load(&mut tx, encounter).await?.ok_or(StoreError::NotFound)?;
        owned(actor, &row)?;
        if written == 0 {
            return Err(StoreError::NotFound);
        }
        tx.execute("update session set draft_id = null where draft_id = $1", args![encounter])
            .await?;
        let verb = Verb::Withdraw.as_str();
        let step = (encounter, row.version, &state);
        events::append_state(&mut tx, actor, verb, step, at).await?;
        self.audit(&mut tx, at, Audit::of(actor, verb, encounter, "own record")).await?;
        tx.commit().await
    }
}

/// The same state, before all others: a red flag was raised.
fn urgent(state: State) -> State {
    let first = |waiting: Waiting| Waiting { urgent: true, ..waiting };
    match state {
        State::AwaitingReview { waiting } => State::AwaitingReview { waiting: first(waiting) },
        State::InReview { lease, waiting } => State::InReview { lease, waiting: first(waiting) },
        State::AwaitingPatient { asked, waiting } => {
            State::AwaitingPatient { asked, waiting: first(waiting) }
        }
        State::AwaitingVisit { demand, by, at, waiting } => {
            State::AwaitingVisit { demand, by, at, waiting: first(waiting) }
        }
        ended @ (State::Draft
        | State::Prescribed { .. }
        | State::Declined { .. }
        | State::Withdrawn { .. }
        | State::Expired { .. }) => ended,
    }
}
