//! The third protocol as the tests of the store and of the binary read it: its files among those
//! of the starter pack, and how somebody fills it in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::pack::{Pack, PackFile, Protocol};
use serde::Deserialize;

/// What each page posts, in order.
#[derive(Deserialize)]
pub struct Walk {
    pub page: Vec<Step>,
}

/// One page: the names and values that it posts.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    pub link_id: String,
    pub posts: Vec<(String, String)>,
}

/// The pack with the files of the third protocol among its own, and that protocol. `app` is the
/// folder of the crate `app`.
pub fn pack(app: &Path) -> (Pack, Protocol) {
    let (starter, third) = (app.join("packs/starter"), folder(app));
    let mut files = Vec::new();
    collect(&starter, &starter, &mut files);
    let before = Pack::read(&files).unwrap();
    collect(&third.join("protocols"), &third, &mut files);
    let pack = Pack::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    let new: Vec<&Protocol> =
        pack.protocols().filter(|one| before.protocol(&one.id).is_none()).collect();
    let [protocol] = new.as_slice() else { panic!("{} new protocols", new.len()) };
    let protocol = Protocol::clone(protocol);
    (pack, protocol)
}

/// How somebody fills it in.
pub fn walk(app: &Path) -> Walk {
    toml::from_str(&fs::read_to_string(folder(app).join("walk.toml")).unwrap()).unwrap()
}

fn folder(app: &Path) -> PathBuf {
    app.join("tests/third-protocol")
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<PackFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(PackFile { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
}
