//! Review: what clinicians see and do.

mod access;
mod chart;
mod claim;
mod decide;
pub(crate) mod determinations;
mod fact_findings;
mod findings;
mod information;
mod prescriptions;
mod queue;
pub(crate) mod receipts;
pub(crate) mod record;
mod visits;
mod worklist;

pub use chart::{Chart, EarlierEncounter};
pub use claim::OwnClaim;
pub use decide::Order;
pub use determinations::{Determination, DeterminationKind};
pub use fact_findings::{FactFinding, NewFinding};
pub use findings::MedicineFinding;
pub use information::RequestRow;
pub use queue::{Queue, QueueRow};
pub use visits::{VisitHeld, VisitRow};
pub use worklist::{VisitToHold, Worklist, WorklistRow};

pub(crate) use access::may_read;
pub(crate) use information::answer as answer_request;
pub(crate) use record::record;
pub(crate) use visits::{of_patient as visits_of, relationship};
