//! A copy of the whole database, made while it is in use.

use std::{fs, path::Path};

use domain::actor::Actor;
use sqlx::{ConnectOptions, Connection};

use crate::{audit::Audit, engine::Pools, error::StoreError, store::Store};

impl Store {
    /// Puts on record that everything is about to be copied; what cannot be put on
    /// record is not copied.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for anybody but the command line.
    pub async fn begin_backup(&self, actor: &Actor) -> Result<(), StoreError> {
        let Actor::System = actor else {
            return Err(StoreError::Forbidden);
        };
        let why = "asked for on the clinic's machine";
        self.audit_read(Audit { actor, action: "back-up", encounter: None, subject: None, why })
            .await
    }

    /// Writes a copy of an SQLite database to a new file that only its owner
    /// may read. Writers do not wait for it.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] on PostgreSQL, which has `pg_dump`; or when
    /// the file exists or cannot be written.
    pub async fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        let Pools::Sqlite { writer, .. } = &*self.pools else {
            return Err(StoreError::Unsupported("a backup of PostgreSQL; use `pg_dump`"));
        };
        let Some(target) = path.to_str() else {
            return Err(StoreError::Unsupported("a path that is not UTF-8"));
        };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(path)
            .map_err(|error| StoreError::Unavailable(format!("the backup file: {error}")))?;
        let mut connection = writer.connect_options().as_ref().clone().connect().await?;
        sqlx::query("vacuum into $1").bind(target.to_owned()).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}
