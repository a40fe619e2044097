use domain::pack::Pack;

use super::*;

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        archive.start_file(*path, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_is_taken_can_be_sent_again_and_says_the_same() {
    let files = starter_files();
    let sent = unzipped(&zipped("starter-0.1.0", &files).unwrap()).unwrap();
    assert_eq!(Pack::read(&sent).unwrap().digest(), Pack::read(&files).unwrap().digest());
}

#[test]
fn a_folder_or_what_is_in_it_makes_no_difference_and_hidden_files_none() {
    let (pack, rules) = ("id = 1".as_bytes(), "".as_bytes());
    let inside = archive(&[("pack.toml", pack), ("rules/all.toml", rules)]);
    let whole = archive(&[
        ("mine/pack.toml", pack),
        ("mine/rules/all.toml", rules),
        ("mine/.DS_Store", &[0xFF]),
        ("__MACOSX/mine/._pack.toml", &[0xFF]),
        ("elsewhere/notes.txt", b"not of the pack"),
    ]);
    assert_eq!(unzipped(&inside).unwrap(), unzipped(&whole).unwrap());
    let paths: Vec<_> = unzipped(&whole).unwrap().into_iter().map(|file| file.path).collect();
    assert_eq!(paths, ["pack.toml", "rules/all.toml"]);
}

#[test]
fn what_is_no_pack_is_refused_in_words() {
    let large = vec![b' '; usize::try_from(MOST).unwrap() + 1];
    let many: Vec<String> = (0..=MOST_FILES).map(|number| format!("{number}.toml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|path| (path.as_str(), &[][..])).collect();
    for (sent, expected) in [
        (b"PK, but no more".to_vec(), "not a ZIP archive"),
        (archive(&[("notes.txt", b"hello")]), "holds no `pack.toml`"),
        (archive(&[("mypack.toml", b"hello")]), "holds no `pack.toml`"),
        (archive(&[("pack.toml", &[0xFF, 0xFE])]), "`pack.toml` is not text"),
        (archive(&[("pack.toml", &large)]), "more than 8 MB"),
        (archive(&many), "more than 8 MB or 1000 files"),
    ] {
        let error = unzipped(&sent).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
