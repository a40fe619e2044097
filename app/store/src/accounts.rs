//! Accounts: who can sign in.

mod staff;

use domain::{
    Timestamp,
    actor::{Actor, Role},
    ids::AccountId,
    people::{EmailAddress, PersonName},
};

use crate::{
    audit::Audit,
    engine::{Tx, args},
    error::StoreError,
    sealed::cell,
    store::Store,
};

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What it may be.
    pub role: Role,
    /// Where its mail goes; unique, whatever the capitals.
    pub email: EmailAddress,
    /// The name of a member of staff.
    pub name: Option<PersonName>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it may not sign in.
    pub disabled_at: Option<Timestamp>,
}

impl Account {
    /// Who acts when this account does.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::account(self.role, self.id)
    }
}

/// An account with what its password is checked against.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account; never a disabled one.
    pub account: Account,
    /// The password's hash; none for patients, and until an invite is used.
    pub password_hash: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct AccountRow {
    id: String,
    role: String,
    email: String,
    name: Option<String>,
    password_hash: Option<String>,
    created_at: i64,
    disabled_at: Option<i64>,
}

impl AccountRow {
    pub(crate) fn read(self) -> Result<Account, StoreError> {
        Ok(Account {
            id: cell!("account", self.id, "id").parse(&self.id)?,
            role: cell!("account", self.id, "role").parse(&self.role)?,
            email: cell!("account", self.id, "email").parse(&self.email)?,
            name: cell!("account", self.id, "name").parse_optional(self.name.as_deref())?,
            created_at: cell!("account", self.id, "created_at").moment(self.created_at)?,
            disabled_at: cell!("account", self.id, "disabled_at")
                .moment_optional(self.disabled_at)?,
        })
    }
}

/// An address as a key: two that differ only in capitals are one.
pub(crate) fn address_key(email: &EmailAddress) -> String {
    email.as_str().to_lowercase()
}

/// Operators and the command line manage people.
pub(crate) fn managing(actor: &Actor) -> Result<(), StoreError> {
    match actor {
        Actor::Operator(_) | Actor::System => Ok(()),
        Actor::Visitor(_) | Actor::Patient(_) | Actor::Clinician(_) => Err(StoreError::Forbidden),
    }
}

impl Store {
    /// The patient with this address, made when there is none. `None` when the
    /// address belongs to a member of staff, or the account is disabled.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_or_create_patient(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<Account>, StoreError> {
        let at = self.now();
        let id = AccountId::new(at, self.entropy());
        let mut tx = self.begin().await?;
        let made = tx
            .execute(
                "insert into account (id, role, email, created_at) values ($1, 'patient', $2, $3) \
                 on conflict (email) do nothing",
                args![id, address_key(email), at],
            )
            .await?;
        if made == 1 {
            let line = Audit::about(&Actor::System, "create-account", id, "signed in by e-mail");
            self.audit(&mut tx, at, line).await?;
        }
        let account = by_email(&mut tx, email).await?.map(AccountRow::read).transpose()?;
        tx.commit().await?;
        Ok(account.filter(|account| account.role == Role::Patient && account.disabled_at.is_none()))
    }

    /// The account with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let mut tx = self.read().await?;
        let row = by_id(&mut tx, id).await?;
        tx.commit().await?;
        row.map(AccountRow::read).transpose()
    }

    /// The account with this address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account_by_email(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<Account>, StoreError> {
        let mut tx = self.read().await?;
        let row = by_email(&mut tx, email).await?;
        tx.commit().await?;
        row.map(AccountRow::read).transpose()
    }

    /// What the password for this address is checked against.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn credentials(
        &self,
        email: &EmailAddress,
    ) -> Result<Option<Credentials>, StoreError> {
        let mut tx = self.read().await?;
        let row = by_email(&mut tx, email).await?;
        tx.commit().await?;
        row.filter(|row| row.disabled_at.is_none())
            .map(|mut row| {
                let password_hash = row.password_hash.take();
                Ok(Credentials { account: row.read()?, password_hash })
            })
            .transpose()
    }
}

pub(crate) async fn by_id(tx: &mut Tx, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
    tx.fetch_optional(
        "select id, role, email, name, password_hash, created_at, disabled_at \
         from account where id = $1",
        args![id],
    )
    .await
}

async fn by_email(tx: &mut Tx, email: &EmailAddress) -> Result<Option<AccountRow>, StoreError> {
    tx.fetch_optional(
        "select id, role, email, name, password_hash, created_at, disabled_at \
         from account where email = $1",
        args![address_key(email)],
    )
    .await
}
