//! How often anybody may do what costs the clinic, or somebody else, something.
//!
//! The line of the one who asks comes first, what is shared by all comes last: who has
//! used up their own share does not eat into the others'. A clinic's whole office may sit
//! behind one line, and so does a mobile network's village.

use domain::people::EmailAddress;
use jiff::SignedDuration;
use store::Allowance;

use crate::{client::Client, session::hash_of};

const QUARTER: SignedDuration = SignedDuration::from_mins(15);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn allowance(subject: String, per: i64, window: SignedDuration) -> Allowance {
    Allowance { subject, per, window }
}

/// Sessions that begin without anybody signed in.
#[must_use]
pub fn sessions(client: &Client) -> [Allowance; 1] {
    [allowance(format!("session:{}", client.as_str()), 2000, QUARTER)]
}

/// Drafts that begin.
#[must_use]
pub fn drafts(client: &Client) -> [Allowance; 1] {
    [allowance(format!("draft:{}", client.as_str()), 300, QUARTER)]
}

/// Codes by mail. Nobody fills a stranger's mailbox, and nobody keeps a stranger from
/// their code by asking for it from elsewhere.
#[must_use]
pub fn codes(client: &Client, email: &EmailAddress) -> [Allowance; 4] {
    let (client, email) = (client.as_str(), hash_of(email.as_str()));
    [
        allowance(format!("codes:{client}"), 240, HOUR),
        allowance(format!("code:{email}:{client}"), 5, HOUR),
        allowance(format!("code:{email}"), 30, HOUR),
        allowance("codes".to_owned(), 5000, HOUR),
    ]
}

/// Codes that are tried; one that is right is given back.
#[must_use]
pub fn code_tries(client: &Client) -> [Allowance; 1] {
    [allowance(format!("code-try:{}", client.as_str()), 100, QUARTER)]
}

/// Passwords that are tried; one that is right is given back. The bound of the account
/// itself is far off: reaching it takes ten lines, and locks its owner out as well.
#[must_use]
pub fn passwords(client: &Client, typed: &str) -> [Allowance; 3] {
    let (client, account) = (client.as_str(), hash_of(&typed.to_lowercase()));
    [
        allowance(format!("password:{client}"), 100, QUARTER),
        allowance(format!("password:{account}:{client}"), 10, QUARTER),
        allowance(format!("password:{account}"), 100, QUARTER),
    ]
}
