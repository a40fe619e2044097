//! The starter pack, as it is shipped.

#![cfg(test)]

use std::{fs, path::Path};

use domain::{
    pack::{Pack, PackFile, RuleSlice},
    place::UsState,
    rules::{Effect, Jurisdiction, Rule},
};

fn files(folder: &Path, root: &Path, found: &mut Vec<PackFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, found);
        } else {
            let inside = path.strip_prefix(root).unwrap();
            let path_text = inside.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>();
            let text = fs::read_to_string(&path).unwrap();
            found.push(PackFile { path: path_text.join("/"), text });
        }
    }
}

fn starter() -> Vec<PackFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/starter");
    let mut found = Vec::new();
    files(&root, &root, &mut found);
    found
}

#[test]
fn the_starter_pack_is_accepted_as_a_whole() {
    let mut files = starter();
    let pack = Pack::read(&files).unwrap_or_else(|errors| panic!("{errors}"));
    files.reverse();
    assert_eq!(Pack::read(&files).unwrap().digest(), pack.digest());
    for state in UsState::ALL {
        let opens = |rule: &&Rule| {
            rule.jurisdiction == Jurisdiction::State(state) && rule.effect == Effect::Open
        };
        assert!(pack.rules().any(|rule| opens(&rule)), "{}", state.name());
    }
}

#[test]
fn a_nitrate_is_recognised_by_any_of_its_names() {
    let pack = Pack::read(&starter()).unwrap();
    for typed in [
        "Imdur",
        "imdur 30mg daily",
        "nitro spray",
        "poppers",
        "took some imdur last week",
        "Nitrostat 0.4 mg under the tongue",
        "isosorbide dinitrate",
        "amyl nitrite",
    ] {
        let recognition = pack.lexicon().recognise(typed);
        assert!(recognition.classes.contains("nitrate"), "{typed}: {recognition:?}");
    }
    let harmless = pack.lexicon().recognise("Metformin 500 mg twice a day");
    assert!(harmless.complete && harmless.classes.is_empty(), "{harmless:?}");
}

#[test]
fn a_slice_of_every_state_and_protocol_travels_as_json() {
    let pack = Pack::read(&starter()).unwrap();
    for state in UsState::ALL {
        for protocol in pack.protocols() {
            let slice = pack.slice(state, &protocol.id).unwrap();
            let json = serde_json::to_string(&slice).unwrap();
            assert_eq!(serde_json::from_str::<RuleSlice>(&json).unwrap(), slice);
        }
    }
}
