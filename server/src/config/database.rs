//! The database's address.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use percent_encoding::percent_decode_str;

use super::Secret;

/// The database: a SQLite file of our own, or a PostgreSQL server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database; the address may hold a password.
    Postgres(Secret),
}

/// A PostgreSQL address that may be shown to other processes, and its password apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutPassword {
    /// The address, without the password.
    pub address: String,
    /// The password, where the address held one.
    pub password: Option<Secret>,
}

impl Database {
    /// The SQLite file inside a data folder.
    #[must_use]
    pub fn in_folder(data: &Path) -> Self {
        Self::Sqlite(data.join("asynclinic.sqlite3"))
    }

    /// The address in the form that the store takes.
    #[must_use]
    pub fn url(&self) -> Secret {
        match self {
            Self::Sqlite(path) => Secret::new(format!("sqlite:{}", path.display())),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// Names the database without its password.
impl fmt::Display for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "{}", path.display()),
            Self::Postgres(url) => formatter.write_str(&WithoutPassword::of(url).address),
        }
    }
}

impl WithoutPassword {
    /// Takes the password out of a PostgreSQL address, because other users of
    /// the machine can read a process's arguments but not its environment.
    #[must_use]
    pub fn of(url: &Secret) -> Self {
        let plain = || Self { address: url.reveal().to_owned(), password: None };
        let Some((scheme, rest)) = url.reveal().split_once("://") else { return plain() };
        let (authority, path) = match rest.find(['/', '?']).and_then(|at| rest.split_at_checked(at))
        {
            Some(parts) => parts,
            None => (rest, ""),
        };
        let Some((user, host)) = authority.rsplit_once('@') else { return plain() };
        let Some((name, password)) = user.split_once(':') else { return plain() };
        Self {
            address: format!("{scheme}://{name}@{host}{path}"),
            password: Some(Secret::new(
                percent_decode_str(password).decode_utf8_lossy().into_owned(),
            )),
        }
    }
}

/// The text is not the address of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// Neither a SQLite file nor a PostgreSQL server.
    #[error("it must begin with sqlite: or postgres://")]
    UnknownEngine,
    /// `sqlite:` and nothing after it, or a database in memory.
    #[error("it must name a file after sqlite:, so that nothing is lost when the server stops")]
    NotAFile,
    /// The password stands in the query, from where it could leak.
    #[error(
        "the password must stand before the host, as in postgres://name:password@host/database"
    )]
    PasswordInQuery,
}

impl FromStr for Database {
    type Err = DatabaseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if text.contains("?password=") || text.contains("&password=") {
                return Err(DatabaseError::PasswordInQuery);
            }
            return Ok(Self::Postgres(Secret::new(text.to_owned())));
        }
        let path = text.strip_prefix("sqlite:").ok_or(DatabaseError::UnknownEngine)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains(":memory:") || path.contains('?') {
            return Err(DatabaseError::NotAFile);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_are_read() {
        assert_eq!("sqlite:/srv/a.db".parse(), Ok(Database::Sqlite("/srv/a.db".into())));
        assert_eq!("sqlite:///srv/a.db".parse(), Ok(Database::Sqlite("/srv/a.db".into())));
        let postgres: Database = "postgres://ann:s3cret@db:5432/clinic".parse().unwrap();
        assert_eq!(postgres.engine(), "postgres");
    }

    #[test]
    fn a_database_that_forgets_is_refused() {
        for text in ["sqlite:", "sqlite::memory:", "sqlite:a.db?mode=memory"] {
            assert_eq!(text.parse::<Database>(), Err(DatabaseError::NotAFile));
        }
        assert_eq!("mysql://db".parse::<Database>(), Err(DatabaseError::UnknownEngine));
    }

    #[test]
    fn the_password_is_not_printed() {
        let database: Database = "postgres://ann:s3cr%40t@db:5432/clinic?a=b".parse().unwrap();
        assert_eq!(database.to_string(), "postgres://ann@db:5432/clinic?a=b");
        assert!(!format!("{database:?}").contains("s3cr"));
        let parts = WithoutPassword::of(&database.url());
        assert_eq!(parts.password.unwrap().reveal(), "s3cr@t");
    }
}
