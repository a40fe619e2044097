//! Invites: how a member of staff chooses the first password.

use domain::{actor::Actor, ids::AccountId};
use jiff::SignedDuration;

use crate::{
    accounts::{self, managing},
    audit::Audit,
    engine::args,
    error::StoreError,
    outbox::Letter,
    sealed::cell,
    store::Store,
};

impl Store {
    /// Lets a member of staff choose a password, once, with the token whose
    /// hash this is. Earlier invites of theirs end.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], or [`StoreError::NotFound`] when there is no
    /// such member of staff.
    pub async fn invite(
        &self,
        actor: &Actor,
        account: AccountId,
        token_hash: &str,
        lasts: SignedDuration,
        letter: Option<Letter>,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let at = self.now();
        let ends = at.saturating_add(lasts).unwrap_or(at);
        let mut tx = self.begin().await?;
        tx.execute("delete from invite where account_id = $1", args![account]).await?;
        let invited = tx
            .execute(
                "insert into invite (token_hash, account_id, expires_at) \
                 select $2, id, $3 from account \
                 where id = $1 and role in ('clinician', 'operator') and disabled_at is null",
                args![account, token_hash, ends],
            )
            .await?;
        if invited == 0 {
            return Err(StoreError::NotFound);
        }
        if let Some(letter) = letter {
            let row = accounts::by_id(&mut tx, account).await?.ok_or(StoreError::NotFound)?;
            self.post(&mut tx, &row.read()?.email, &letter).await?;
        }
        self.audit(&mut tx, at, Audit::about(actor, "invite", account, "operator")).await?;
        tx.commit().await
    }

    /// Whether a password can be chosen with this token now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn invite_holds(&self, token_hash: &str) -> Result<bool, StoreError> {
        let at = self.now();
        let mut tx = self.read().await?;
        let found: Option<(i64,)> = tx
            .fetch_optional(
                "select count(*) from invite join account on account.id = invite.account_id \
                 where invite.token_hash = $1 and invite.used_at is null \
                 and invite.expires_at > $2 and account.disabled_at is null",
                args![token_hash, at],
            )
            .await?;
        tx.commit().await?;
        Ok(found.is_some_and(|(count,)| count > 0))
    }

    /// Sets the password of the account that was invited with this token, and ends
    /// every session of theirs; the token is spent. `None` when the token does not hold.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn choose_password(
        &self,
        token_hash: &str,
        password_hash: &str,
    ) -> Result<Option<AccountId>, StoreError> {
        let at = self.now();
        let mut tx = self.begin().await?;
        let used = tx
            .execute(
                "update invite set used_at = $2 where token_hash = $1 and used_at is null \
                 and expires_at > $2 and exists (select 1 from account \
                 where account.id = invite.account_id and account.disabled_at is null)",
                args![token_hash, at],
            )
            .await?;
        if used == 0 {
            return Ok(None);
        }
        let found: Option<(String,)> = tx
            .fetch_optional(
                "select account_id from invite where token_hash = $1",
                args![token_hash],
            )
            .await?;
        let Some((id,)) = found else {
            return Ok(None);
        };
        let account: AccountId = cell!("invite", id, "account_id").parse(&id)?;
        let changed = tx
            .execute(
                "update account set password_hash = $2 \
                 where id = $1 and role in ('clinician', 'operator') and disabled_at is null",
                args![account, password_hash],
            )
            .await?;
        if changed == 0 {
            return Ok(None);
        }
        tx.execute("delete from session where account_id = $1", args![account]).await?;
        let line = Audit::about(&Actor::System, "choose-password", account, "held the invite");
        self.audit(&mut tx, at, line).await?;
        tx.commit().await?;
        Ok(Some(account))
    }
}
