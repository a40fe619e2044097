//! Settings: flags, then the environment, then `asynclinic.toml`, parsed once.

mod database;
mod error;
mod mail;
mod public_url;
mod secret;
mod setting;
mod sources;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use domain::encounter::Expiry;

use crate::log::LogFormat;

pub use database::{Database, DatabaseError, WithoutPassword};
pub use error::{ConfigError, Problems};
pub use mail::{Credentials, Smtp, Tls};
pub use public_url::{PublicUrl, PublicUrlError};
pub use secret::Secret;
pub use setting::Setting;
pub use sources::{Environment, Flags, Given, Origin, Sources};

/// Where the clinic keeps what it knows: the data folder and the database.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder: the database unless it is PostgreSQL, and the photos unless they
    /// are kept elsewhere.
    pub data: PathBuf,
    /// The database.
    pub database: Database,
    photos: PathBuf,
}

impl Place {
    /// Reads the data folder, and the addresses of the database and of the photos.
    ///
    /// # Errors
    /// A setting that cannot be understood, named with where it came from.
    pub fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let data = sources.data().to_owned();
        let database =
            sources.parse(Setting::DatabaseUrl)?.unwrap_or_else(|| Database::in_folder(&data));
        let photos = sources.parse_with(Setting::Photos, photos_folder)?;
        let photos = photos.unwrap_or_else(|| data.join("photos"));
        Ok(Self { data, database, photos })
    }

    /// The folder that holds photos and uploaded records.
    #[must_use]
    pub fn photos(&self) -> &Path {
        &self.photos
    }
}

/// Everything that `asynclinic serve` needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the clinic keeps what it knows.
    pub place: Place,
    /// The address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The proxies in front, whose word for where a request comes from is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The clinic's name, as patients read it.
    pub clinic: String,
    /// A demonstration, or a practice with real patients.
    pub mode: Mode,
    /// The form of the log; `None` suits the terminal or the log collector.
    pub log_format: Option<LogFormat>,
    /// After how many days what nobody goes on with ends.
    pub expiry: Expiry,
}

/// A demonstration, or a practice with real patients.
#[derive(Clone, Debug)]
pub enum Mode {
    /// Invented people, loopback only, mail kept in a mailbox that anyone may read.
    Demonstration,
    /// Real patients: reached by https, with mail that arrives.
    Practice {
        /// The address people reach the clinic at.
        public_url: PublicUrl,
        /// How mail is sent.
        mail: Smtp,
    },
}

impl Mode {
    /// Whether this is a demonstration.
    #[must_use]
    pub const fn is_demonstration(&self) -> bool {
        matches!(self, Self::Demonstration)
    }
}

impl Config {
    /// Reads every setting.
    ///
    /// # Errors
    /// Every problem found, not only the first one.
    pub fn read(sources: &Sources) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let place = problems.keep(Place::read(sources));
        let listen = problems.keep(sources.parse(Setting::Listen));
        let proxies = problems.keep(sources.parse_with(Setting::TrustedProxy, addresses));
        let clinic = problems.keep(sources.parse_with(Setting::ClinicName, clinic_name));
        let log_format = problems.keep(sources.parse(Setting::LogFormat)).flatten();
        let demonstration = problems.keep(sources.parse(Setting::Demo));
        let listen = listen.map(|address| address.unwrap_or(DEFAULT_LISTEN));
        let expiry = expiry(sources, &mut problems);
        let mode = match demonstration {
            Some(Some(true)) => problems.keep(demonstration_mode(sources, listen)),
            Some(Some(false) | None) => practice_mode(sources, &mut problems),
            None => None,
        };
        match (place, listen, proxies, clinic, mode) {
            (Some(place), Some(listen), Some(proxies), Some(clinic), Some(mode))
                if problems.is_empty() =>
            {
                let trusted_proxies = proxies.unwrap_or_default();
                let clinic = clinic.unwrap_or_else(|| DEFAULT_NAME.to_owned());
                Ok(Self { place, listen, trusted_proxies, clinic, mode, log_format, expiry })
            }
            _ => Err(problems),
        }
    }
}

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 3000);
const DEFAULT_NAME: &str = "Asynclinic";

fn demonstration_mode(sources: &Sources, listen: Option<SocketAddr>) -> Result<Mode, ConfigError> {
    match listen {
        Some(listen) if !listen.ip().is_loopback() => Err(ConfigError::DemonstrationExposed {
            listen,
            origin: sources.origin(Setting::Listen),
        }),
        _ => Ok(Mode::Demonstration),
    }
}

fn practice_mode(sources: &Sources, problems: &mut Problems) -> Option<Mode> {
    let public_url = problems.keep(https_url(sources));
    let mail = problems.keep(Smtp::read(sources));
    Some(Mode::Practice { public_url: public_url?, mail: mail? })
}

fn https_url(sources: &Sources) -> Result<PublicUrl, ConfigError> {
    let url: PublicUrl = sources.parse(Setting::PublicUrl)?.ok_or(ConfigError::PublicUrlMissing)?;
    if url.is_https() {
        Ok(url)
    } else {
        Err(ConfigError::PublicUrlNotHttps {
            url: url.to_string(),
            origin: sources.origin(Setting::PublicUrl),
        })
    }
}

/// The days that were given; as the domain has them where they were not.
fn expiry(sources: &Sources, problems: &mut Problems) -> Expiry {
    let default = Expiry::default();
    let mut days = |setting, otherwise| {
        problems.keep(sources.parse_with(setting, whole_days)).flatten().unwrap_or(otherwise)
    };
    Expiry {
        draft_days: days(Setting::DraftDays, default.draft_days),
        answer_days: days(Setting::AnswerDays, default.answer_days),
        visit_days: days(Setting::VisitDays, default.visit_days),
    }
}

/// A number of days that an encounter can wait: a day to ten years.
fn whole_days(text: &str) -> Result<u16, String> {
    match text.trim().parse() {
        Ok(days @ 1..=3650) => Ok(days),
        _ => Err("a whole number of days, from 1 to 3650".to_owned()),
    }
}

fn clinic_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        1..=80 if !name.chars().any(char::is_control) => Ok(name.to_owned()),
        _ => Err("a name has 1 to 80 characters and no line breaks".to_owned()),
    }
}

fn addresses(text: &str) -> Result<Vec<IpAddr>, String> {
    let address = |part: &str| part.trim().parse().map(|address: IpAddr| address.to_canonical());
    let read: Result<Vec<IpAddr>, _> = text.split(',').map(address).collect();
    read.map_err(|_| "it must be IP addresses, with commas between them".to_owned())
}

/// An address of `object_store`'s kind, of which this version knows folders.
fn photos_folder(text: &str) -> Result<PathBuf, String> {
    let folder =
        text.trim().strip_prefix("file:").map(|path| path.strip_prefix("//").unwrap_or(path));
    match folder.map(Path::new) {
        Some(folder) if folder.is_absolute() => Ok(folder.to_owned()),
        Some(_) | None => Err("it must be file: and the whole path of a folder".to_owned()),
    }
}
