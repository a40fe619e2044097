//! A backup of a running clinic, brought back elsewhere.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    clinic::{Caller, Clinic},
    database::Database,
    http::{get_as, post},
    running::{NO_MAIL, Server, complaint, folder, run, text, words},
};

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

/// How long a patient waits before the next visit. One address may begin 300 in
/// a quarter of an hour, which the quickest machine must not reach.
const PACE: Duration = Duration::from_millis(100);

/// Backs up while patients begin visits and send photos; the drafts that were
/// acknowledged before it began.
fn back_up_under_load(clinic: &Clinic, arguments: &[&str]) -> Vec<String> {
    let (stop, drafts, photos) = (AtomicBool::new(false), Mutex::default(), Mutex::new(0));
    let known = thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let cookie = clinic.sign_in(Caller::Visitor);
                while !stop.load(Ordering::Relaxed) {
                    let draft = clinic.begin(&cookie);
                    Vec::push(&mut drafts.lock().unwrap(), draft);
                    thread::sleep(PACE);
                }
            });
        }
        scope.spawn(|| {
            let cookie = clinic.sign_in(Caller::Patient);
            let photo = clinic.asked("POST", "/visits/{visit}/steps/{number}/photo");
            while !stop.load(Ordering::Relaxed) {
                assert_eq!(clinic.ask(&photo, &cookie).status, 303);
                *photos.lock().unwrap() += 1;
            }
        });
        let deadline = Instant::now() + Duration::from_secs(60);
        while (drafts.lock().unwrap().len() < 10 || *photos.lock().unwrap() < 1)
            && Instant::now() < deadline
        {
            thread::sleep(Duration::from_millis(20));
        }
        let known = drafts.lock().unwrap().clone();
        let output = run(arguments);
        stop.store(true, Ordering::Relaxed);
        assert!(output.status.success(), "{}", complaint(&output));
        known
    });
    let after = drafts.lock().unwrap().len();
    assert!(known.len() >= 10 && after > known.len(), "{} before, {after} after", known.len());
    known
}

#[test]
fn a_clinic_at_work_is_backed_up_and_started_elsewhere_with_its_visits_and_photos() {
    for (clinic, into) in
        [(Clinic::on_sqlite(), None), (Clinic::on_postgres(), Some(Database::on_postgres()))]
    {
        let elsewhere = folder();
        let (file, data) = (elsewhere.path().join("clinic.tar"), elsewhere.path().join("data"));
        let (from, url) = (clinic.database.url(), into.as_ref().map(Database::url));
        let mut backup = vec!["backup", text(&file), "--data", text(clinic.data.path())];
        let mut restore = vec!["restore", text(&file), "--data", text(&data)];
        if let Some(url) = &url {
            backup.extend(["--database-url", &from]);
            restore.extend(["--database-url", url]);
        }
        let known = back_up_under_load(&clinic, &backup);
        let output = run(&restore);
        assert!(output.status.success(), "{}", complaint(&output));

        let restored = into.unwrap_or_else(|| Database::in_folder(&data));
        let drafts = restored.texts("select id from encounter where state = 'draft'");
        for draft in &known {
            assert!(drafts.contains(draft), "{draft} was acknowledged before the backup began");
        }
        let keys = restored.texts("select object_key from photo");
        assert!(!keys.is_empty());
        for key in keys {
            assert!(data.join("photos").join(&key).is_file(), "{key} is on record");
        }
        let server = match &url {
            Some(url) => Server::demonstration_on(&data, url),
            None => Server::demonstration(&data),
        };
        read_through_the_site(&clinic, &server);
        server.stop();
    }
}

/// The visit and its photo are in the restored clinic what they were.
fn read_through_the_site(clinic: &Clinic, restored: &Server) {
    let (here, there) = (clinic.server.address, restored.address);
    let form = format!("account={}", clinic.account("Dale Hutchins"));
    let patients = [here, there].map(|to| post(to, "/demo/sign-in", "", &form).cookie());
    let visit = format!("/visits/{}", clinic.visit);
    let photo = format!("{visit}/photos/{}", clinic.photo);
    let visits = [get_as(here, &visit, &patients[0]), get_as(there, &visit, &patients[1])];
    assert_eq!(visits.each_ref().map(|answer| answer.status), [200, 200]);
    assert!(visits.iter().all(|answer| answer.text().contains("Hair loss")));
    let photos = [get_as(here, &photo, &patients[0]), get_as(there, &photo, &patients[1])];
    assert_eq!(photos.each_ref().map(|answer| answer.status), [200, 200]);
    assert!(photos[0].body == photos[1].body && !photos[0].body.is_empty());
    let form = format!("account={}", clinic.account("Daniel Reyes, DO"));
    let clinician = post(there, "/demo/sign-in", "", &form).cookie();
    let chart = get_as(there, &format!("/review/{}", clinic.visit), &clinician);
    assert_eq!(chart.status, 200);
    assert!(chart.text().contains("Dr. Reyes and I met on video last week"), "the answers");
}
