//! Where settings come from: flags, then the environment, then the file.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use super::{ConfigError, Setting};

/// What the command line said, by setting.
pub type Flags = BTreeMap<Setting, String>;

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag.
    Flag(Setting),
    /// An environment variable.
    Variable(Setting),
    /// The settings file.
    File(Setting, PathBuf),
    /// Nowhere: the built-in value.
    Default(Setting),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(setting) => formatter.write_str(&setting.flag()),
            Self::Variable(setting) => write!(formatter, "the variable {}", setting.variable()),
            Self::File(setting, path) => {
                write!(formatter, "`{}` in `{}`", setting.key(), path.display())
            }
            Self::Default(setting) => write!(formatter, "{} (not set)", setting.name()),
        }
    }
}

/// A value as it was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The value as it was written.
    pub value: String,
    /// Where it was written.
    pub origin: Origin,
}

/// Every setting that was given, the strongest source of each.
#[derive(Clone, Debug)]
pub struct Sources {
    given: BTreeMap<Setting, Given>,
    data: PathBuf,
}

/// The name of the settings file in the data folder.
const FILE: &str = "asynclinic.toml";

impl Sources {
    /// Gathers flags, environment and file. The file is `config` where it is
    /// given, otherwise `asynclinic.toml` in the data folder if there is one.
    ///
    /// # Errors
    /// A file that cannot be read or has unknown settings, or a variable that is not text.
    pub fn gather(
        flags: Flags,
        environment: Environment<'_>,
        config: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut given = BTreeMap::new();
        for setting in Setting::ALL {
            let variable = setting.variable();
            // An empty variable is how many process managers write "not set".
            if let Some(value) = environment(&variable).filter(|value| !value.is_empty()) {
                let value = value.into_string().map_err(|_| ConfigError::NotText { variable })?;
                given.insert(setting, Given { value, origin: Origin::Variable(setting) });
            }
        }
        for (setting, value) in flags {
            given.insert(setting, Given { value, origin: Origin::Flag(setting) });
        }
        let mut sources = Self { given, data: PathBuf::new() };
        sources.add_file(config)?;
        sources.data = sources.data_folder();
        Ok(sources)
    }

    /// The data folder; `./data` where none is given.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The value of a setting, if it was given.
    #[must_use]
    pub fn get(&self, setting: Setting) -> Option<&Given> {
        self.given.get(&setting)
    }

    /// Where a setting came from.
    #[must_use]
    pub fn origin(&self, setting: Setting) -> Origin {
        self.get(setting).map_or(Origin::Default(setting), |given| given.origin.clone())
    }

    /// The parsed value of a setting, if it was given.
    ///
    /// # Errors
    /// The value cannot be understood.
    pub fn parse<T>(&self, setting: Setting) -> Result<Option<T>, ConfigError>
    where
        T: FromStr<Err: fmt::Display>,
    {
        self.parse_with(setting, |text| text.trim().parse::<T>().map_err(|why| why.to_string()))
    }

    /// The value of a setting read by `parse`, if it was given.
    ///
    /// # Errors
    /// The value cannot be understood.
    pub fn parse_with<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(given) = self.get(setting) else { return Ok(None) };
        parse(&given.value).map(Some).map_err(|problem| ConfigError::Invalid {
            setting,
            origin: given.origin.clone(),
            value: given.value.clone(),
            problem,
        })
    }

    fn data_folder(&self) -> PathBuf {
        self.get(Setting::Data)
            .map_or_else(|| PathBuf::from("data"), |given| PathBuf::from(&given.value))
    }

    fn add_file(&mut self, config: Option<&Path>) -> Result<(), ConfigError> {
        let path = config.map_or_else(|| self.data_folder().join(FILE), Path::to_path_buf);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if config.is_none() && cause.kind() == io::ErrorKind::NotFound => {
                return Ok(());
            }
            Err(cause) => return Err(ConfigError::Unreadable { path, cause }),
        };
        for (setting, value) in read_file(&path, &text)? {
            if setting == Setting::Data && config.is_none() {
                return Err(ConfigError::DataInsideData { path });
            }
            self.given
                .entry(setting)
                .or_insert_with(|| Given { value, origin: Origin::File(setting, path.clone()) });
        }
        Ok(())
    }
}

fn read_file(path: &Path, text: &str) -> Result<Vec<(Setting, String)>, ConfigError> {
    let table: toml::Table = toml::from_str(text).map_err(|cause| ConfigError::NotToml {
        path: path.to_owned(),
        // The error's Display quotes the line, which may hold a password.
        message: cause.message().to_owned(),
    })?;
    let mut settings = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => {
                for (name, value) in inner {
                    settings.push(read_value(path, format!("{key}.{name}"), &value)?);
                }
            }
            value => settings.push(read_value(path, key, &value)?),
        }
    }
    Ok(settings)
}

fn read_value(
    path: &Path,
    key: String,
    value: &toml::Value,
) -> Result<(Setting, String), ConfigError> {
    let Some(setting) = Setting::ALL.into_iter().find(|setting| setting.key() == key) else {
        let known: Vec<String> = Setting::ALL.into_iter().map(Setting::key).collect();
        return Err(ConfigError::UnknownKey {
            path: path.to_owned(),
            key,
            known: known.join(", "),
        });
    };
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(truth) => truth.to_string(),
        toml::Value::Float(_)
        | toml::Value::Datetime(_)
        | toml::Value::Array(_)
        | toml::Value::Table(_) => {
            return Err(ConfigError::NotAValue {
                path: path.to_owned(),
                key,
                example: setting.example(),
            });
        }
    };
    Ok((setting, text))
}
