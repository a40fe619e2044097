//! Photos as they are served: whatever stood in what was sent.

use std::{
    thread,
    time::{Duration, Instant},
};

use app::images::sample;

use crate::{
    clinic::{Asked, Caller, Clinic, id_after, photo_step, with_photo},
    database::Database,
    http::Answer,
    running::{Server, folder},
};

/// How long the server's chores may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The segments of a JPEG up to its picture data: each marker with what it holds.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    assert_eq!(jpeg[..2], [0xff, 0xd8], "a JPEG");
    let (mut at, mut segments) = (2, Vec::new());
    loop {
        assert_eq!(jpeg[at], 0xff, "a marker at {at}");
        let marker = jpeg[at + 1];
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        segments.push((marker, jpeg[at + 4..at + 2 + length].to_vec()));
        at += 2 + length;
        if marker == 0xda {
            return segments;
        }
    }
}

/// One segment of a JPEG.
fn segment(marker: u8, holds: &[u8]) -> Vec<u8> {
    let length = u16::try_from(holds.len() + 2).unwrap();
    [&[0xff, marker][..], &length.to_be_bytes(), holds].concat()
}

/// A photo as a telephone writes it, with where it was taken in every place there is.
fn with_secrets() -> Vec<u8> {
    let picture = sample::draw(sample::Subject::Scalp(2), 5).unwrap().jpeg;
    // TIFF: one directory with the entry GPSInfo, which leads to GPSLatitudeRef "N".
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    exif.extend(*b"\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0");
    exif.extend(*b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    exif.extend(*b"canary-exif");
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>canary-xmp</x:xmpmeta>".to_vec();
    [
        &picture[..2],
        &segment(0xe1, &exif),
        &segment(0xe1, &xmp),
        &segment(0xe2, b"ICC_PROFILE\0\x01\x01canary-icc"),
        &segment(0xed, b"Photoshop 3.0\08BIMcanary-iptc"),
        &segment(0xfe, b"canary-comment"),
        &picture[2..],
        b"<script>canary-behind</script>",
    ]
    .concat()
}

fn send(clinic: &Clinic, cookie: &str, file: &[u8]) -> Answer {
    let (kind, body) = with_photo(file);
    let good = clinic.asked("POST", "/visits/{visit}/steps/{number}/photo");
    clinic.ask(&Asked { kind, body, ..good }, cookie)
}

#[test]
fn a_served_photo_holds_the_picture_and_nothing_else_that_was_sent() {
    let clinic = Clinic::on_sqlite();
    let patient = clinic.sign_in(Caller::Patient);
    let sent = with_secrets();
    assert!(segments(&sent).iter().any(|(marker, _)| *marker == 0xe1), "the test's own photo");
    assert_eq!(send(&clinic, &patient, &sent).status, 303);

    let draft = &clinic.draft;
    let page = clinic.get(&format!("/visits/{draft}/steps/{}", photo_step()), &patient).text();
    let photo = id_after(&page, &format!("/visits/{draft}/photos/"), "the photo that was sent");
    let served = clinic.get(&format!("/visits/{draft}/photos/{photo}"), &patient);
    assert_eq!(served.status, 200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(served.header(name), Some(value));
    }
    // JFIF, tables, frame and scan: no application's segment but the first, no comment.
    for (marker, holds) in segments(&served.body) {
        let needed = matches!(marker, 0xdb | 0xc0 | 0xc4 | 0xda | 0xdd)
            || (marker == 0xe0 && holds.starts_with(b"JFIF\0"));
        assert!(needed, "a segment {marker:#x} of {} bytes", holds.len());
    }
    assert!(served.body.ends_with(&[0xff, 0xd9]), "nothing stands behind the picture");
    for secret in ["canary", "Exif", "ns.adobe.com", "Photoshop", "ICC_PROFILE"] {
        let found = served.body.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

#[test]
fn the_file_of_a_photo_that_nothing_named_for_a_week_is_deleted_and_no_other() {
    let data = folder();
    let database = Database::in_folder(data.path());
    Server::demonstration(data.path()).stop();
    let keys = database.texts("select object_key from photo order by object_key");
    let file = |key: &String| data.path().join("photos").join(key);
    assert!(keys.len() > 1 && keys.iter().all(|key| file(key).is_file()));
    let (gone, kept) = keys.split_first().unwrap();
    let named_by_nothing =
        format!("update photo set attached_at = null, created_at = 0 where object_key = '{gone}'");
    assert_eq!(database.execute(&named_by_nothing), 1);

    let _server = Server::demonstration(data.path());
    let deadline = Instant::now() + PATIENCE;
    while database.texts("select object_key from photo order by object_key") != kept {
        assert!(Instant::now() < deadline, "it stays on record");
        thread::sleep(Duration::from_millis(50));
    }
    assert!(!file(gone).exists());
    assert!(kept.iter().all(|key| file(key).is_file()));
}
