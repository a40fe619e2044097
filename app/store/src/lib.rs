//! The only SQL in the workspace: one text for SQLite and PostgreSQL.
//!
//! Every method that touches health data takes the actor, checks what that
//! actor may do, and leaves an audit row. A change, its event and its audit row
//! commit together. Time and randomness are parameters of [`Store::connect`].

mod accounts;
mod audit;
mod backup;
mod cases;
mod chores;
mod clinicians;
mod clock;
mod codes;
mod commands;
mod encounters;
mod engine;
mod error;
mod events;
mod intake;
mod invites;
mod ledger;
mod licences;
mod limits;
mod meta;
mod outbox;
mod packs;
mod patient;
mod photos;
mod profiles;
mod review;
mod rulebook;
mod sealed;
mod sessions;
mod store;
mod writes;

pub use accounts::{Account, Credentials};
pub use audit::AuditRow;
pub use cases::{CaseOnRecord, CasesIn, SealedCase, SealedCases};
pub use chores::{Overdue, StateCount, Unsent, WaitLetters};
pub use clinicians::{Clinician, NewClinician};
pub use clock::{Clock, Entropy};
pub use engine::Engine;
pub use error::{Constraint, NoLicence, StoreError};
pub use events::EventRow;
pub use intake::{
    APP_PAGES, Alarm, Crisis, DraftRow, Intake, Outlook, PageRevision, PageSave, Place, Upgrade,
};
pub use ledger::{Contest, Voucher};
pub use licences::{LocalDates, NewLicence};
pub use limits::Allowance;
pub use meta::Owner;
pub use outbox::{Letter, Mail, MailId};
pub use packs::{KeptPack, NewPublication, Publication};
pub use patient::{Attestation, VisitSummary};
pub use photos::{NewPhoto, Photo, PhotoKind, ShutPhoto};
pub use profiles::PatientProfile;
pub use review::{
    Chart, Determination, DeterminationKind, EarlierEncounter, FactFinding, MedicineFinding,
    NewFinding, Order, OwnClaim, Queue, QueueRow, RequestRow, VisitHeld, VisitRow, VisitToHold,
    Worklist, WorklistRow,
};
pub use rulebook::{Assessment, CurrentRules, KeptQuestionnaires, Rulebook};
pub use sessions::{KeptPost, Session, SessionState};
pub use store::Store;
pub use writes::{Change, Held};
