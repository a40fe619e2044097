//! Files and folders that vanish unless they are kept.

use std::{
    fs::{self, DirBuilder, File},
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::BackupError;

/// A path of our own, removed with whatever is there when it goes out of scope.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// The path of a file beside `beside`, which does not exist yet.
    pub fn file(beside: &Path, suffix: &str) -> Result<Self, BackupError> {
        let mut name = beside.file_name().unwrap_or_default().to_owned();
        name.push(".");
        name.push(suffix);
        let path = beside.with_file_name(name);
        if path.exists() {
            return Err(BackupError::FileExists(path));
        }
        Ok(Self(path))
    }

    /// A new folder inside `parent` that only its owner may enter.
    pub fn folder(parent: &Path, name: &str) -> Result<Self, BackupError> {
        let path = parent.join(format!(".{name}"));
        DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .map_err(|cause| BackupError::io("make the folder", &path, cause))?;
        Ok(Self(path))
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Gives the file its name, and makes sure that it survives a power cut.
    pub fn keep_as(self, name: &Path) -> Result<(), BackupError> {
        let failed = |cause| BackupError::io("write", name, cause);
        fs::set_permissions(&self.0, fs::Permissions::from_mode(0o600)).map_err(failed)?;
        // A hard link never replaces a file that has come into being meanwhile.
        fs::hard_link(&self.0, name).map_err(failed)?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))
            .and_then(|folder| folder.sync_all())
            .map_err(failed)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let removed =
            if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
        // A path where nothing was made has nothing to remove.
        drop(removed);
    }
}
