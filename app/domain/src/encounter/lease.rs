//! A claim: one clinician, for a while, with a fencing token.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::LEASE_MINUTES;
use crate::ids::{ClinicianId, LeaseToken};

/// The right of one clinician to decide, until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Who holds it.
    pub clinician: ClinicianId,
    /// The fencing token: every later write names it.
    pub token: LeaseToken,
    /// When it ends, by the server's clock.
    pub until: Timestamp,
}

/// What a clinician's write brings along to show that the lease is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaseProof {
    /// Who writes.
    pub clinician: ClinicianId,
    /// The token they were given at the claim.
    pub token: LeaseToken,
}

impl Lease {
    /// A lease that begins at `at` and holds [`LEASE_MINUTES`].
    #[must_use]
    pub fn beginning(clinician: ClinicianId, token: LeaseToken, at: Timestamp) -> Self {
        Self { clinician, token, until: end(at) }
    }

    /// The same lease, renewed at `at`.
    #[must_use]
    pub fn renewed(self, at: Timestamp) -> Self {
        Self { until: end(at), ..self }
    }

    /// Whether it still holds at `at`.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        at < self.until
    }

    /// Whether `proof` is for this lease.
    #[must_use]
    pub fn is_for(&self, proof: LeaseProof) -> bool {
        self.clinician == proof.clinician && self.token == proof.token
    }
}

fn end(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(LEASE_MINUTES)).unwrap_or(at)
}
