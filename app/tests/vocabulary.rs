//! Law and medicine live in packs: no medicine and no question is named in Rust.

#![cfg(test)]
#![cfg(feature = "ssr")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use app::packs::starter_files;
use domain::pack::{Pack, PackFile};

/// Every Rust source of the workspace that is not a test.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for room in ["app", "frontend", "server"] {
        collect(&root.join(room), &mut found);
    }
    assert!(found.len() > 100, "only {} sources were found", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            found.push((path, text));
        }
    }
}

/// The words between quotation marks.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// The starter pack with the third protocol, which exists for tests only.
fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third-protocol");
    let mut files = starter_files();
    let folders = fs::read_dir(root.join("protocols")).unwrap();
    for folder in folders.map(|entry| entry.unwrap().path()) {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(PackFile { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
    let pack = Pack::read(&files).unwrap();
    assert_eq!(pack.protocols().count(), 6);
    pack
}

#[test]
fn no_medicine_is_named_in_a_rust_source() {
    let pack = pack();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for protocol in pack.protocols() {
        for medication in &protocol.formulary {
            names.extend([medication.id.to_string(), medication.ingredient.to_lowercase()]);
            names.insert(medication.plain_name.to_lowercase());
        }
    }
    let names_of = |entry: &domain::medication::LexiconEntry| entry.names.clone();
    names.extend(pack.lexicon().entries().flat_map(names_of));
    assert!(names.len() > 500, "only {} names", names.len());
    for (path, text) in sources() {
        for literal in literals(&text).map(str::to_lowercase) {
            let words: BTreeSet<&str> =
                literal.split(|letter: char| !letter.is_alphanumeric() && letter != '-').collect();
            for name in &names {
                let named = if name.contains(' ') {
                    literal.contains(name.as_str())
                } else {
                    words.contains(name.as_str())
                };
                assert!(!named, "{} names the medicine `{name}`", path.display());
            }
        }
    }
}

#[test]
fn no_question_is_named_in_a_rust_source() {
    let pack = pack();
    let questions: BTreeSet<String> = pack
        .protocols()
        .flat_map(|protocol| protocol.questionnaire.pages.iter())
        .flat_map(|page| {
            let items = page.items.iter().map(|item| item.link_id.to_string());
            items.chain([page.link_id.to_string()])
        })
        .collect();
    assert!(questions.len() > 60, "only {} questions", questions.len());
    for (path, text) in sources() {
        for literal in literals(&text) {
            assert!(!questions.contains(literal), "{} names `{literal}`", path.display());
        }
    }
}
