//! The pure heart of Asynclinic: encounters, questionnaires, rules.
//!
//! No I/O, no clock, no randomness and no `cfg`: time and entropy are
//! parameters, so the same code runs in the browser and on the server, and
//! every decision can be replayed.

pub mod actor;
pub mod at_once;
pub mod consent;
pub mod decide;
pub mod decimal;
pub mod encounter;
pub mod evidence;
pub mod ids;
pub mod impact;
pub mod licence;
pub mod medication;
pub mod pack;
pub mod packed;
pub mod people;
pub mod place;
pub mod questionnaire;
pub mod receipt;
pub mod relationship;
pub mod rules;
mod suggest;
mod untold;
pub mod words;

pub use jiff::{Timestamp, civil::Date};
