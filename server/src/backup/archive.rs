//! Writing a backup.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use tar::{Builder, EntryType, Header};

use super::{
    BackupError,
    manifest::{DATABASE, Entry, FORMAT, Hashing, MANIFEST, Manifest, PHOTOS},
};

/// What goes into a backup.
pub struct Contents {
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// When, in UTC.
    pub made_at: String,
    /// A copy of the database that nobody writes to.
    pub database: PathBuf,
    /// The folder of photos and records; it may not exist yet.
    pub photos: PathBuf,
}

/// Writes the archive to a new file that only its owner may read; says how many files it holds.
///
/// # Errors
/// A file that cannot be read or written.
pub fn write(path: &Path, contents: &Contents) -> Result<usize, BackupError> {
    let failed = |cause| BackupError::io("write", path, cause);
    let file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let mut archive = Builder::new(io::BufWriter::new(file));
    let mut files = Vec::new();
    files.extend(append(&mut archive, &contents.database, DATABASE.to_owned())?);
    for (source, name) in photos(&contents.photos)? {
        files.extend(append(&mut archive, &source, name)?);
    }
    let count = files.len();
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: contents.engine.clone(),
        made_at: contents.made_at.clone(),
        files,
    };
    let text = serde_json::to_vec_pretty(&manifest)?;
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    archive.append_data(&mut header(length), MANIFEST, text.as_slice()).map_err(failed)?;
    let mut file = archive.into_inner().map_err(failed)?;
    file.flush().map_err(failed)?;
    file.get_ref().sync_all().map_err(failed)?;
    Ok(count)
}

/// Appends a file; `None` where it was removed since the folder was read.
fn append(
    archive: &mut Builder<io::BufWriter<File>>,
    source: &Path,
    name: String,
) -> Result<Option<Entry>, BackupError> {
    let failed = |cause| BackupError::io("back up", source, cause);
    let file = match File::open(source) {
        Ok(file) => file,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && name != DATABASE => {
            return Ok(None);
        }
        Err(cause) => return Err(failed(cause)),
    };
    let length = file.metadata().map_err(failed)?.len();
    let mut reader = Hashing::new(file);
    archive.append_data(&mut header(length), &name, &mut reader).map_err(failed)?;
    let entry = reader.entry(name);
    // The header has promised this length: photos are written once and never change.
    if entry.bytes == length { Ok(Some(entry)) } else { Err(BackupError::Damaged(entry.path)) }
}

fn header(length: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o600);
    header.set_size(length);
    header
}

/// Every file below the folder, with its name in the archive, in order. A file
/// that the object store is still writing has a `#` in its name, which no key
/// has: no row names it yet, and it may grow or go while it is read.
fn photos(folder: &Path) -> Result<Vec<(PathBuf, String)>, BackupError> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), PHOTOS.to_owned())];
    while let Some((folder, name)) = folders.pop() {
        let failed = |cause| BackupError::io("read the folder", &folder, cause);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(failed(cause)),
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let name = format!("{name}/{}", entry.file_name().to_string_lossy());
            if kind.is_dir() {
                folders.push((entry.path(), name));
            } else if kind.is_file() {
                if !name.contains('#') {
                    found.push((entry.path(), name));
                }
            } else {
                return Err(BackupError::Foreign(name));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
