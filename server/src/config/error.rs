//! What is wrong with the settings, and what to write instead.

use std::{fmt, io, net::SocketAddr, path::PathBuf};

use super::{Origin, Setting};

/// One setting that keeps the server from starting.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that cannot be read.
    #[error("cannot read `{}`: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The settings file is not TOML.
    #[error("`{}` is not valid TOML: {message}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Line, column and what was expected; no value.
        message: String,
    },
    /// The settings file has a key that means nothing.
    #[error("`{}` has the unknown setting `{key}`; the settings are: {known}", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// Every key there is.
        known: String,
    },
    /// The settings file has a list or a table where a value belongs.
    #[error("`{key}` in `{}` must be one value: write {key} = \"{example}\"", path.display())]
    NotAValue {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// A good value.
        example: &'static str,
    },
    /// The settings file moves the folder that it was found in.
    #[error("`data` in `{}` has no effect there, because the file was found in the data folder: use --data, or name the file with --config", path.display())]
    DataInsideData {
        /// The file.
        path: PathBuf,
    },
    /// An environment variable that is not text.
    #[error("the variable {variable} is not valid UTF-8")]
    NotText {
        /// The variable.
        variable: String,
    },
    /// A value that cannot be understood.
    #[error("{origin} is {}: {problem}; write for example `{}`", shown(*setting, value), setting.example())]
    Invalid {
        /// The setting.
        setting: Setting,
        /// Where it came from.
        origin: Origin,
        /// What was written.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No mail server.
    #[error(
        "no mail server is set, and patients sign in with a code that comes by mail: set --smtp-host and --smtp-from (or ASYNCLINIC_SMTP_HOST and ASYNCLINIC_SMTP_FROM, or [smtp] host and from in asynclinic.toml); to only look around, use --demo"
    )]
    MailMissing,
    /// No sender.
    #[error("a mail server is set but no sender: set --smtp-from, for example `{}`", Setting::SmtpFrom.example())]
    SenderMissing,
    /// Mail would cross a network in the clear.
    #[error(
        "{origin} is `none`, and `{host}` is another machine: mail may go unprotected to this machine only; write starttls or implicit"
    )]
    PlainMail {
        /// The host.
        host: String,
        /// Where the setting came from.
        origin: Origin,
    },
    /// A file without a certificate in it.
    #[error("`{}` holds no certificate: name a PEM file that begins with -----BEGIN CERTIFICATE-----", path.display())]
    NotACertificate {
        /// The file.
        path: PathBuf,
    },
    /// A password and a file with a password.
    #[error("smtp-password and smtp-password-file are both set: keep one")]
    TwoPasswords,
    /// A name without a password, or the reverse.
    #[error("smtp-username and a password go together: set both, or neither")]
    HalfCredentials,
    /// No address.
    #[error("no public address is set: set --public-url (or ASYNCLINIC_PUBLIC_URL, or public-url in asynclinic.toml) to the https address that patients open, for example `{}`; to only look around, use --demo", Setting::PublicUrl.example())]
    PublicUrlMissing,
    /// An address without TLS.
    #[error(
        "{origin} is `{url}`: health data travels by https only; put a TLS proxy in front of the server and write its https address"
    )]
    PublicUrlNotHttps {
        /// The address.
        url: String,
        /// Where it came from.
        origin: Origin,
    },
    /// A demonstration that others could reach.
    #[error(
        "{origin} is `{listen}`: a demonstration lets anyone sign in as anyone, so it listens on this machine only; write 127.0.0.1:3000, or leave --demo out"
    )]
    DemonstrationExposed {
        /// The address.
        listen: SocketAddr,
        /// Where it came from.
        origin: Origin,
    },
}

fn shown(setting: Setting, value: &str) -> String {
    if setting.is_secret() { "not understood".to_owned() } else { format!("`{value}`") }
}

/// Every setting that keeps the server from starting.
#[derive(Debug, Default)]
pub struct Problems(Vec<ConfigError>);

impl Problems {
    /// Keeps the error and goes on, so that all are told at once.
    pub fn keep<T>(&mut self, result: Result<T, ConfigError>) -> Option<T> {
        result.map_err(|problem| self.0.push(problem)).ok()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each problem, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.0.iter()
    }
}

impl From<ConfigError> for Problems {
    fn from(problem: ConfigError) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
