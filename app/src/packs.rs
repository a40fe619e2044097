//! The starter pack, embedded in the binary.

use domain::pack::PackFile;
use include_dir::{Dir, include_dir};

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/packs/starter");

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
