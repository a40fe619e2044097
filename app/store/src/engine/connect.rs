//! Opening a database by its URL.

use std::{fs, path::Path, str::FromStr, time::Duration};

use sqlx::{
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::Pools;
use crate::error::StoreError;

/// How long a request waits for a connection or a lock before it is told so.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections of one server to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Connections that read beside the one that writes.
const SQLITE_READERS: u32 = 4;

impl Pools {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://...`.
    pub(crate) async fn connect(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return sqlite(Path::new(path)).await;
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return postgres(url).await;
        }
        Err(StoreError::Unsupported("a database other than `sqlite:PATH` or `postgres://...`"))
    }
}

async fn sqlite(path: &Path) -> Result<Pools, StoreError> {
    create_private(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(PATIENCE)
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    Ok(Pools::Sqlite { writer, readers })
}

async fn postgres(url: &str) -> Result<Pools, StoreError> {
    // The words of the parser may quote the URL, and with it a password.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::Unavailable("the database URL cannot be read".to_owned()))?
        .application_name("asynclinic")
        .options([("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "30s")]);
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

/// Makes the file, readable by its owner alone; SQLite gives the same rights to
/// the files it puts beside it.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| StoreError::Unavailable(format!("the database file: {error}")))
}
