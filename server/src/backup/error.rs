//! Why a backup or a restore failed.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a backup or a restore failed; nothing is left half done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file to write is there already.
    #[error("`{}` exists already and is left as it is: name another file", .0.display())]
    FileExists(PathBuf),
    /// The folder to restore into holds something.
    #[error("`{}` is not empty and is left as it is: name a new folder with --data", .0.display())]
    Occupied(PathBuf),
    /// The database to restore into holds something.
    #[error(
        "the database `{0}` is not empty and is left as it is: name an empty one with --database-url"
    )]
    OccupiedDatabase(String),
    /// A SQLite file is always restored into the data folder.
    #[error(
        "--database-url is for PostgreSQL here: a SQLite database is restored into the folder of --data"
    )]
    SqliteElsewhere,
    /// The backup was made on the other engine.
    #[error(
        "the backup holds a {backup} database, and the target is {target}: for PostgreSQL name an empty database with --database-url, for SQLite leave it out"
    )]
    OtherEngine {
        /// The backup's engine.
        backup: String,
        /// The target's.
        target: &'static str,
    },
    /// The archive has no manifest at its end.
    #[error("`{}` is not a whole backup: its list of contents is missing", .0.display())]
    CutShort(PathBuf),
    /// The archive was made by a later version.
    #[error(
        "the backup has format {found}, and this version reads format {known}: use the version that made it"
    )]
    Format {
        /// The format found.
        found: u32,
        /// The format known.
        known: u32,
    },
    /// The manifest cannot be read.
    #[error("the backup's list of contents cannot be read: {0}")]
    Manifest(#[from] serde_json::Error),
    /// An entry that a backup cannot have.
    #[error("the backup holds `{0}`, which does not belong into one: nothing was restored")]
    Foreign(String),
    /// An entry that is not as it was written.
    #[error("`{0}` is not as it was written into the backup: nothing was restored")]
    Damaged(String),
    /// PostgreSQL's own program is missing.
    #[error(
        "the program {0} is not installed: it comes with PostgreSQL's client programs (on Debian: postgresql-client)"
    )]
    ProgramMissing(&'static str),
    /// PostgreSQL's own program failed.
    #[error("{program} failed: {message}")]
    Program {
        /// The program.
        program: &'static str,
        /// Its last words.
        message: String,
    },
    /// A file or a folder.
    #[error("cannot {deed} `{}`: {cause}", path.display())]
    Io {
        /// What was tried.
        deed: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        cause: io::Error,
    },
    /// The work was broken off.
    #[error("the work was broken off")]
    Interrupted,
}

impl BackupError {
    pub(super) fn io(deed: &'static str, path: &Path, cause: io::Error) -> Self {
        Self::Io { deed, path: path.to_owned(), cause }
    }
}
