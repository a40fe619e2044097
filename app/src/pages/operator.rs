//! Running the clinic: its clinicians, their licences, and what waits too long.
//! Nothing here tells anything about a patient.

pub mod clinician;
pub mod clinicians;
pub mod home;
mod invitation;
pub mod licences;
pub mod packs;
pub mod rules;
pub mod standing;
