//! Counters that keep sign-in and codes from being tried without end.

use jiff::{SignedDuration, Timestamp};

use crate::{engine::args, error::StoreError, store::Store};

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
        let at = self.now();
        let length = i64::try_from(window.as_micros()).unwrap_or(i64::MAX).max(1);
        let start = at.as_microsecond().div_euclid(length).saturating_mul(length);
        let end = start.saturating_add(length);
        let mut tx = self.begin().await?;
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
        tx.commit().await?;
        if used.is_some_and(|(uses,)| uses <= per) {
            return Ok(());
        }
        let end = Timestamp::from_microsecond(end).unwrap_or(at);
        Err(StoreError::Limited { retry_after: end.duration_since(at) })
    }
}
