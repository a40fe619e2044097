//! Why a command could not be carried out.

use std::{io, path::PathBuf};

use store::StoreError;

use crate::{
    backup::BackupError,
    config::{ConfigError, Problems, PublicUrlError},
    demonstration::DemonstrationError,
};

/// Why a command could not be carried out, in words for the one who gave it.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The settings.
    #[error("{0}")]
    Config(#[from] Problems),
    /// The database did not do what it was asked.
    #[error("the database `{database}` failed: {cause}")]
    Store {
        /// The database, without its password.
        database: String,
        /// Why.
        cause: StoreError,
    },
    /// There is no database where one was expected.
    #[error("there is no database at `{0}`: name the clinic's folder with --data")]
    NoDatabase(String),
    /// A demonstration was asked for, over a database of real people.
    #[error(
        "the database `{0}` was not made by --demo, and a demonstration would let anyone read it: use another folder with --data, or leave --demo out"
    )]
    NotADemonstration(String),
    /// A practice was asked for, over a demonstration's database.
    #[error(
        "the database `{0}` was made by --demo and holds invented people: add --demo, or start afresh in another folder with --data"
    )]
    IsADemonstration(String),
    /// The folder of photos belongs to another clinic.
    #[error("the photos in `{}` belong to another clinic's database: name this clinic's own folder with --photos", .0.display())]
    PhotosOfAnother(PathBuf),
    /// The folder of photos is not the one that the database was used with.
    #[error("the folder `{}` does not hold this clinic's photos, which were kept elsewhere: name their folder with --photos, or mount it (a file .clinic in it names the clinic)", .0.display())]
    PhotosMissing(PathBuf),
    /// The account exists already.
    #[error("an account with this e-mail address exists already")]
    AccountExists,
    /// The pack has no such rule.
    #[error("there is no rule `{0}`: `asynclinic admin rules` lists those that open a state")]
    UnknownRule(domain::rules::RuleId),
    /// No rule of the pack opens this jurisdiction.
    #[error("no rule opens {0}, so nothing was verified")]
    NothingOpens(domain::rules::Jurisdiction),
    /// No operator has this address.
    #[error("no operator who may sign in has the address {0}, so nothing was published")]
    NoOperator(domain::people::EmailAddress),
    /// The embedded rules cannot be read.
    #[error("the clinic's rules cannot be read:\n{0}")]
    Pack(String),
    /// A pack's folder does not hold a pack.
    #[error("the pack in `{}` cannot be used:\n{mistakes}", dir.display())]
    PackFolder {
        /// The folder.
        dir: PathBuf,
        /// Every mistake, one a line.
        mistakes: String,
    },
    /// A case cannot be decided.
    #[error("the case cannot be decided:\n{0}")]
    Case(#[from] domain::decide::InputError),
    /// A receipt is not what was signed.
    #[error("this receipt is not genuine: {0}")]
    Receipt(#[from] domain::receipt::Fault),
    /// A receipt is genuine, and cannot be decided again.
    #[error("{0}")]
    Replay(#[from] domain::receipt::ReplayFault),
    /// A folder or a file.
    #[error("cannot {deed} `{}`: {cause}", path.display())]
    Io {
        /// What was tried.
        deed: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        cause: io::Error,
    },
    /// The address to listen on.
    #[error("cannot listen on `{address}`: {cause}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The mail server's settings do not make a connection.
    #[error("the mail server's settings cannot be used: {0}")]
    Mail(#[from] lettre::transport::smtp::Error),
    /// The address people open.
    #[error("the public address cannot be used: {0}")]
    PublicUrl(PublicUrlError),
    /// The address people open is not an origin.
    #[error("the public address cannot be used: {0}")]
    Origin(#[from] tower_http::csrf::ConfigError),
    /// The connection to people broke off.
    #[error("the server stopped: {0}")]
    Serve(io::Error),
    /// The demonstration's people.
    #[error("the demonstration cannot be set up: {0}")]
    Demonstration(#[from] DemonstrationError),
    /// A backup or a restore.
    #[error("{0}")]
    Backup(#[from] BackupError),
}

impl ServerError {
    /// What was to be said could not be written to standard output.
    pub(crate) fn unsaid(cause: io::Error) -> Self {
        Self::Io { deed: "write to", path: "standard output".into(), cause }
    }
}

impl From<ConfigError> for ServerError {
    fn from(problem: ConfigError) -> Self {
        Self::Config(problem.into())
    }
}
