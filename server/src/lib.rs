//! The server: configuration, router, headers, command line, background work.
//!
//! Start reading at [`serve`], or at [`routes::table`] for what can be asked of it.

pub mod admin;
pub mod backup;
pub mod chores;
pub mod cli;
mod clock;
pub mod config;
mod connections;
pub mod demonstration;
mod error;
pub mod headers;
mod health;
pub mod impact;
pub mod log;
mod mail;
mod open;
mod origin;
mod panics;
mod photos;
mod route;
pub mod router;
pub mod routes;
pub mod rules;
pub mod serve;
mod shutdown;
pub mod site;

pub use clock::{clock, entropy};
pub use error::ServerError;
