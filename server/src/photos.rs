//! Where photos and uploaded records are kept: a folder that only the server may read.

use std::{
    fs::{self, DirBuilder, create_dir_all},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    sync::Arc,
};

use object_store::{ObjectStore, local::LocalFileSystem};
use store::Store;

use crate::{ServerError, config::Place, open::store_failed};

/// The file in the folder that says whose photos these are.
const NAME: &str = ".clinic";

/// Opens the clinic's folder, and makes it where it does not exist.
///
/// # Errors
/// The folder cannot be made or opened, or is not this clinic's.
pub async fn open(place: &Place, store: &Store) -> Result<Arc<dyn ObjectStore>, ServerError> {
    let folder = place.photos();
    let failed = |cause| store_failed(place, cause);
    make_private(folder)?;
    if !is_named(place, store).await? {
        give_name(folder, &store.instance_id().await.map_err(failed)?)?;
    }
    store.has_named_photos_folder().await.map_err(failed)?;
    let opened = LocalFileSystem::new_with_prefix(folder).map_err(|cause| ServerError::Io {
        deed: "open the folder",
        path: folder.to_owned(),
        cause: cause.into(),
    })?;
    Ok(Arc::new(opened))
}

/// Whether the folder carries this clinic's name; a new clinic's does not yet. Database
/// and folder know each other, so that nobody works on another clinic's photos, or on the
/// empty place where a shared folder is not mounted.
///
/// # Errors
/// The folder is another clinic's, or not the one that the database was used with.
pub async fn is_named(place: &Place, store: &Store) -> Result<bool, ServerError> {
    let folder = place.photos();
    let failed = |cause| store_failed(place, cause);
    let instance = store.instance_id().await.map_err(failed)?;
    match name_of(folder)? {
        Some(name) if name == instance => Ok(true),
        Some(_) => Err(ServerError::PhotosOfAnother(folder.to_owned())),
        None if store.has_photos_folder().await.map_err(failed)? => {
            Err(ServerError::PhotosMissing(folder.to_owned()))
        }
        None => Ok(false),
    }
}

fn name_of(folder: &Path) -> Result<Option<String>, ServerError> {
    let path = folder.join(NAME);
    match fs::read_to_string(&path) {
        Ok(name) => Ok(Some(name.trim().to_owned())),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(ServerError::Io { deed: "read", path, cause }),
    }
}

/// Names the folder; of two clinics that try at once, one has it.
fn give_name(folder: &Path, instance: &str) -> Result<(), ServerError> {
    let path = folder.join(NAME);
    let written =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).and_then(
            |mut file| {
                file.write_all(instance.as_bytes())?;
                file.sync_all()
            },
        );
    match written {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => match name_of(folder)? {
            Some(name) if name == instance => Ok(()),
            Some(_) | None => Err(ServerError::PhotosOfAnother(folder.to_owned())),
        },
        Err(cause) => Err(ServerError::Io { deed: "write", path, cause }),
    }
}

/// Makes a folder that only its owner may enter; one that exists stays as it is.
///
/// # Errors
/// The folder cannot be made.
pub fn make_private(folder: &Path) -> Result<(), ServerError> {
    let failed =
        |cause| ServerError::Io { deed: "make the folder", path: folder.to_owned(), cause };
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_dir_all(parent).map_err(failed)?;
    }
    DirBuilder::new().mode(0o700).create(folder).map_err(failed)
}
