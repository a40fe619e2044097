//! One transaction, and the statements in it.

use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, Sqlite, Transaction};

use super::{Arg, Row};
use crate::error::StoreError;

/// A transaction on either engine. Dropped without `commit`, it never was.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Binds every value to its place.
macro_rules! bound {
    ($query:expr, $args:expr) => {
        $args.into_iter().fold($query, |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Int(number) => query.bind(number),
        })
    };
}

impl Tx {
    /// Runs a statement; returns how many rows it touched.
    pub(crate) async fn execute(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<u64, StoreError> {
        let sql = sql.into_sql_str();
        Ok(match self {
            Self::Sqlite(tx) => {
                bound!(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                bound!(sqlx::query(sql), args).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// The row, if there is one.
    pub(crate) async fn fetch_optional<T: Row>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<T>, StoreError> {
        let sql = sql.into_sql_str();
        Ok(match self {
            Self::Sqlite(tx) => bound!(sqlx::query_as(sql), args).fetch_optional(&mut **tx).await?,
            Self::Postgres(tx) => {
                bound!(sqlx::query_as(sql), args).fetch_optional(&mut **tx).await?
            }
        })
    }

    /// All rows.
    pub(crate) async fn fetch_all<T: Row>(
        &mut self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, StoreError> {
        let sql = sql.into_sql_str();
        Ok(match self {
            Self::Sqlite(tx) => bound!(sqlx::query_as(sql), args).fetch_all(&mut **tx).await?,
            Self::Postgres(tx) => bound!(sqlx::query_as(sql), args).fetch_all(&mut **tx).await?,
        })
    }

    /// All rows, which nobody else changes until this transaction ends. SQLite
    /// has one writer at a time and needs no lock.
    pub(crate) async fn fetch_locked<T: Row>(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Sqlite(_) => self.fetch_all(sql, args).await,
            Self::Postgres(_) => {
                self.fetch_all(AssertSqlSafe(format!("{sql} for update")), args).await
            }
        }
    }

    /// Makes it last.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Takes everything back.
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}
