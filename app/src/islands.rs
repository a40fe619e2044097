//! The parts of a page that hydrate.

pub mod claim;
pub mod keys;
pub mod trial;
pub mod upload;
pub mod verify;
pub mod wizard;
