//! Counters that keep sign-in, codes and mail from being tried without end.

use jiff::{SignedDuration, Timestamp};

use crate::{engine::args, error::StoreError, store::Store};

/// So many uses of a subject in each window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is counted; it names nobody.
    pub subject: String,
    /// How many uses.
    pub per: i64,
    /// In how long a time.
    pub window: SignedDuration,
}

impl Allowance {
    /// The window that `at` lies in: its first and its next one's first microsecond.
    fn window_at(&self, at: Timestamp) -> (i64, i64) {
        let length = i64::try_from(self.window.as_micros()).unwrap_or(i64::MAX).max(1);
        let start = at.as_microsecond().div_euclid(length).saturating_mul(length);
        (start, start.saturating_add(length))
    }
}

impl Store {
    /// Counts one use of `subject`; at most `per` in each window of time.
    ///
    /// # Errors
    /// [`StoreError::Limited`] when there were more.
    pub async fn allow(
        &self,
        subject: &str,
        per: i64,
        window: SignedDuration,
    ) -> Result<(), StoreError> {
        self.allow_each(&[Allowance { subject: subject.to_owned(), per, window }]).await
    }

    /// Counts one use of each in turn, up to the first that is used up: what stands
    /// after it is not counted, so that who is held back costs nobody else anything.
    ///
    /// # Errors
    /// [`StoreError::Limited`] when one is used up.
    pub async fn allow_each(&self, allowances: &[Allowance]) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        for allowance in allowances {
            let (start, end) = allowance.window_at(at);
            let subject = allowance.subject.as_str();
            tx.execute(
                "insert into allowance (subject, window_start, window_end, uses) \
                 values ($1, $2, $3, 1) on conflict (subject, window_start) \
                 do update set uses = allowance.uses + 1",
                args![subject, start, end],
            )
            .await?;
            let used: Option<(i64,)> = tx
                .fetch_optional(
                    "select uses from allowance where subject = $1 and window_start = $2",
                    args![subject, start],
                )
                .await?;
            if used.is_none_or(|(uses,)| uses > allowance.per) {
                tx.commit().await?;
                let end = Timestamp::from_microsecond(end).unwrap_or(at);
                return Err(StoreError::Limited { retry_after: end.duration_since(at) });
            }
        }
        tx.commit().await
    }

    /// Takes one use of each back: what was tried was right, and only failures count.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn give_back(&self, allowances: &[Allowance]) -> Result<(), StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        for allowance in allowances {
            let (start, _) = allowance.window_at(at);
            tx.execute(
                "update allowance set uses = uses - 1 \
                 where subject = $1 and window_start = $2 and uses > 0",
                args![allowance.subject.as_str(), start],
            )
            .await?;
        }
        tx.commit().await
    }
}
