//! How an encounter is changed: one transaction that writes first, then looks,
//! then either commits everything or leaves no trace.

use domain::{
    Timestamp,
    actor::Actor,
    encounter::{Encounter, LeaseProof},
    ids::{ClinicianId, CommandId, EncounterId, LeaseToken, PatientId},
    licence::Licence,
};
use serde::Serialize;

use crate::{
    accounts,
    audit::Audit,
    cases,
    commands::Command,
    encounters::{self, EncounterRow},
    engine::{Tx, args},
    error::StoreError,
    events,
    licences::{self, LocalDates},
    outbox::Letter,
    store::Store,
};

/// What every change of an encounter names.
#[derive(Clone, Debug)]
pub struct Change {
    /// The id of the command: its retry does nothing twice.
    pub command: CommandId,
    /// Which encounter.
    pub encounter: EncounterId,
    /// The version that the writer has seen.
    pub version: i64,
    /// A letter to the patient, posted in the same transaction.
    pub letter: Option<Letter>,
}

/// A change by the clinician who holds the encounter.
#[derive(Clone, Debug)]
pub struct Held {
    /// The change.
    pub change: Change,
    /// The fencing token of the claim.
    pub lease: LeaseToken,
    /// The digest of the evaluation that the clinician was shown. `prescribe`
    /// needs it; for the others it is compared where it is given.
    pub digest_seen: Option<String>,
}

impl Held {
    /// The proof that the lease is the writer's.
    pub(crate) const fn proof(&self, clinician: ClinicianId) -> LeaseProof {
        LeaseProof { clinician, token: self.lease }
    }
}

/// What the actor needs for a change.
pub(crate) enum Access<'a> {
    /// To be its patient.
    Patient,
    /// A licence that covers where the patient is.
    Licensed(LocalDates<'a>),
    /// Nothing but the lease: giving a claim back.
    Lease,
}

/// The outcome of looking before a change.
pub(crate) enum Begun<'a> {
    /// The command was done before, and did this.
    Before(Box<Encounter>),
    /// It can be done now.
    Now(Box<Work<'a>>),
}

/// A change under way: the row is locked, the actor may, the version is right.
pub(crate) struct Work<'a> {
    pub(crate) store: &'a Store,
    pub(crate) tx: Tx,
    pub(crate) at: Timestamp,
    pub(crate) row: EncounterRow,
    pub(crate) encounter: Encounter,
    /// The clinician's licences, locked; empty for others.
    pub(crate) licences: Vec<Licence>,
    command: Command<'a>,
    letter: Option<&'a Letter>,
}

/// The clinician who acts.
pub(crate) fn clinician(actor: &Actor) -> Result<ClinicianId, StoreError> {
    match actor {
        Actor::Clinician(id) => Ok(*id),
        Actor::Visitor(_) | Actor::Patient(_) | Actor::Operator(_) | Actor::System => {
            Err(StoreError::Forbidden)
        }
    }
}

impl Store {
    /// Begins a change of an encounter: see [`Work`].
    pub(crate) async fn change<'a>(
        &'a self,
        actor: &'a Actor,
        change: &'a Change,
        body: &impl Serialize,
        access: Access<'_>,
    ) -> Result<Begun<'a>, StoreError> {
        let Change { command, encounter, version, letter } = change;
        let command = Command::new(*command, actor, *encounter, &(encounter, version, body))?;
        self.change_at(command, Some(*version), letter.as_ref(), access).await
    }

    /// Begins a change of the encounter at `version`, or at whichever it is.
    pub(crate) async fn change_at<'a>(
        &'a self,
        command: Command<'a>,
        version: Option<i64>,
        letter: Option<&'a Letter>,
        access: Access<'_>,
    ) -> Result<Begun<'a>, StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        // The write comes first: it locks the row.
        let fresh = match version {
            Some(version) => {
                tx.execute(
                    "update encounter set touched_at = $3 where id = $1 and version = $2",
                    args![command.encounter, version, at],
                )
                .await?
            }
            None => {
                tx.execute(
                    "update encounter set touched_at = $2 where id = $1",
                    args![command.encounter, at],
                )
                .await?
            }
        };
        let row = encounters::load(&mut tx, command.encounter)
            .await?
            .ok_or_else(|| unknown(command.actor))?;
        if let Access::Patient = access {
            owned(command.actor, &row)?;
        } else {
            clinician(command.actor)?;
        }
        if let Some(done) = command.earlier(&mut tx).await? {
            tx.rollback().await?;
            let line = Audit::of(command.actor, "repeat", command.encounter, "own command again");
            self.audit_read(line).await?;
            return Ok(Begun::Before(Box::new(done)));
        }
        let encounter = row.read()?.ok_or(StoreError::Incomplete("place"))?;
        let licences = match access {
            Access::Patient | Access::Lease => Vec::new(),
            Access::Licensed(local) => {
                let licences = licences::of_locked(&mut tx, clinician(command.actor)?).await?;
                let location = encounter.location;
                licences::covering(&licences, location, &local(location))?;
                licences
            }
        };
        if fresh == 0 {
            return Err(StoreError::Conflict { current: row.version });
        }
        let work = Work { store: self, tx, at, row, encounter, licences, command, letter };
        Ok(Begun::Now(Box::new(work)))
    }
}

impl Work<'_> {
    /// Writes the next version with its event, audit row, command and letter,
    /// and commits.
    pub(crate) async fn finish(
        mut self,
        verb: &str,
        why: &str,
        next: Encounter,
    ) -> Result<Encounter, StoreError> {
        let (tx, at) = (&mut self.tx, self.at);
        let (actor, encounter) = (self.command.actor, self.encounter.id);
        encounters::store(tx, self.encounter.version, &next, at).await?;
        events::append(tx, actor, verb, &next, at).await?;
        cases::changed(tx, next.patient).await?;
        self.store.audit(tx, at, Audit::of(actor, verb, encounter, why)).await?;
        self.command.done(tx, &next, at).await?;
        if let Some(letter) = self.letter {
            self.store.post_to_patient(tx, next.patient, letter).await?;
        }
        self.tx.commit().await?;
        Ok(next)
    }
}

impl Store {
    /// Posts a letter to the address of a patient.
    pub(crate) async fn post_to_patient(
        &self,
        tx: &mut Tx,
        patient: PatientId,
        letter: &Letter,
    ) -> Result<(), StoreError> {
        let account =
            accounts::by_id(tx, patient.into()).await?.ok_or(StoreError::NotFound)?.read()?;
        self.post(tx, &account.email, letter).await?;
        Ok(())
    }
}

/// What somebody hears about an encounter that does not exist.
fn unknown(actor: &Actor) -> StoreError {
    match actor {
        Actor::Visitor(_) | Actor::Patient(_) | Actor::Clinician(_) => StoreError::NotFound,
        Actor::Operator(_) | Actor::System => StoreError::Forbidden,
    }
}

/// The encounter is the patient's own, or the draft that the visitor's session
/// holds. To everybody else who might have one, it does not exist.
pub(crate) fn owned(actor: &Actor, row: &EncounterRow) -> Result<(), StoreError> {
    let own = match actor {
        Actor::Patient(patient) => row.patient()? == Some(*patient),
        Actor::Visitor(Some(draft)) => row.id()? == *draft && row.patient_id.is_none(),
        Actor::Visitor(None) => false,
        Actor::Clinician(_) | Actor::Operator(_) | Actor::System => {
            return Err(StoreError::Forbidden);
        }
    };
    if own { Ok(()) } else { Err(StoreError::NotFound) }
}
