//! Who acts: every store method that touches health data takes one.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, ClinicianId, EncounterId, OperatorId, PatientId};

/// What an account may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Somebody who asks for care.
    Patient,
    /// Somebody who reviews and prescribes.
    Clinician,
    /// Somebody who runs the clinic: people, licences, rules; no chart.
    Operator,
}

impl Role {
    /// The word kept in the store: `patient`, `clinician` or `operator`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Clinician => "clinician",
            Self::Operator => "operator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Patient, Self::Clinician, Self::Operator]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRoleError)
    }
}

/// The word is not a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role must be `patient`, `clinician` or `operator`")]
pub struct UnknownRoleError;

/// Who asks for something to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody has signed in yet; the session holds this one draft, if any.
    Visitor(Option<EncounterId>),
    /// A patient who has signed in.
    Patient(PatientId),
    /// A clinician who has signed in.
    Clinician(ClinicianId),
    /// An operator who has signed in.
    Operator(OperatorId),
    /// The server itself: leases that end, drafts that expire.
    System,
}

impl Actor {
    /// The actor for an account of this role.
    #[must_use]
    pub const fn account(role: Role, id: AccountId) -> Self {
        match role {
            Role::Patient => Self::Patient(id.patient()),
            Role::Clinician => Self::Clinician(id.clinician()),
            Role::Operator => Self::Operator(id.operator()),
        }
    }

    /// The word for the audit trail.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Visitor(_) => "visitor",
            Self::Patient(_) => Role::Patient.as_str(),
            Self::Clinician(_) => Role::Clinician.as_str(),
            Self::Operator(_) => Role::Operator.as_str(),
            Self::System => "system",
        }
    }

    /// The account, where there is one.
    #[must_use]
    pub fn account_id(&self) -> Option<AccountId> {
        match *self {
            Self::Visitor(_) | Self::System => None,
            Self::Patient(id) => Some(id.into()),
            Self::Clinician(id) => Some(id.into()),
            Self::Operator(id) => Some(id.into()),
        }
    }
}
