//! Questionnaires (FHIR R4 Questionnaire), what people answer
//! (QuestionnaireResponse), and what the answers mean to the rules.
//!
//! A pack's JSON is read once, on the server, into a compact model that also
//! travels to the browser. Posted forms have one door, [`parse_page`], the same
//! on both sides; only what the server makes of them counts.

mod carry;
mod enable;
mod error;
mod export;
mod facts;
mod fhir;
mod form;
mod link_id;
mod model;
mod problem;
mod read;
mod response;
#[cfg(test)]
mod tests;
mod validate;
mod wordless;
mod words;

pub use carry::{carry_over, carry_what_fits};
pub use enable::{Comparison, EnableWhen, Enablement, Test};
pub use error::{Fault, QuestionnaireError};
pub use facts::{Gathered, gather};
pub use form::{PageRead, form_pairs, parse_page, read_date, read_page};
pub use link_id::{LinkId, LinkIdError};
pub use model::{Choice, Item, ItemKind, Page, Purpose, Questionnaire, Range, Unit};
pub use problem::{DatePart, FieldError, Problem};
pub use response::{Answer, Response};
pub use validate::{MAX_REPEATS, check};
pub use words::long_date;

/// The system of our own answer codes.
pub const ANSWER_SYSTEM: &str = "urn:asynclinic:answer";

/// The code of the answer "yes".
pub const YES: &str = "yes";
/// The code of the answer "no".
pub const NO: &str = "no";
/// The code of the answer "I am not sure": what it is about stays unknown.
pub const UNSURE: &str = "unsure";
/// The code of the answer that is not on the list of an open choice.
pub const OTHER: &str = "other";
/// The code of the answer "I do not mind which medicine".
pub const NO_PREFERENCE: &str = "no-preference";
