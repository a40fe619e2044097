//! The pack that is shipped.

use std::{fs, path::Path};

use domain::pack::{Pack, PackFile};

/// Its files, by their paths inside of it.
pub fn files() -> Vec<PackFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/starter");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found
}

/// The pack as a whole.
pub fn starter() -> Pack {
    Pack::read(&files()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<PackFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, found);
            continue;
        }
        let inside = path.strip_prefix(root).unwrap();
        let parts: Vec<_> = inside.iter().map(|part| part.to_str().unwrap()).collect();
        found.push(PackFile { path: parts.join("/"), text: fs::read_to_string(&path).unwrap() });
    }
}
