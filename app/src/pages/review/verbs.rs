//! What a clinician does to an encounter. Refused means: nothing written, the
//! reason told, what was typed kept.

mod ask;
mod attempt;
mod decline;
mod finding;
mod medicine;
mod prescribe;
mod prescription;
mod release;
mod told;
mod visit;

pub use ask::request;
pub use decline::decline;
pub use finding::finding;
pub use medicine::medicine;
pub use prescribe::prescribe;
pub use prescription::{cancel, sent};
pub use release::release;
pub use visit::{visit, visit_held};
