//! Staff: made by operators, never by themselves.

use domain::{
    actor::{Actor, Role},
    ids::{AccountId, OperatorId},
    people::{EmailAddress, PersonName},
};

use super::{address_key, managing};
use crate::{
    audit::Audit,
    engine::{Tx, args},
    error::StoreError,
    store::Store,
};

impl Store {
    /// Makes an operator: the first from the command line, others by an operator.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], or [`StoreError::Duplicate`] for an address in use.
    pub async fn create_operator(
        &self,
        actor: &Actor,
        email: &EmailAddress,
        name: &PersonName,
    ) -> Result<OperatorId, StoreError> {
        managing(actor)?;
        let mut tx = self.begin().await?;
        let id = self.create_staff(&mut tx, actor, Role::Operator, email, name).await?;
        tx.commit().await?;
        Ok(id.operator())
    }

    /// Whether there is an operator who may sign in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_operator(&self) -> Result<bool, StoreError> {
        let mut tx = self.read().await?;
        let found: Option<(i64,)> = tx
            .fetch_optional(
                "select count(*) from account where role = 'operator' and disabled_at is null",
                args![],
            )
            .await?;
        tx.commit().await?;
        Ok(found.is_some_and(|(count,)| count > 0))
    }

    /// Shuts an account: it cannot sign in, and its sessions end.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], or [`StoreError::NotFound`].
    pub async fn disable_account(
        &self,
        actor: &Actor,
        account: AccountId,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let at = self.now();
        let mut tx = self.begin().await?;
        let changed = tx
            .execute(
                "update account set disabled_at = coalesce(disabled_at, $2) where id = $1",
                args![account, at],
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::NotFound);
        }
        tx.execute("delete from session where account_id = $1", args![account]).await?;
        self.audit(&mut tx, at, Audit::about(actor, "disable-account", account, "operator"))
            .await?;
        tx.commit().await
    }

    /// Opens a disabled account again.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], or [`StoreError::NotFound`].
    pub async fn enable_account(
        &self,
        actor: &Actor,
        account: AccountId,
    ) -> Result<(), StoreError> {
        managing(actor)?;
        let mut tx = self.begin().await?;
        let changed = tx
            .execute("update account set disabled_at = null where id = $1", args![account])
            .await?;
        if changed == 0 {
            return Err(StoreError::NotFound);
        }
        let line = Audit::about(actor, "enable-account", account, "operator");
        self.audit(&mut tx, self.now(), line).await?;
        tx.commit().await
    }

    /// Writes the account of a member of staff.
    pub(crate) async fn create_staff(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        role: Role,
        email: &EmailAddress,
        name: &PersonName,
    ) -> Result<AccountId, StoreError> {
        let at = self.now();
        let id = AccountId::new(at, self.entropy());
        tx.execute(
            "insert into account (id, role, email, name, created_at) values ($1, $2, $3, $4, $5)",
            args![id, role.as_str(), address_key(email), name.as_str(), at],
        )
        .await?;
        self.audit(tx, at, Audit::about(actor, "create-account", id, role.as_str())).await?;
        Ok(id)
    }
}
