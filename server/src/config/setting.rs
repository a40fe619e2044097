//! The settings by name, and what each is called in a flag, a variable and the file.

/// One setting; its name decides what it is called everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// The data folder.
    Data,
    /// The address to listen on.
    Listen,
    /// The database's address.
    DatabaseUrl,
    /// Where photos and uploaded records are kept.
    Photos,
    /// The address people reach the clinic at.
    PublicUrl,
    /// The proxies in front whose word for an address is believed.
    TrustedProxy,
    /// The clinic's name.
    ClinicName,
    /// Whether this is a demonstration.
    Demo,
    /// The mail server.
    SmtpHost,
    /// The mail server's port.
    SmtpPort,
    /// The name to sign in to the mail server with.
    SmtpUsername,
    /// The password for it; never a flag, because other users can read flags.
    SmtpPassword,
    /// A file that holds the password.
    SmtpPasswordFile,
    /// The sender of every mail.
    SmtpFrom,
    /// How the connection to the mail server is protected.
    SmtpTls,
    /// A file with a certificate to trust for it, beside those that everybody trusts.
    SmtpCaFile,
    /// The form of the log.
    LogFormat,
    /// After how many days a draft that is not sent ends.
    DraftDays,
    /// After how many days a question that is not answered ends the visit.
    AnswerDays,
    /// After how many days a live visit that is not held ends the visit.
    VisitDays,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 20] = [
        Self::Data,
        Self::Listen,
        Self::DatabaseUrl,
        Self::Photos,
        Self::PublicUrl,
        Self::TrustedProxy,
        Self::ClinicName,
        Self::Demo,
        Self::SmtpHost,
        Self::SmtpPort,
        Self::SmtpUsername,
        Self::SmtpPassword,
        Self::SmtpPasswordFile,
        Self::SmtpFrom,
        Self::SmtpTls,
        Self::SmtpCaFile,
        Self::LogFormat,
        Self::DraftDays,
        Self::AnswerDays,
        Self::VisitDays,
    ];

    /// The name in words joined by `-`: `public-url`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Listen => "listen",
            Self::DatabaseUrl => "database-url",
            Self::Photos => "photos",
            Self::PublicUrl => "public-url",
            Self::TrustedProxy => "trusted-proxy",
            Self::ClinicName => "clinic-name",
            Self::Demo => "demo",
            Self::SmtpHost => "smtp-host",
            Self::SmtpPort => "smtp-port",
            Self::SmtpUsername => "smtp-username",
            Self::SmtpPassword => "smtp-password",
            Self::SmtpPasswordFile => "smtp-password-file",
            Self::SmtpFrom => "smtp-from",
            Self::SmtpTls => "smtp-tls",
            Self::SmtpCaFile => "smtp-ca-file",
            Self::LogFormat => "log-format",
            Self::DraftDays => "draft-days",
            Self::AnswerDays => "answer-days",
            Self::VisitDays => "visit-days",
        }
    }

    /// What a good value looks like, for a message.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Data => "./data",
            Self::Listen => "127.0.0.1:3000",
            Self::DatabaseUrl => "sqlite:/srv/clinic/asynclinic.sqlite3",
            Self::Photos => "file:/srv/clinic/photos",
            Self::PublicUrl => "https://clinic.example.org",
            Self::TrustedProxy => "127.0.0.1",
            Self::ClinicName => "Riverside Clinic",
            Self::Demo => "true",
            Self::SmtpHost => "mail.example.org",
            Self::SmtpPort => "587",
            Self::SmtpUsername => "clinic",
            Self::SmtpPassword => "the password itself",
            Self::SmtpPasswordFile => "/run/secrets/smtp-password",
            Self::SmtpFrom => "Riverside Clinic <no-reply@clinic.example.org>",
            Self::SmtpTls => "starttls",
            Self::SmtpCaFile => "/etc/ssl/mail-ca.pem",
            Self::LogFormat => "json",
            Self::DraftDays | Self::VisitDays => "30",
            Self::AnswerDays => "14",
        }
    }

    /// Whether the value must not be repeated in a message or a log.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::SmtpPassword | Self::DatabaseUrl)
    }

    /// The flag: `--public-url`.
    #[must_use]
    pub fn flag(self) -> String {
        format!("--{}", self.name())
    }

    /// The environment variable: `ASYNCLINIC_PUBLIC_URL`.
    #[must_use]
    pub fn variable(self) -> String {
        format!("ASYNCLINIC_{}", self.name().to_ascii_uppercase().replace('-', "_"))
    }

    /// The key in `asynclinic.toml`: `public-url`, `smtp.host` for `smtp-host`, or
    /// `expiry.draft-days`.
    #[must_use]
    pub fn key(self) -> String {
        if let Self::DraftDays | Self::AnswerDays | Self::VisitDays = self {
            return format!("expiry.{}", self.name());
        }
        match self.name().strip_prefix("smtp-") {
            Some(rest) => format!("smtp.{rest}"),
            None => self.name().to_owned(),
        }
    }
}
