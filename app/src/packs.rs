//! Packs as files: the starter, embedded in the binary, and archives that somebody sends or takes.

use std::io::{Cursor, Read as _, Write as _};

use domain::pack::PackFile;
use include_dir::{Dir, include_dir};
use zip::{ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/packs/starter");

/// The most bytes that the files of a pack may have together, once unpacked.
pub const MOST: u64 = 8 * 1024 * 1024;
/// The most files that an archive may hold.
const MOST_FILES: usize = 1000;
/// The file that every pack has, at its root.
const ROOT: &str = "pack.toml";

/// Why an archive is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no ZIP archive, or damaged.
    #[error("the file is not a ZIP archive, or it is damaged")]
    Unreadable,
    /// It holds more than a pack may.
    #[error("the archive holds more than 8 MB or 1000 files: a pack has less")]
    TooLarge,
    /// A file of it is not text.
    #[error("the file `{0}` is not text in UTF-8: a pack has TOML and JSON only")]
    NotText(String),
    /// No folder in it is a pack.
    #[error("the archive holds no `pack.toml`: zip the folder that has it")]
    NoPack,
}

/// Every file of the starter pack, by its path inside the pack.
#[must_use]
pub fn starter_files() -> Vec<PackFile> {
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    files
}

fn collect(dir: &Dir<'_>, files: &mut Vec<PackFile>) {
    for file in dir.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.push(PackFile { path: path.to_owned(), text: text.to_owned() });
        }
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

/// The files of a pack in a ZIP archive, whether it holds the folder or what is in it. What
/// an editor or a system hides in a folder is left out.
///
/// # Errors
/// Why it is not taken.
pub fn unzipped(archive: &[u8]) -> Result<Vec<PackFile>, ArchiveError> {
    let mut archive =
        ZipArchive::new(Cursor::new(archive)).map_err(|_| ArchiveError::Unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(ArchiveError::TooLarge);
    }
    let (mut files, mut left) = (Vec::new(), MOST);
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| ArchiveError::Unreadable)?;
        let path = file.name().map_err(|_| ArchiveError::Unreadable)?.replace('\\', "/");
        let hidden = |part: &str| part.starts_with('.') || part == "__MACOSX";
        if file.is_dir() || path.split('/').any(hidden) {
            continue;
        }
        let mut bytes = Vec::new();
        let read = file.take(left + 1).read_to_end(&mut bytes);
        let length = read.map_err(|_| ArchiveError::Unreadable)?;
        left = left
            .checked_sub(u64::try_from(length).unwrap_or(u64::MAX))
            .ok_or(ArchiveError::TooLarge)?;
        let text = String::from_utf8(bytes).map_err(|_| ArchiveError::NotText(path.clone()))?;
        files.push(PackFile { path, text });
    }
    rooted(files).ok_or(ArchiveError::NoPack)
}

/// The files below the outermost folder that has a `pack.toml`, by their paths inside of it.
fn rooted(files: Vec<PackFile>) -> Option<Vec<PackFile>> {
    let folder = files
        .iter()
        .filter_map(|file| file.path.strip_suffix(ROOT))
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .min_by_key(|folder| folder.len())?
        .to_owned();
    let inside = |file: PackFile| {
        let path = file.path.strip_prefix(&folder)?.to_owned();
        Some(PackFile { path, ..file })
    };
    Some(files.into_iter().filter_map(inside).collect())
}

/// A ZIP archive of a pack: one folder of this name, ready to be changed.
///
/// # Errors
/// When the archive cannot be written.
pub fn zipped(folder: &str, files: &[PackFile]) -> Result<Vec<u8>, ZipError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        archive.start_file(format!("{folder}/{}", file.path), SimpleFileOptions::default())?;
        archive.write_all(file.text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests;
