//! What stands in a server's database, looked at and changed behind its back.

use std::{
    collections::BTreeMap,
    path::Path,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

/// The database of a data folder, or a new one on PostgreSQL, gone when dropped.
pub enum Database {
    Sqlite { url: String },
    Postgres { server: String, name: String },
}

/// What the rules look at, gathered in the background from what is on record.
const DERIVED: [&str; 2] = ["case_on_record", "fact_number"];

/// The rows of every table, as text.
pub type Contents = BTreeMap<String, Vec<String>>;

impl Database {
    /// The one that a server keeps in its data folder.
    pub fn in_folder(data: &Path) -> Self {
        Self::Sqlite { url: format!("sqlite:{}", data.join("asynclinic.sqlite3").display()) }
    }

    /// A new, empty one on the PostgreSQL that the tests may use.
    pub fn on_postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("TEST_POSTGRES_URL").expect(
            "TEST_POSTGRES_URL names a PostgreSQL server for the tests: set it, or run `make test`",
        );
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("server_test_{}_{count}", std::process::id());
        client("createdb", &[], &server, &name);
        Self::Postgres { server, name }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { url } => url.clone(),
            Self::Postgres { server, name } => {
                let (server, _) = server.rsplit_once('/').unwrap();
                format!("{server}/{name}")
            }
        }
    }

    /// Changes rows; says how many.
    pub fn execute(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql.to_owned());
        block_on(async {
            match self {
                Self::Sqlite { url } => {
                    let mut connection = SqliteConnection::connect(url).await.unwrap();
                    sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected()
                }
                Self::Postgres { .. } => {
                    let mut connection = PgConnection::connect(&self.url()).await.unwrap();
                    sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected()
                }
            }
        })
    }

    /// One column of text.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        block_on(async {
            match self {
                Self::Sqlite { url } => {
                    let mut connection = SqliteConnection::connect(url).await.unwrap();
                    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| row.get(0)).collect()
                }
                Self::Postgres { .. } => {
                    let mut connection = PgConnection::connect(&self.url()).await.unwrap();
                    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| row.get(0)).collect()
                }
            }
        })
    }

    /// Everything but what these tables hold, and what the server makes of the others by
    /// itself, whenever it finds the time.
    pub fn contents_without(&self, left_out: &[&str]) -> Contents {
        let names = match self {
            Self::Sqlite { .. } => {
                "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\' \
                 and name not like 'sqlite%'"
            }
            Self::Postgres { .. } => {
                "select tablename::text from pg_tables where schemaname = 'public' \
                 and tablename not like '\\_%'"
            }
        };
        let kept =
            |name: &String| !left_out.contains(&&**name) && !DERIVED.contains(&name.as_str());
        let tables = self.texts(names).into_iter().filter(kept);
        let contents: Contents = tables.map(|table| (table.clone(), self.rows(&table))).collect();
        assert!(contents.contains_key("encounter"), "the tables are found");
        contents
    }

    fn rows(&self, table: &str) -> Vec<String> {
        let sql = match self {
            Self::Sqlite { .. } => {
                let columns = self
                    .texts(&format!("select name from pragma_table_info('{table}')"))
                    .join(", ");
                format!("select json_array({columns}) as line from {table} order by line")
            }
            Self::Postgres { .. } => {
                // A table may have a column of its own name.
                format!(
                    "select row_to_json(whole)::text as line from {table} as whole order by line"
                )
            }
        };
        self.texts(&sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, name } = self {
            client("dropdb", &["--force"], server, name);
        }
    }
}

/// Fails with the rows that were not there before, or are no longer.
pub fn expect_same(before: &Contents, after: &Contents, about: &str) {
    for (table, rows) in after {
        let known = before.get(table).expect(table);
        let new: Vec<_> = rows.iter().filter(|row| !known.contains(row)).collect();
        let gone: Vec<_> = known.iter().filter(|row| !rows.contains(row)).collect();
        assert!(new.is_empty() && gone.is_empty(), "{about}: {table} +{new:?} -{gone:?}");
    }
}

fn client(program: &str, options: &[&str], server: &str, name: &str) {
    let done = Command::new(program)
        .args(options)
        .arg(format!("--maintenance-db={server}"))
        .arg(name)
        .status()
        .expect("PostgreSQL's client programs (on Debian: postgresql-client)");
    assert!(done.success(), "{program} failed");
}

/// Runs this to its end.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
