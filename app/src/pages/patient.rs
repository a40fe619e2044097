//! The patient's way: from the landing page to the answer.

pub mod about;
pub mod check;
pub mod consent;
pub mod intake;
pub mod landing;
pub mod location;
pub mod outlook;
pub mod photos;
pub mod place;
pub mod sign_in;
mod step_form;
pub mod steps;
pub mod submitted;
pub mod visit;
pub mod visit_view;
pub mod visits;
