//! Time and randomness, given from outside.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::Timestamp;

/// Tells the time. Only the server's own reads a real clock.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that asks `read`.
    pub fn new(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::new(move || at)
    }

    /// The time now, to the microsecond: as precise as a column keeps it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = (self.0)();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// Fills bytes at random.
#[derive(Clone)]
pub struct Entropy(Arc<Fill>);

impl Entropy {
    /// Randomness from `fill`.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The same bytes for the same seed, never for anything secret: for tests
    /// and the demonstration clinic (the generator `SplitMix64`).
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let state = AtomicU64::new(seed);
        Self::new(move |bytes| {
            for chunk in bytes.chunks_mut(8) {
                let step = 0x9E37_79B9_7F4A_7C15_u64;
                let mut word = state.fetch_add(step, Ordering::Relaxed).wrapping_add(step);
                word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                word ^= word >> 31;
                for (byte, random) in chunk.iter_mut().zip(word.to_le_bytes()) {
                    *byte = random;
                }
            }
        })
    }

    /// The random part of a new id.
    #[must_use]
    pub fn bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        (self.0)(&mut bytes);
        bytes
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Entropy")
    }
}
