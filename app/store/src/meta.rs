//! What this database is: whether the demonstration made it, and its name.

use uuid::Builder;

use crate::{
    engine::{Tx, args},
    error::StoreError,
    store::Store,
};

impl Store {
    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let mut tx = self.read().await?;
        let empty = without_accounts(&mut tx).await?;
        tx.commit().await?;
        Ok(empty)
    }

    /// Marks an empty database as made by the demonstration.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] when there are accounts that the
    /// demonstration did not make.
    pub async fn mark_demo(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute(
            "insert into meta (name, content) values ('demo', '1') on conflict (name) do nothing",
            args![],
        )
        .await?;
        if !without_accounts(&mut tx).await? {
            tx.rollback().await?;
            if self.is_demo().await? {
                return Ok(());
            }
            return Err(StoreError::Unsupported("a demonstration in a clinic's own database"));
        }
        tx.commit().await
    }

    /// Whether the demonstration made this database.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_demo(&self) -> Result<bool, StoreError> {
        let mut tx = self.read().await?;
        let mark = value(&mut tx, "demo").await?;
        tx.commit().await?;
        Ok(mark.is_some())
    }

    /// The name of this database, the same for ever and on every server.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn instance_id(&self) -> Result<String, StoreError> {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        let fresh = Builder::from_unix_timestamp_millis(millis, &self.entropy()).into_uuid();
        self.settled("instance", &fresh.to_string()).await
    }

    /// The secret that the addresses of clients are hashed with, the same on every
    /// server; `fresh` where there is none yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn client_key(&self, fresh: &str) -> Result<String, StoreError> {
        self.settled("client-key", fresh).await
    }

    /// What was settled first under this name.
    async fn settled(&self, name: &str, fresh: &str) -> Result<String, StoreError> {
        let mut tx = self.begin().await?;
        tx.execute(
            "insert into meta (name, content) values ($1, $2) on conflict (name) do nothing",
            args![name, fresh],
        )
        .await?;
        let settled = value(&mut tx, name).await?;
        tx.commit().await?;
        settled.ok_or(StoreError::NotFound)
    }
}

async fn value(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> =
        tx.fetch_optional("select content from meta where name = $1", args![name]).await?;
    Ok(row.map(|(content,)| content))
}

async fn without_accounts(tx: &mut Tx) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = tx.fetch_optional("select count(*) from account", args![]).await?;
    Ok(row.is_some_and(|(count,)| count == 0))
}
