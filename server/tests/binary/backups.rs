//! A backup of a running clinic, brought back elsewhere.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use crate::running::{NO_MAIL, Server, complaint, folder, run, text, words};

fn operator(data: &Path, email: &str) -> std::process::Output {
    run(&["admin", "create-operator", "--email", email, "--data", text(data)])
}

#[test]
fn a_running_clinic_is_backed_up_and_comes_back() {
    let folder = folder();
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let file = folder.path().join("clinic.backup");
    assert!(operator(&data, "ann@example.org").status.success());
    let server = Server::practice(&data, NO_MAIL);
    fs::create_dir_all(data.join("photos/ab")).unwrap();
    fs::write(data.join("photos/ab/front.webp"), b"a photo").unwrap();

    let output = run(&["backup", text(&file), "--data", text(&data)]);
    assert!(output.status.success(), "{}", complaint(&output));
    assert!(words(&output).contains("3 files"), "{}", words(&output));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(beside.len(), 2, "nothing but the data and the backup is left");
    server.stop();

    let output = run(&["restore", text(&file), "--data", text(&restored)]);
    assert!(output.status.success(), "{}", complaint(&output));
    assert_eq!(fs::read(restored.join("photos/ab/front.webp")).unwrap(), b"a photo");
    let again = operator(&restored, "ann@example.org");
    assert!(complaint(&again).contains("exists already"), "{}", complaint(&again));
    Server::practice(&restored, NO_MAIL).stop();
}

#[test]
fn a_backup_without_the_clinics_photos_is_refused() {
    let folder = folder();
    let (data, file) = (folder.path().join("data"), folder.path().join("clinic.backup"));
    Server::practice(&data, NO_MAIL).stop();
    let elsewhere = format!("file:{}", folder.path().join("elsewhere").display());
    let backup = ["backup", text(&file), "--data", text(&data)];
    let output = run(&[&backup[..], &["--photos", &elsewhere]].concat());
    assert!(complaint(&output).contains("were kept elsewhere"), "{}", complaint(&output));
    assert!(!file.exists());
    assert!(run(&backup).status.success());
}

#[test]
fn nothing_is_written_over() {
    let folder = folder();
    let data = folder.path().join("data");
    let file = folder.path().join("clinic.backup");
    assert!(operator(&data, "ann@example.org").status.success());
    assert!(run(&["backup", text(&file), "--data", text(&data)]).status.success());

    let output = run(&["backup", text(&file), "--data", text(&data)]);
    assert!(complaint(&output).contains("exists already"), "{}", complaint(&output));
    let output = run(&["restore", text(&file), "--data", text(&data)]);
    assert!(complaint(&output).contains("is not empty"), "{}", complaint(&output));
}

#[test]
fn a_damaged_backup_leaves_the_folder_empty() {
    let folder = folder();
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let file = folder.path().join("clinic.backup");
    assert!(operator(&data, "ann@example.org").status.success());
    assert!(run(&["backup", text(&file), "--data", text(&data)]).status.success());
    let mut bytes = fs::read(&file).unwrap();
    bytes[600] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let output = run(&["restore", text(&file), "--data", text(&restored)]);
    assert!(complaint(&output).contains("not as it was written"), "{}", complaint(&output));
    assert_eq!(fs::read_dir(&restored).unwrap().count(), 0);
}

#[test]
fn there_is_nothing_to_back_up_where_no_clinic_is() {
    let folder = folder();
    let file = folder.path().join("clinic.backup");
    let output = run(&["backup", text(&file), "--data", text(&folder.path().join("none"))]);
    assert!(complaint(&output).contains("there is no database"), "{}", complaint(&output));
    assert!(!file.exists());
}
