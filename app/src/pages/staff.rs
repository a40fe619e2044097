//! Signing in as a clinician or an operator: e-mail and password.

pub mod password;
pub mod sign_in;
