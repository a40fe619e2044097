//! What this database is: whether the demonstration made it, and its name.

use uuid::Builder;

use crate::{
    engine::{Tx, args},
    error::StoreError,
    review::receipts,
    store::Store,
};

/// One row says whose database it is, so that two servers cannot mark it differently.
const MARK: &str = "demo";
const DEMONSTRATION: &str = "1";
const PRACTICE: &str = "0";
/// The row that names this database.
pub(crate) const INSTANCE: &str = "instance";
/// The row of the key that receipts are signed with.
pub(crate) const SIGNING_KEY: &str = "signing-key";
/// The row of the secret that keeps what patients were told from being signed twice.
pub(crate) const TOLD_KEY: &str = "told-key";

/// Whose database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Nobody's: it has no table at all.
    Nobody,
    /// The demonstration made it.
    Demonstration,
    /// A clinic's own, with real people.
    Practice,
    /// It has tables, of a clinic or of something else, and no mark.
    Unknown,
}

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

    /// Whose database this is, read without changing anything in it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn owner(&self) -> Result<Owner, StoreError> {
        let tables = self.pools.tables().await?;
        if tables.is_empty() {
            return Ok(Owner::Nobody);
        }
        if !["_sqlx_migrations", "meta"].iter().all(|ours| tables.iter().any(|name| name == ours)) {
            return Ok(Owner::Unknown);
        }
        let mut tx = self.read().await?;
        let mark = value(&mut tx, MARK).await?;
        tx.commit().await?;
        Ok(match mark.as_deref() {
            Some(DEMONSTRATION) => Owner::Demonstration,
            Some(_) => Owner::Practice,
            None => Owner::Unknown,
        })
    }

    /// Marks an empty database as made by the demonstration, for good.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] when it is a clinic's own, or there are accounts
    /// that the demonstration did not make.
    pub async fn mark_demo(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let fresh = mark(&mut tx, DEMONSTRATION).await?;
        let known = value(&mut tx, MARK).await?;
        let ours = known.as_deref() == Some(DEMONSTRATION);
        if !ours || (fresh && !without_accounts(&mut tx).await?) {
            return Err(StoreError::Unsupported("a demonstration in a clinic's own database"));
        }
        tx.commit().await
    }

    /// Marks a database as a clinic's own, with real people, for good.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] when the demonstration made it.
    pub async fn mark_practice(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        mark(&mut tx, PRACTICE).await?;
        let known = value(&mut tx, MARK).await?;
        if known.as_deref() == Some(DEMONSTRATION) {
            return Err(StoreError::Unsupported("a clinic in the demonstration's database"));
        }
        tx.commit().await
    }

    /// Whether the demonstration made this database.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_demo(&self) -> Result<bool, StoreError> {
        let mut tx = self.read().await?;
        let mark = value(&mut tx, MARK).await?;
        tx.commit().await?;
        Ok(mark.as_deref() == Some(DEMONSTRATION))
    }

    /// Whether a folder of photos carries this database's name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_photos_folder(&self) -> Result<bool, StoreError> {
        let mut tx = self.read().await?;
        let folder = value(&mut tx, "photos").await?;
        tx.commit().await?;
        Ok(folder.is_some())
    }

    /// A folder of photos carries this database's name from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_named_photos_folder(&self) -> Result<(), StoreError> {
        self.settled("photos", "named").await.map(drop)
    }

    /// The name of this database, the same for ever and on every server.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn instance_id(&self) -> Result<String, StoreError> {
        self.settled(INSTANCE, &self.fresh_name()).await
    }

    /// The secret that the addresses of clients are hashed with, the same on every
    /// server; `fresh` where there is none yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn client_key(&self, fresh: &str) -> Result<String, StoreError> {
        self.settled("client-key", fresh).await
    }

    /// The public key that the clinic's receipts are signed with, base64url.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn receipt_key(&self) -> Result<String, StoreError> {
        let mut tx = self.begin().await?;
        let key = receipts::key(&mut tx, &self.fresh_secret()).await?;
        tx.commit().await?;
        Ok(key.public())
    }

    /// What was settled first under this name.
    async fn settled(&self, name: &str, fresh: &str) -> Result<String, StoreError> {
        let mut tx = self.begin().await?;
        let settled = settled(&mut tx, name, fresh).await?;
        tx.commit().await?;
        Ok(settled)
    }

    /// A name that no other database has.
    pub(crate) fn fresh_name(&self) -> String {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &self.entropy()).into_uuid().to_string()
    }

    /// 256 random bits.
    pub(crate) fn fresh_secret(&self) -> [u8; 32] {
        let drawn: Vec<u8> = std::iter::repeat_with(|| self.entropy()).take(4).flatten().collect();
        std::array::from_fn(|place| drawn.get(place).copied().unwrap_or_default())
    }
}

/// What was settled first under this name; `fresh` where nothing was.
pub(crate) async fn settled(tx: &mut Tx, name: &str, fresh: &str) -> Result<String, StoreError> {
    tx.execute(
        "insert into meta (name, content) values ($1, $2) on conflict (name) do nothing",
        args![name, fresh],
    )
    .await?;
    value(tx, name).await?.ok_or(StoreError::NotFound)
}

/// Marks the database unless it is marked; says whether it was not.
async fn mark(tx: &mut Tx, content: &str) -> Result<bool, StoreError> {
    let marked = tx
        .execute(
            "insert into meta (name, content) values ($1, $2) on conflict (name) do nothing",
            args![MARK, content],
        )
        .await?;
    Ok(marked == 1)
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
