//! The parts of a page that hydrate.

pub mod claim;
pub mod decider;
pub mod keys;
pub mod upload;
pub mod wizard;
