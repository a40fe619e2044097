//! The one place that reads the clock and the system's randomness.

use domain::Timestamp;
use rand::Rng as _;
use store::{Clock, Entropy};

/// The machine's clock.
#[must_use]
pub fn clock() -> Clock {
    Clock::new(now)
}

#[expect(clippy::disallowed_methods, reason = "this is where the server reads the clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Random bytes for keys and tokens, from a generator that the system seeds.
#[must_use]
pub fn entropy() -> Entropy {
    Entropy::new(|bytes| rand::rng().fill_bytes(bytes))
}

/// A secret that a person copies: 32 random bytes in hexadecimal digits.
pub(crate) fn secret() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
