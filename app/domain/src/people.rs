//! What is known about a person, each part parsed once, at the edge.
//!
//! Every type here has a private field and one door: `FromStr`, which serde
//! uses too. `Debug` shows no value, so that none can slip into a log.

mod address;
mod birth_date;
mod email;
mod name;
mod npi;
mod sex;
mod telephone;
pub(crate) mod text;

pub use address::{Address, AddressLine, PostalCode};
pub use birth_date::BirthDate;
pub use email::EmailAddress;
pub use name::PersonName;
pub use npi::Npi;
pub use sex::SexAtBirth;
pub use telephone::Telephone;

/// Why a text about a person was refused. No variant carries the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// Nothing but spaces was given.
    #[error("the text must not be empty")]
    Empty,
    /// More characters than the limit.
    #[error("the text must have at most {0} characters")]
    TooLong(usize),
    /// A control character or an invisible direction mark.
    #[error("the text must not contain control characters")]
    ControlCharacter,
    /// A name without any letter.
    #[error("a name must contain a letter")]
    NameWithoutLetter,
    /// Not an address that mail can be sent to.
    #[error("an e-mail address must look like `name@example.org`")]
    Email,
    /// Not a telephone number of the United States.
    #[error("a telephone number must have ten digits, area code first")]
    Telephone,
    /// Not a date of the calendar.
    #[error("a birth date must be a date like `1984-05-27`")]
    BirthDate,
    /// A birth date before 1900.
    #[error("a birth date must not be before 1900")]
    BirthDateTooEarly,
    /// Not one of the three words.
    #[error("the sex at birth must be `female`, `male` or `unknown`")]
    SexAtBirth,
    /// Not ten digits that begin with 1 or 2.
    #[error("an NPI must have ten digits and begin with 1 or 2")]
    NpiForm,
    /// The last digit does not fit the others.
    #[error("the last digit of the NPI does not fit the others")]
    NpiCheckDigit,
    /// Not a ZIP code.
    #[error("a ZIP code must have five or nine digits")]
    PostalCode,
}
