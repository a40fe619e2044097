//! Where photos and uploaded records are kept: a folder that only the server may read.

use std::{
    fs::{DirBuilder, create_dir_all},
    os::unix::fs::DirBuilderExt as _,
    path::Path,
    sync::Arc,
};

use object_store::{ObjectStore, local::LocalFileSystem};

use crate::ServerError;

/// Opens the folder, and makes it where it does not exist.
///
/// # Errors
/// The folder cannot be made or opened.
pub fn open(folder: &Path) -> Result<Arc<dyn ObjectStore>, ServerError> {
    make_private(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(|cause| ServerError::Io {
        deed: "open the folder",
        path: folder.to_owned(),
        cause: cause.into(),
    })?;
    Ok(Arc::new(store))
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
