//! Typed identifiers, one for each table.
//!
//! All are UUID version 7 (RFC 9562): they sort by the time they were made.
//! The time and the random bytes are parameters, because this crate has
//! neither a clock nor a source of randomness.

use std::{fmt, str::FromStr};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// The text was not an identifier of the expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` must be a UUID")]
pub struct IdError(&'static str);

macro_rules! ids {
    ($($(#[$docs:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$docs])*
        #[derive(
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            BorshSerialize,
            BorshDeserialize,
            Serialize,
            Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id for the moment `at`, from ten random bytes.
            #[must_use]
            pub fn new(at: Timestamp, entropy: [u8; 10]) -> Self {
                let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
                Self(Builder::from_unix_timestamp_millis(millis, &entropy).into_uuid())
            }

            /// The id as a UUID.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self).map_err(|_| IdError(stringify!($name)))
            }
        }
    )+};
}

ids! {
    /// Somebody who can sign in: a patient, a clinician or an operator.
    AccountId,
    /// A patient: the account whose role is patient.
    PatientId,
    /// A clinician: the account whose role is clinician.
    ClinicianId,
    /// An operator: the account whose role is operator.
    OperatorId,
    /// FHIR Encounter: from the first answer of a draft to its end.
    EncounterId,
    /// One licence of one clinician in one state.
    LicenceId,
    /// FHIR MedicationRequest.
    PrescriptionId,
    /// FHIR Media: one photo or one page of a laboratory result.
    PhotoId,
    /// FHIR Consent: one signature under one version of a text.
    ConsentId,
    /// A visit held live: audio, video or in person.
    VisitId,
    /// FHIR CommunicationRequest: one request for information.
    RequestId,
    /// One decision of the rules, with its reasons.
    DeterminationId,
    /// The id a client gives to a command, so that a retry does nothing twice.
    CommandId,
    /// One claim of one encounter: the fencing token of the lease.
    LeaseToken,
}

impl From<PatientId> for AccountId {
    fn from(id: PatientId) -> Self {
        Self(id.0)
    }
}

impl From<ClinicianId> for AccountId {
    fn from(id: ClinicianId) -> Self {
        Self(id.0)
    }
}

impl From<OperatorId> for AccountId {
    fn from(id: OperatorId) -> Self {
        Self(id.0)
    }
}

impl AccountId {
    /// The same account, known to be a patient's.
    #[must_use]
    pub const fn patient(self) -> PatientId {
        PatientId(self.0)
    }

    /// The same account, known to be a clinician's.
    #[must_use]
    pub const fn clinician(self) -> ClinicianId {
        ClinicianId(self.0)
    }

    /// The same account, known to be an operator's.
    #[must_use]
    pub const fn operator(self) -> OperatorId {
        OperatorId(self.0)
    }
}
