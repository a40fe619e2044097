//! The encounter (FHIR Encounter): its states, and the verbs that move it.
//!
//! A state carries its own facts; a verb consumes the encounter and returns the
//! next one, or an error that names where it stood and what was attempted.

pub mod lease;
pub mod prescription;
pub mod record;
pub mod request;
pub mod state;
pub mod target;
mod verb;
mod verbs;

use serde::{Deserialize, Serialize};

pub use lease::{Lease, LeaseProof};
pub use prescription::{OrderError, Prescription, PrescriptionOrder, PrescriptionStatus};
pub use record::{Record, TypedMedicine};
pub use request::{Answer, Asked, Question, QuestionError};
pub use state::{CompletedVisit, Expiry, Outcome, State, StateName, Waiting};
pub use verb::{Decline, Verb, VerbError, VisitDemand};

use crate::{
    ids::{EncounterId, PatientId},
    medication::ProtocolId,
    place::UsState,
};

/// How long a claim holds without renewal, in minutes.
pub const LEASE_MINUTES: i64 = 15;

/// A submitted encounter, or one that ended.
///
/// A draft without a patient is not an `Encounter` yet: `submit` makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encounter {
    /// Its id.
    pub id: EncounterId,
    /// Whose it is (FHIR Encounter.subject).
    pub patient: PatientId,
    /// The protocol it follows.
    pub protocol: ProtocolId,
    /// Where the patient physically is, by their last attestation.
    pub location: UsState,
    /// Counts every change; a write names the version it read.
    pub version: i64,
    /// Where it stands.
    pub state: State,
}

impl Encounter {
    /// The next version in `state`.
    fn moved(self, state: State) -> Self {
        Self { version: self.version + 1, state, ..self }
    }
}

#[cfg(test)]
mod tests;
