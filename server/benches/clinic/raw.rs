//! What the engine itself can do: one small row, made durable, again and again.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use sqlx::{
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::database::{Database, block_on};

/// How long it is measured.
const FOR: Duration = Duration::from_secs(4);
/// PostgreSQL's writers at once: as many as the server has connections.
const WRITERS: usize = 16;

/// Commits a second: of the one writer that SQLite can have, in a file of its
/// own beside the clinic's; of 16 writers on PostgreSQL.
pub fn commits_per_second(database: &Database, data: &Path) -> f64 {
    block_on(async {
        match database {
            Database::Sqlite { .. } => sqlite(data).await,
            Database::Postgres { .. } => postgres(&database.url()).await,
        }
    })
}

async fn sqlite(data: &Path) -> f64 {
    let options = SqliteConnectOptions::new()
        .filename(data.join("raw.sqlite3"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    sqlx::query("create table if not exists raw (words text not null)")
        .execute(&pool)
        .await
        .unwrap();
    let began = Instant::now();
    let mut commits = 0_u32;
    while began.elapsed() < FOR {
        sqlx::query("insert into raw (words) values ($1)")
            .bind(WORDS)
            .execute(&pool)
            .await
            .unwrap();
        commits += 1;
    }
    let rate = f64::from(commits) / began.elapsed().as_secs_f64();
    pool.close().await;
    rate
}

async fn postgres(url: &str) -> f64 {
    let connections = u32::try_from(WRITERS).unwrap();
    let writers = PgPoolOptions::new().max_connections(connections).connect(url).await.unwrap();
    sqlx::query("create table if not exists raw (words text not null)")
        .execute(&writers)
        .await
        .unwrap();
    let began = Instant::now();
    let tasks: Vec<_> = (0..WRITERS)
        .map(|_| {
            let writers = writers.clone();
            tokio::spawn(async move {
                let mut commits = 0_u32;
                while began.elapsed() < FOR {
                    sqlx::query("insert into raw (words) values ($1)")
                        .bind(WORDS)
                        .execute(&writers)
                        .await
                        .unwrap();
                    commits += 1;
                }
                commits
            })
        })
        .collect();
    let mut commits = 0;
    for task in tasks {
        commits += task.await.unwrap();
    }
    let rate = f64::from(commits) / began.elapsed().as_secs_f64();
    writers.close().await;
    rate
}

const WORDS: &str = "One row of about as many bytes as one line of the audit trail has, so that \
                     a commit writes what a commit of the clinic writes at the least.";
