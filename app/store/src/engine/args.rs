//! What may stand for `$1` in a statement.

use domain::{
    Date, Timestamp,
    ids::{
        AccountId, ClinicianId, CommandId, ConsentId, DeterminationId, EncounterId, LeaseToken,
        LicenceId, OperatorId, PatientId, PhotoId, PrescriptionId, RequestId, VisitId,
    },
    medication::ProtocolId,
    people::EmailAddress,
    place::UsState,
};

/// A value for a statement: a text or a number, or none. Moments are
/// microseconds since 1970 in UTC, dates ISO 8601, ids and codes their text,
/// booleans 0 and 1.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
}

/// The values of a statement, in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::Arg::from($value)),*] };
}

pub(crate) use args;

macro_rules! as_text {
    ($($kind:ty),+ $(,)?) => {$(
        impl From<$kind> for Arg {
            fn from(value: $kind) -> Self {
                Self::Text(Some(value.to_string()))
            }
        }

        impl From<Option<$kind>> for Arg {
            fn from(value: Option<$kind>) -> Self {
                Self::Text(value.map(|value| value.to_string()))
            }
        }
    )+};
}

as_text!(
    &str,
    AccountId,
    ClinicianId,
    CommandId,
    ConsentId,
    Date,
    DeterminationId,
    EncounterId,
    LeaseToken,
    LicenceId,
    OperatorId,
    PatientId,
    PhotoId,
    PrescriptionId,
    RequestId,
    VisitId,
    &EmailAddress,
    &ProtocolId,
);

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<UsState> for Arg {
    fn from(value: UsState) -> Self {
        Self::from(value.code())
    }
}

impl From<Option<UsState>> for Arg {
    fn from(value: Option<UsState>) -> Self {
        Self::from(value.map(UsState::code))
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<Timestamp> for Arg {
    fn from(value: Timestamp) -> Self {
        Self::Int(Some(value.as_microsecond()))
    }
}

impl From<Option<Timestamp>> for Arg {
    fn from(value: Option<Timestamp>) -> Self {
        Self::Int(value.map(Timestamp::as_microsecond))
    }
}
