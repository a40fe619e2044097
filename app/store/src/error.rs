//! What can go wrong in the store. No message holds health data.

use domain::{
    encounter::VerbError,
    licence::LicenceRefusal,
    medication::ProtocolId,
    rules::{DecisionRecord, EvaluationRecord},
};
use jiff::SignedDuration;

/// What the store refuses, or cannot do. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or is too busy; trying again may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The schema cannot be brought up to date.
    #[error("the database cannot be migrated: {0}")]
    Migration(String),
    /// Somebody else changed the encounter since it was read.
    #[error("the encounter was changed by someone else and is at version `{current}`")]
    Conflict {
        /// Its version now.
        current: i64,
    },
    /// Somebody else saved the page since it was read.
    #[error("the page was saved by someone else and is at revision `{current}`")]
    StalePage {
        /// Its revision now.
        current: i64,
    },
    /// No such thing, or none that this actor may know of.
    #[error("there is no such record")]
    NotFound,
    /// This actor may not do this to anybody.
    #[error("the actor may not do this")]
    Forbidden,
    /// The encounter's state or lease does not allow it.
    #[error(transparent)]
    Verb(#[from] VerbError),
    /// The rules decide otherwise than what the clinician was shown.
    #[error("the rules decide otherwise than what was shown")]
    RulesChanged {
        /// What they decide now.
        evaluation: Box<EvaluationRecord>,
    },
    /// The rules do not permit this medicine.
    #[error("the rules do not permit this medicine")]
    NotPermitted {
        /// Why not; none where the protocol does not have this medicine.
        decision: Option<Box<DecisionRecord>>,
    },
    /// No licence of this clinician covers the patient's location today.
    #[error("no license covers the patient's location: {0}")]
    NoLicence(NoLicence),
    /// The command id was used before, for something else.
    #[error("the command was used for something else")]
    CommandReused,
    /// It exists already.
    #[error("it exists already ({0:?})")]
    Duplicate(Constraint),
    /// Something must be known first.
    #[error("`{0}` must be given first")]
    Incomplete(&'static str),
    /// A visit can only be recorded once it took place.
    #[error("the visit lies in the future")]
    VisitInFuture,
    /// A visit was recorded that was held before the encounter was submitted.
    #[error("the visit was held before the encounter was submitted")]
    VisitTooEarly,
    /// The patient did not type this medicine.
    #[error("this medicine is not among those that were typed")]
    UnknownMedicine,
    /// The fact is known already, or is none that a clinician may find out, or
    /// the value is not one of its type.
    #[error("a finding cannot be recorded for this fact")]
    NotFindable,
    /// The pack in force has no such protocol.
    #[error("the pack in force does not have the protocol")]
    UnknownProtocol,
    /// Another pack came into force while this was being done.
    #[error("another pack is in force since a moment ago")]
    PackChanged,
    /// A pack that is kept is not read any more.
    #[error(
        "this program does not read the pack {digest} any more (another one can be published: \
         asynclinic admin publish-pack): {mistakes}"
    )]
    PackUnreadable {
        /// Which one.
        digest: String,
        /// Every mistake in it.
        mistakes: String,
    },
    /// The pack lacks a protocol that is or was offered.
    #[error("the pack lacks the protocol `{0}`, which is or was offered")]
    ProtocolInUse(ProtocolId),
    /// A questionnaire asks otherwise than the one of the same version that is kept.
    #[error("version `{version}` of the questionnaire of `{protocol}` was kept and asks otherwise")]
    QuestionnaireReused {
        /// Whose questionnaire.
        protocol: ProtocolId,
        /// The version that must be a new one.
        version: String,
    },
    /// The answers were given to a questionnaire that was not kept.
    #[error("the questionnaire that was answered is not known")]
    UnknownQuestionnaire,
    /// The diagnosis or reason is not one of the protocol's.
    #[error("`{0}` is not one of the protocol's")]
    NotOfProtocol(&'static str),
    /// A row that cannot be.
    #[error("the row `{row}` of `{table}` is corrupt in `{column}`")]
    Corrupt {
        /// Where.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// The row's id.
        row: String,
    },
    /// Too often in too short a time.
    #[error("too often; try again later")]
    Limited {
        /// When it may be tried again.
        retry_after: SignedDuration,
    },
    /// This engine cannot do it.
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
}

/// Why no licence covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLicence {
    /// There is none for this state.
    #[error("there is none for this state")]
    None,
    /// The account of the clinician is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// There is one, but it does not cover.
    #[error(transparent)]
    Refused(LicenceRefusal),
}

/// What may exist only once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// An account with this e-mail address.
    AccountEmail,
    /// A clinician with this National Provider Identifier.
    ClinicianNpi,
    /// A licence with this number in this state.
    LicenceNumber,
    /// An open encounter of this patient for this protocol.
    OpenEncounter,
    /// Something else.
    Other,
}

/// Each constraint by its name (PostgreSQL) and by its columns (SQLite).
const CONSTRAINTS: [(Constraint, &str, &str); 4] = [
    (Constraint::AccountEmail, "account_email_key", "account.email"),
    (Constraint::ClinicianNpi, "clinician_npi_key", "clinician.npi"),
    (Constraint::LicenceNumber, "licence_number_key", "licence.state, licence.number"),
    (Constraint::OpenEncounter, "encounter_open_key", "encounter.patient_id, encounter.protocol"),
];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) if error.is_unique_violation() => {
                Self::Duplicate(constraint(error.constraint(), error.message()))
            }
            // The message may quote values; the code and the constraint do not.
            sqlx::Error::Database(error) => Self::Unavailable(format!(
                "code `{}` {}",
                error.code().unwrap_or_default(),
                error.constraint().unwrap_or_default()
            )),
            sqlx::Error::ColumnDecode { index, .. } => {
                Self::Unavailable(format!("column {index} is of another type"))
            }
            other => Self::Unavailable(other.to_string()),
        }
    }
}

fn constraint(name: Option<&str>, message: &str) -> Constraint {
    CONSTRAINTS
        .into_iter()
        .find(|(_, known, columns)| match name {
            Some(name) => name == *known,
            None => message.strip_prefix("UNIQUE constraint failed: ") == Some(columns),
        })
        .map_or(Constraint::Other, |(constraint, ..)| constraint)
}
