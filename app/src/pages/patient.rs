//! The patient's way: from the landing page to the answer.

pub mod about;
pub mod answers;
pub mod at_once;
pub mod check;
pub mod consent;
pub mod discard;
pub mod emergency;
mod frame;
pub mod intake;
mod keep;
pub mod landing;
pub mod location;
mod notices;
pub mod outlook;
pub mod photos;
pub mod place;
pub mod sign_in;
mod step_form;
pub mod steps;
pub mod submitted;
mod told;
pub mod visit;
pub mod visit_view;
pub mod visits;
mod wanted;
