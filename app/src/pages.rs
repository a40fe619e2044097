//! Pages: one page, one file. A page fetches and arranges; the store checks who may.

mod asked;
mod at;
pub mod demonstration;
pub mod operator;
pub mod patient;
pub mod receipts;
mod refusal;
pub mod review;
mod rules_since;
pub mod staff;
pub mod verify;

pub use asked::Asked;
pub use at::At;
pub use refusal::Refusal;
