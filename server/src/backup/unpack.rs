//! Reading a backup, and believing nothing in it before its digest is checked.

use std::{
    collections::BTreeMap,
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Component, Path},
};

use tar::{Archive, EntryType};

use super::{
    BackupError,
    manifest::{DATABASE, Entry, FORMAT, Hashing, MANIFEST, Manifest, PHOTOS},
};

/// The longest list of contents that is read, in bytes.
const LONGEST_MANIFEST: u64 = 1 << 30;

/// Unpacks the archive into an empty folder and checks every file against the
/// manifest.
///
/// # Errors
/// An archive that is cut short, damaged, or holds what does not belong there.
pub fn read(path: &Path, into: &Path) -> Result<Manifest, BackupError> {
    let failed = |cause| BackupError::io("read", path, cause);
    let mut archive = Archive::new(io::BufReader::new(File::open(path).map_err(failed)?));
    let mut unpacked = BTreeMap::new();
    let mut manifest = None;
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let name = entry.path().map_err(failed)?.to_string_lossy().into_owned();
        if manifest.is_some() || entry.header().entry_type() != EntryType::Regular {
            return Err(BackupError::Foreign(name));
        }
        if name == MANIFEST {
            let mut text = Vec::new();
            entry.by_ref().take(LONGEST_MANIFEST).read_to_end(&mut text).map_err(failed)?;
            manifest = Some(serde_json::from_slice::<Manifest>(&text)?);
        } else {
            let found = unpack(&mut entry, &name, into)?;
            if unpacked.insert(name.clone(), found).is_some() {
                return Err(BackupError::Foreign(name));
            }
        }
    }
    let manifest = manifest.ok_or_else(|| BackupError::CutShort(path.to_owned()))?;
    compare(&manifest, unpacked)?;
    Ok(manifest)
}

fn unpack(entry: &mut impl io::Read, name: &str, into: &Path) -> Result<Entry, BackupError> {
    if !belongs(name) {
        return Err(BackupError::Foreign(name.to_owned()));
    }
    let target = into.join(name);
    let failed = |cause| BackupError::io("write", &target, cause);
    if let Some(folder) = target.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&target)
        .map_err(failed)?;
    let mut reader = Hashing::new(entry);
    io::copy(&mut reader, &mut file).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(reader.entry(name.to_owned()))
}

/// The database, or a file below the photos' folder, by a path that leads nowhere else.
fn belongs(name: &str) -> bool {
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let below_photos = name
        .strip_prefix(PHOTOS)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|rest| !rest.is_empty());
    plain && (name == DATABASE || below_photos)
}

fn compare(manifest: &Manifest, mut unpacked: BTreeMap<String, Entry>) -> Result<(), BackupError> {
    if manifest.format != FORMAT {
        return Err(BackupError::Format { found: manifest.format, known: FORMAT });
    }
    for entry in &manifest.files {
        if unpacked.remove(&entry.path).as_ref() != Some(entry) {
            return Err(BackupError::Damaged(entry.path.clone()));
        }
    }
    match unpacked.into_keys().next() {
        Some(name) => Err(BackupError::Foreign(name)),
        None if manifest.files.iter().any(|entry| entry.path == DATABASE) => Ok(()),
        None => Err(BackupError::Damaged(DATABASE.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::archive::{Contents, write};
    use super::*;

    fn backup(folder: &Path) -> std::path::PathBuf {
        let photos = folder.join("photos-of-the-clinic/ab");
        fs::create_dir_all(&photos).unwrap();
        fs::write(photos.join("one.webp"), b"one").unwrap();
        fs::write(photos.join("two.webp#1"), b"half a phot").unwrap();
        fs::write(folder.join("copy"), b"rows").unwrap();
        let file = folder.join("clinic.tar");
        let contents = Contents {
            engine: "sqlite".to_owned(),
            made_at: "2026-11-23T00:00:00Z".to_owned(),
            database: folder.join("copy"),
            photos: folder.join("photos-of-the-clinic"),
        };
        assert_eq!(write(&file, &contents).unwrap(), 2);
        file
    }

    fn unpacked(folder: &Path, file: &Path) -> Result<Manifest, BackupError> {
        let into = folder.join("into");
        fs::create_dir(&into).unwrap();
        read(file, &into)
    }

    #[test]
    fn what_was_written_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = backup(folder.path());
        let manifest = unpacked(folder.path(), &file).unwrap();
        assert_eq!(manifest.engine, "sqlite");
        assert_eq!(fs::read(folder.path().join("into/database")).unwrap(), b"rows");
        assert_eq!(fs::read(folder.path().join("into/photos/ab/one.webp")).unwrap(), b"one");
        let files: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files, ["database", "photos/ab/one.webp"], "without what was on its way in");
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = backup(folder.path());
        let mut bytes = fs::read(&file).unwrap();
        let at = bytes.windows(4).position(|window| window == b"rows").unwrap();
        bytes[at] = b'R';
        fs::write(&file, bytes).unwrap();
        let error = unpacked(folder.path(), &file).unwrap_err();
        assert!(matches!(error, BackupError::Damaged(name) if name == "database"));
    }

    #[test]
    fn a_backup_without_its_end_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = backup(folder.path());
        let bytes = fs::read(&file).unwrap();
        // The first entry only: a header and one block.
        fs::write(&file, &bytes[..1024]).unwrap();
        let error = unpacked(folder.path(), &file).unwrap_err();
        assert!(matches!(error, BackupError::CutShort(_)), "{error}");
    }

    #[test]
    fn a_path_that_leads_elsewhere_does_not_belong() {
        for name in ["/etc/passwd", "photos/../../a", "../a", "photos", "photos/", "other/a", ""] {
            assert!(!belongs(name), "{name}");
        }
        for name in ["database", "photos/a", "photos/ab/one.webp"] {
            assert!(belongs(name), "{name}");
        }
    }
}
