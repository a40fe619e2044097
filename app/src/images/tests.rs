use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};

use super::*;

fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..width * height * 3).map(|byte| (byte % 251) as u8).collect();
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// A JPEG with an EXIF block: orientation 6 (turn right), a GPS pointer, and a canary.
fn jpeg_with_exif(width: u32, height: u32) -> Vec<u8> {
    let plain = read(&png(width, height)).unwrap().jpeg;
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26");
    tiff.extend(b"\0\0\0\0");
    tiff.extend(b"\0\0\0\0\0\0GPSLatitude-canary");
    let mut exif = b"Exif\0\0".to_vec();
    exif.extend(tiff);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(length);
    bytes.extend(exif);
    bytes.extend(b"\xff\xe1\0\x24http://ns.adobe.com/xap/1.0/\0<x/>\0".get(..38).unwrap());
    bytes.extend(&plain[2..]);
    bytes
}

/// The markers of a JPEG up to its pixels, with the contents of each.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut found = Vec::new();
    let mut at = 2;
    while at + 4 <= jpeg.len() && jpeg[at] == 0xff {
        let marker = jpeg[at + 1];
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        found.push((marker, jpeg[at + 4..at + 2 + length].to_vec()));
        if marker == 0xda {
            break;
        }
        at += 2 + length;
    }
    found
}

#[test]
fn metadata_is_gone_and_the_picture_stands_upright() {
    let sent = jpeg_with_exif(400, 300);
    assert!(sent.windows(6).any(|window| window == b"canary"));
    let kept = read(&sent).unwrap();
    assert_eq!((kept.width, kept.height), (300, 400), "turned upright");
    let segments = segments(&kept.jpeg);
    assert!(segments.iter().all(|(marker, _)| !(0xe1..=0xef).contains(marker)), "no APP1..15");
    assert!(segments.iter().all(|(marker, _)| *marker != 0xfe), "no comment");
    assert!(!kept.jpeg.windows(6).any(|window| window == b"canary"));
}

#[test]
fn what_hides_behind_a_picture_is_gone() {
    let mut polyglot = png(300, 300);
    polyglot.extend(b"<script>alert(1)</script>PK\x03\x04");
    let kept = read(&polyglot).unwrap();
    assert!(!kept.jpeg.windows(8).any(|window| window == b"<script>"));
}

#[test]
fn what_is_no_picture_is_refused_in_words() {
    assert_eq!(read(b""), Err(ImageError::Empty));
    assert_eq!(read(b"%PDF-1.7 ..."), Err(ImageError::Pdf));
    assert_eq!(read(b"GIF89a\x01\0\x01\0"), Err(ImageError::Type));
    assert_eq!(read(b"<svg onload=alert(1)>"), Err(ImageError::Type));
    assert_eq!(read(&png(300, 300)[..400]), Err(ImageError::Broken));
    assert_eq!(read(&png(20, 20)), Err(ImageError::TooSmall));
    assert_eq!(read(&vec![0; MAX_BYTES + 1]), Err(ImageError::TooLarge));
}

#[test]
fn a_picture_that_claims_a_million_pixels_a_side_is_refused_unread() {
    let mut bomb = png(300, 300);
    bomb[16..20].copy_from_slice(&1_000_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&1_000_000_u32.to_be_bytes());
    assert!(matches!(read(&bomb), Err(ImageError::TooManyPixels | ImageError::Broken)));
}

#[test]
fn a_huge_picture_is_made_smaller() {
    let kept = read(&png(3000, 600)).unwrap();
    assert_eq!((kept.width, kept.height), (2400, 480));
}
