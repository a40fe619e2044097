//! `asynclinic backup` and `asynclinic restore`: everything the clinic knows in one file.
//!
//! The file is a tar archive: the database first, then the photos, and last a
//! manifest with the SHA-256 of each. A file that was cut short has no manifest
//! and is refused.

mod archive;
mod error;
mod manifest;
mod postgres;
mod scratch;
mod unpack;

use std::{
    fs,
    io::{Write as _, stdout},
    path::{Path, PathBuf},
};

use domain::actor::Actor;
use store::Owner;
use tokio::task::spawn_blocking;

use crate::{
    ServerError,
    cli::{BackupFlags, RestoreFlags},
    clock,
    config::{Database, Flags, Place, Setting, Sources},
    open::{open_existing, store_failed},
    photos::{is_named, make_private},
};
use archive::Contents;
pub use error::BackupError;
use scratch::Scratch;

/// Writes a backup while the clinic runs.
///
/// # Errors
/// The settings, the database, or the file.
pub async fn back_up(flags: &BackupFlags) -> Result<(), ServerError> {
    let environment = |name: &str| std::env::var_os(name);
    let sources =
        Sources::gather(flags.place.settings(), &environment, flags.place.config.as_deref())?;
    let place = Place::read(&sources)?;
    if flags.file.exists() {
        return Err(BackupError::FileExists(flags.file.clone()).into());
    }
    // The database goes first: a photo is stored before the row that names it,
    // so that every photo the rows name is in the folder by then.
    let dump = Scratch::file(&flags.file, "database")?;
    dump_database(&place, dump.path()).await?;
    let contents = Contents {
        engine: place.database.engine().to_owned(),
        made_at: clock().now().to_string(),
        database: dump.path().to_owned(),
        photos: place.photos().to_owned(),
    };
    let (partial, file) = (Scratch::file(&flags.file, "partial")?, flags.file.clone());
    let count = blocking(move || {
        let count = archive::write(partial.path(), &contents)?;
        partial.keep_as(&file)?;
        Ok(count)
    })
    .await?;
    say(&format!("{count} files were written to {}", flags.file.display()))
}

/// Brings a backup back into an empty place.
///
/// # Errors
/// The settings, the file, or a place that is not empty.
pub async fn restore(flags: &RestoreFlags) -> Result<(), ServerError> {
    let place = target(flags)?;
    refuse_occupied(&place.data)?;
    refuse_occupied_database(&place).await?;
    make_private(&place.data)?;
    let folder = Scratch::folder(&place.data, "restoring")?;
    let (file, into) = (flags.file.clone(), folder.path().to_owned());
    let manifest = blocking(move || unpack::read(&file, &into)).await?;
    if manifest.engine != place.database.engine() {
        return Err(BackupError::OtherEngine {
            backup: manifest.engine,
            target: place.database.engine(),
        }
        .into());
    }
    put_in_place(&place, folder.path()).await?;
    let store = open_existing(&place).await?;
    store.ping().await.map_err(|cause| store_failed(&place, cause))?;
    store.close().await;
    say(&format!("{} files were restored into {}", manifest.files.len(), place.data.display()))
}

fn target(flags: &RestoreFlags) -> Result<Place, ServerError> {
    let mut settings = Flags::from([(Setting::Data, flags.data.clone())]);
    if let Some(url) = &flags.database_url {
        settings.insert(Setting::DatabaseUrl, url.clone());
    }
    // The environment describes the clinic that runs, not the one to restore.
    let place = Place::read(&Sources::gather(settings, &|_| None, None)?)?;
    match &place.database {
        Database::Sqlite(_) if flags.database_url.is_some() => {
            Err(BackupError::SqliteElsewhere.into())
        }
        Database::Sqlite(_) | Database::Postgres(_) => Ok(place),
    }
}

fn refuse_occupied(folder: &Path) -> Result<(), BackupError> {
    if !folder.exists() {
        return Ok(());
    }
    let mut entries =
        fs::read_dir(folder).map_err(|cause| BackupError::io("read the folder", folder, cause))?;
    match entries.next() {
        Some(_) => Err(BackupError::Occupied(folder.to_owned())),
        None => Ok(()),
    }
}

async fn refuse_occupied_database(place: &Place) -> Result<(), ServerError> {
    let Database::Postgres(_) = &place.database else { return Ok(()) };
    let store = open_existing(place).await?;
    let owner = store.owner().await.map_err(|cause| store_failed(place, cause))?;
    store.close().await;
    match owner {
        Owner::Nobody => Ok(()),
        Owner::Demonstration | Owner::Practice | Owner::Unknown => {
            Err(BackupError::OccupiedDatabase(place.database.to_string()).into())
        }
    }
}

/// The photos first: moving a folder can be undone, filling a database cannot. When
/// anything fails, both places are empty again and it can be tried once more.
async fn put_in_place(place: &Place, unpacked: &Path) -> Result<(), BackupError> {
    let (from, to) = (unpacked.join(manifest::PHOTOS), place.photos());
    if from.is_dir() {
        fs::rename(&from, to).map_err(|cause| BackupError::io("put in place", to, cause))?;
    }
    let filled = restore_database(&place.database, &unpacked.join(manifest::DATABASE)).await;
    if filled.is_err() && to.is_dir() {
        fs::rename(to, &from).map_err(|cause| BackupError::io("take back", to, cause))?;
    }
    filled
}

async fn dump_database(place: &Place, into: &Path) -> Result<(), ServerError> {
    let failed = |cause| store_failed(place, cause);
    let store = open_existing(place).await?;
    // A backup without the photos would look like one.
    is_named(place, &store).await?;
    store.begin_backup(&Actor::System).await.map_err(failed)?;
    match &place.database {
        Database::Sqlite(_) => store.backup_to(into).await.map_err(failed)?,
        Database::Postgres(url) => postgres::dump(url, into).await?,
    }
    store.close().await;
    Ok(())
}

async fn restore_database(database: &Database, dump: &Path) -> Result<(), BackupError> {
    match database {
        Database::Sqlite(path) => {
            fs::rename(dump, path).map_err(|cause| BackupError::io("put in place", path, cause))
        }
        Database::Postgres(url) => postgres::restore(url, dump).await,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    spawn_blocking(work).await.unwrap_or(Err(BackupError::Interrupted))
}

fn say(line: &str) -> Result<(), ServerError> {
    writeln!(stdout(), "{line}").map_err(|cause| ServerError::Io {
        deed: "write to",
        path: PathBuf::from("standard output"),
        cause,
    })
}
