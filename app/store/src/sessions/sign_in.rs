//! Signing in: another session, with what the old one kept.

use domain::{actor::Role, ids::AccountId};

use super::{IDLE, by_hash, insert};
use crate::{
    accounts::{self, AccountRow},
    audit::Audit,
    engine::args,
    error::StoreError,
    sealed::seal,
    store::Store,
};

impl Store {
    /// Signs an account in: the old session ends and a new one takes its place,
    /// with what it kept. A patient takes the session's draft along.
    ///
    /// Returns false, and signs nobody in, when the old session has ended or
    /// the account is disabled.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in(
        &self,
        old_hash: &str,
        new_hash: &str,
        account: AccountId,
    ) -> Result<bool, StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let alive_since = at.saturating_sub(IDLE).unwrap_or(at);
        // The write comes first: of two sign-ins from one session, one wins.
        let alive = tx
            .execute(
                "update session set seen_at = $2 \
                 where id_hash = $1 and seen_at > $3 and ended_at is null",
                args![old_hash, at, alive_since],
            )
            .await?;
        let old = by_hash(&mut tx, old_hash).await?;
        let account = accounts::by_id(&mut tx, account).await?.map(AccountRow::read).transpose()?;
        let (1, Some(old), Some(account)) = (alive, old, account) else {
            return Ok(false);
        };
        if account.disabled_at.is_some() {
            return Ok(false);
        }
        let kept = old.kept_post()?.filter(|post| post.of.is_none_or(|owner| owner == account.id));
        let kept = kept.as_ref().map(seal).transpose()?;
        tx.execute("delete from session where id_hash = $1", args![old_hash]).await?;
        insert(&mut tx, new_hash, Some(account.id), None, kept, at).await?;
        let actor = account.actor();
        if let (Role::Patient, Some(draft)) = (account.role, old.draft()?) {
            let adopted = tx
                .execute(
                    "update encounter set patient_id = $2, touched_at = $3 \
                     where id = $1 and patient_id is null and state = 'draft'",
                    args![draft, account.id, at],
                )
                .await?;
            if adopted == 1 {
                let line = Audit::of(&actor, "adopt-draft", draft, "began it in this session");
                self.audit(&mut tx, at, line).await?;
            }
        }
        let line = Audit::about(&actor, "sign-in", account.id, "own account");
        self.audit(&mut tx, at, line).await?;
        tx.commit().await?;
        Ok(true)
    }
}
