//! How mail is sent.

use std::{fs, net::IpAddr, str::FromStr};

use lettre::{message::Mailbox, transport::smtp::client::Certificate};

use super::{ConfigError, Secret, Setting, Sources};

/// A mail server and how to reach it.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// The host's name or address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// A certificate to trust for it, beside those that everybody trusts.
    pub authority: Option<Certificate>,
    /// The name and password, where the server asks for them.
    pub credentials: Option<Credentials>,
    /// The sender of every mail.
    pub from: Mailbox,
}

/// A name and a password for the mail server.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Plain at first, then TLS before anything is said (RFC 3207); never without.
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// Not at all: only to this machine itself.
    None,
}

impl Tls {
    /// The port that goes with it.
    #[must_use]
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Implicit => 465,
            Self::None => 25,
        }
    }
}

impl FromStr for Tls {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "starttls" => Ok(Self::StartTls),
            "implicit" => Ok(Self::Implicit),
            "none" => Ok(Self::None),
            _ => Err("it must be starttls, implicit or none"),
        }
    }
}

impl Smtp {
    /// Reads the mail server's settings.
    ///
    /// # Errors
    /// A setting that is missing or cannot be understood.
    pub fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let host = sources.parse_with(Setting::SmtpHost, host)?.ok_or(ConfigError::MailMissing)?;
        let from = sources
            .parse_with(Setting::SmtpFrom, |text| {
                text.parse::<Mailbox>().map_err(|_| "it is not an e-mail address".to_owned())
            })?
            .ok_or(ConfigError::SenderMissing)?;
        let tls = sources.parse(Setting::SmtpTls)?.unwrap_or(Tls::StartTls);
        if tls == Tls::None && !is_loopback(&host) {
            return Err(ConfigError::PlainMail { host, origin: sources.origin(Setting::SmtpTls) });
        }
        let port = sources.parse(Setting::SmtpPort)?.unwrap_or_else(|| tls.usual_port());
        let credentials = credentials(sources)?;
        let authority = authority(sources)?;
        Ok(Self { host, port, tls, authority, credentials, from })
    }
}

fn host(text: &str) -> Result<String, String> {
    let host = text.trim();
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    if host.is_empty() || !plain || (host.contains(':') && host.parse::<IpAddr>().is_err()) {
        return Err("it must be the name of a host, without a port".to_owned());
    }
    Ok(host.to_owned())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn credentials(sources: &Sources) -> Result<Option<Credentials>, ConfigError> {
    let username = sources.get(Setting::SmtpUsername).map(|given| given.value.clone());
    let written = sources.get(Setting::SmtpPassword).map(|given| given.value.clone());
    let file = sources.get(Setting::SmtpPasswordFile);
    let password = match (written, file) {
        (Some(_), Some(_)) => return Err(ConfigError::TwoPasswords),
        (Some(password), None) => Some(password),
        (None, Some(given)) => {
            Some(contents(&given.value)?.trim_end_matches(['\r', '\n']).to_owned())
        }
        (None, None) => None,
    };
    match (username, password) {
        (Some(username), Some(password)) => {
            Ok(Some(Credentials { username, password: Secret::new(password) }))
        }
        (None, None) => Ok(None),
        _ => Err(ConfigError::HalfCredentials),
    }
}

fn authority(sources: &Sources) -> Result<Option<Certificate>, ConfigError> {
    let Some(given) = sources.get(Setting::SmtpCaFile) else { return Ok(None) };
    let text = contents(&given.value)?;
    let refused = || ConfigError::NotACertificate { path: given.value.clone().into() };
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        return Err(refused());
    }
    Certificate::from_pem(text.as_bytes()).map(Some).map_err(|_| refused())
}

fn contents(path: &str) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|cause| ConfigError::Unreadable { path: path.into(), cause })
}
