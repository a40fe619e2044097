//! One-time codes that are sent by e-mail.

use domain::people::EmailAddress;
use jiff::SignedDuration;
use uuid::Builder;

use crate::{accounts::address_key, engine::args, error::StoreError, outbox::Letter, store::Store};

/// How long a code holds.
const LASTS: SignedDuration = SignedDuration::from_mins(10);
/// How often a code may be tried, right or wrong.
const TRIES: i64 = 5;

impl Store {
    /// Issues a code for an address in one session, and posts it. It replaces
    /// an earlier one. The same happens whether or not the address is known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn issue_code(
        &self,
        email: &EmailAddress,
        code_hash: &str,
        session_hash: &str,
        letter: &Letter,
    ) -> Result<(), StoreError> {
        let at = self.now();
        let ends = at.saturating_add(LASTS).unwrap_or(at);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        let id = Builder::from_unix_timestamp_millis(millis, &self.entropy()).into_uuid();
        let mut tx = self.begin().await?;
        tx.execute(
            "insert into code (id, email, session_hash, code_hash, created_at, expires_at, tries) \
             values ($1, $2, $3, $4, $5, $6, 0) on conflict (email, session_hash) do update set \
             id = excluded.id, code_hash = excluded.code_hash, created_at = excluded.created_at, \
             expires_at = excluded.expires_at, tries = 0, used_at = null",
            args![id.to_string(), address_key(email), session_hash, code_hash, at, ends],
        )
        .await?;
        self.post(&mut tx, email, letter).await?;
        tx.commit().await
    }

    /// Whether this is the code that was sent to this address for this session;
    /// it works once, for 10 minutes, within 5 tries.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn redeem_code(
        &self,
        email: &EmailAddress,
        code_hash: &str,
        session_hash: &str,
    ) -> Result<bool, StoreError> {
        let at = self.now();
        let email = address_key(email);
        let mut tx = self.begin().await?;
        // Counting comes first, so that no try is free, however many come at once.
        let counted = tx
            .execute(
                "update code set tries = tries + 1 where email = $1 and session_hash = $2 \
                 and used_at is null and expires_at > $3 and tries < $4",
                args![email.clone(), session_hash, at, TRIES],
            )
            .await?;
        let kept: Option<(String,)> = tx
            .fetch_optional(
                "select code_hash from code where email = $1 and session_hash = $2",
                args![email.clone(), session_hash],
            )
            .await?;
        let kept = kept.map_or_else(String::new, |(hash,)| hash);
        let right = same(&kept, code_hash) & (counted == 1);
        tx.execute(
            "update code set used_at = $3 where email = $1 and session_hash = $2 and $4 = 1",
            args![email, session_hash, at, right],
        )
        .await?;
        tx.commit().await?;
        Ok(right)
    }
}

/// Compares without stopping at the first difference.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one.bytes().zip(other.bytes()).fold(0, |seen, (one, other)| seen | (one ^ other)) == 0
}
