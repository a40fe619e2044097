//! The one place where the two engines differ: connecting, beginning a
//! transaction, locking a row.

mod args;
mod connect;
mod tx;

use sqlx::{FromRow, PgPool, SqlitePool, postgres::PgRow, sqlite::SqliteRow};

pub(crate) use args::{Arg, args};
pub(crate) use tx::Tx;

use crate::error::StoreError;

/// Which database engine holds the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the server.
    Sqlite,
    /// A server of its own.
    Postgres,
}

/// A row that both engines can give.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// The open connections.
#[derive(Debug)]
pub(crate) enum Pools {
    /// SQLite has one writer at a time; readers never wait for it.
    Sqlite {
        /// One connection.
        writer: SqlitePool,
        /// A few, which cannot write.
        readers: SqlitePool,
    },
    /// PostgreSQL sorts it out by itself.
    Postgres(PgPool),
}

impl Pools {
    /// A transaction that may write. On SQLite it takes the write lock at once;
    /// on PostgreSQL rows are locked as they are written or asked for.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("begin isolation level read committed").await?)
            }
        })
    }

    /// A transaction that only reads, all of it from one moment.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(
                pool.begin_with("begin isolation level repeatable read, read only").await?,
            ),
        })
    }

    /// Brings the schema up to date.
    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");
        let done = match self {
            Self::Sqlite { writer, .. } => MIGRATIONS.run(writer).await,
            Self::Postgres(pool) => MIGRATIONS.run(pool).await,
        };
        done.map_err(|error| StoreError::Migration(error.to_string()))
    }

    /// The names of all tables that ours would stand among, ours or anybody's.
    pub(crate) async fn tables(&self) -> Result<Vec<String>, StoreError> {
        let sql = match self {
            Self::Sqlite { .. } => {
                "select name from sqlite_master \
                 where type in ('table', 'view') and name not like 'sqlite~_%' escape '~'"
            }
            Self::Postgres(_) => {
                "select cast(relname as text) from pg_class \
                 join pg_namespace on pg_namespace.oid = pg_class.relnamespace \
                 where nspname = any(current_schemas(false)) and relkind in ('r', 'p', 'f', 'm')"
            }
        };
        let mut tx = self.read().await?;
        let rows: Vec<(String,)> = tx.fetch_all(sql, args![]).await?;
        tx.commit().await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
