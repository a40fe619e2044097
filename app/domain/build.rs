//! Marks a build by the sources of this crate: what the server sends to an island is read only
//! by an island of the same build.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    gather(Path::new("src"), &mut files)?;
    files.sort();
    let mut sources = DefaultHasher::new();
    for file in files {
        file.hash(&mut sources);
        fs::read(&file)?.hash(&mut sources);
    }
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rustc-env=DOMAIN_BUILD={:016x}", sources.finish());
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { gather(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
