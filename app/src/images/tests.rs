use std::time::Duration;

use image::{
    ExtendedColorType, ImageEncoder, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};

use super::*;
use crate::upload::MAX_BYTES;

fn png_of(pixels: &[u8], width: u32, height: u32, kind: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(pixels, width, height, kind).unwrap();
    bytes
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..width * height * 3).map(|byte| (byte % 251) as u8).collect();
    png_of(&pixels, width, height, ExtendedColorType::Rgb8)
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let pixels = vec![120; (width * height * 3) as usize];
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

const RED: [u8; 3] = [220, 20, 20];
const GREEN: [u8; 3] = [20, 180, 20];
const BLUE: [u8; 3] = [20, 20, 220];
const WHITE: [u8; 3] = [250, 250, 250];

/// Upright: red, green / blue, white.
const UPRIGHT: [[u8; 3]; 4] = [RED, GREEN, BLUE, WHITE];

/// 400 by 300 with four coloured corners, as a camera stores it that turned or
/// mirrored the scene so that this EXIF orientation makes it upright again.
fn stored(orientation: u16) -> Vec<u8> {
    // Top left, top right, bottom left, bottom right of what is stored.
    let [red, green, blue, white] = UPRIGHT;
    let corners = match orientation {
        2 => [green, red, white, blue],
        3 => [white, blue, green, red],
        4 => [blue, white, red, green],
        5 => [red, blue, green, white],
        6 => [green, white, red, blue],
        7 => [white, green, blue, red],
        8 => [blue, red, white, green],
        _ => UPRIGHT,
    };
    let image = RgbImage::from_fn(400, 300, |x, y| {
        Rgb(corners[usize::from(x >= 200) + 2 * usize::from(y >= 150)])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 95).encode_image(&image).unwrap();
    with_metadata(&jpeg, orientation)
}

/// The JPEG with an EXIF block (this orientation, a GPS pointer and a canary),
/// XMP, an ICC profile and a comment.
fn with_metadata(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend(orientation.to_be_bytes());
    exif.extend(b"\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
    exif.extend(b"\0\0\0\0\0\0GPSLatitude-canary");
    let mut bytes = jpeg[..2].to_vec();
    for (marker, content) in [
        (0xe1, exif.as_slice()),
        (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>canary</x:xmpmeta>"),
        (0xe2, b"ICC_PROFILE\0\x01\x01canary"),
        (0xed, b"Photoshop 3.0\0canary"),
        (0xfe, b"a comment: canary"),
    ] {
        bytes.extend([0xff, marker]);
        bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        bytes.extend(content);
    }
    bytes.extend(&jpeg[2..]);
    bytes
}

/// The markers of a JPEG and what stands behind its end.
fn segments(jpeg: &[u8]) -> (Vec<u8>, Vec<u8>) {
    assert_eq!(jpeg[..2], [0xff, 0xd8], "it begins as a JPEG");
    let (mut markers, mut at) = (Vec::new(), 2);
    loop {
        assert_eq!(jpeg[at], 0xff, "a marker stands at {at}");
        let marker = jpeg[at + 1];
        at += 2;
        if marker == 0xd9 {
            return (markers, jpeg[at..].to_vec());
        }
        markers.push(marker);
        at += usize::from(u16::from_be_bytes([jpeg[at], jpeg[at + 1]]));
        if marker == 0xda {
            // The pixels: a 0xff of theirs is followed by 0 or by a restart marker.
            while jpeg[at] != 0xff || matches!(jpeg[at + 1], 0 | 0xd0..=0xd7) {
                at += 1;
            }
        }
    }
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 3] {
    image::load_from_memory(&picture.jpeg).unwrap().into_rgb8().get_pixel(x, y).0
}

fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < 25)
}

#[test]
fn every_orientation_of_exif_stands_upright() {
    for orientation in 1..=8 {
        let kept = read(&stored(orientation)).unwrap();
        let turned = orientation >= 5;
        let size = if turned { (300, 400) } else { (400, 300) };
        assert_eq!((kept.width, kept.height), size, "orientation {orientation}");
        let (right, bottom) = (kept.width - 40, kept.height - 40);
        for ((x, y), colour) in
            [(40, 40), (right, 40), (40, bottom), (right, bottom)].into_iter().zip(UPRIGHT)
        {
            let found = pixel(&kept, x, y);
            assert!(is_near(found, colour), "orientation {orientation} at {x}, {y}: {found:?}");
        }
    }
}

#[test]
fn an_orientation_that_does_not_exist_is_no_reason_to_refuse() {
    assert_eq!(read(&stored(99)).unwrap().width, 400);
}

#[test]
fn no_exif_xmp_gps_icc_or_comment_is_left_in_what_is_kept() {
    let sent = stored(6);
    assert!(sent.windows(6).any(|window| window == b"canary"));
    let kept = read(&sent).unwrap();
    let (markers, behind) = segments(&kept.jpeg);
    // APP0 is JFIF's; quantization, frame, Huffman tables, scan: nothing else.
    let expected = [0xe0, 0xdb, 0xc0, 0xc4, 0xda];
    assert!(markers.iter().all(|marker| expected.contains(marker)), "{markers:x?}");
    assert!(behind.is_empty());
    for word in [b"canary".as_slice(), b"Exif", b"ICC_PROFILE", b"ns.adobe.com"] {
        assert!(!kept.jpeg.windows(word.len()).any(|window| window == word));
    }
}

#[test]
fn what_hides_behind_a_picture_is_gone() {
    let hidden: [&[u8]; 3] =
        [b"PK\x03\x04 a whole archive", b"<html><script>alert(1)</script>", b"%PDF-1.7"];
    let jpeg = stored(1);
    for (tail, head) in hidden
        .into_iter()
        .flat_map(|tail| [jpeg.clone(), png(300, 300), webp(300, 300)].map(|head| (tail, head)))
    {
        let polyglot = [head.as_slice(), tail].concat();
        let kept = read(&polyglot).unwrap();
        assert!(!kept.jpeg.windows(tail.len()).any(|window| window == tail));
        assert!(segments(&kept.jpeg).1.is_empty());
    }
}

#[test]
fn what_is_no_picture_is_refused_in_words() {
    assert_eq!(read(b""), Err(ImageError::Empty));
    assert_eq!(read(b"%PDF-1.7 ..."), Err(ImageError::Pdf));
    assert_eq!(read(b"GIF89a\x01\0\x01\0"), Err(ImageError::Type));
    assert_eq!(read(b"<svg onload=alert(1)>"), Err(ImageError::Type));
    assert_eq!(read(b"<html><img src=x>"), Err(ImageError::Type));
    assert_eq!(read(b"PK\x03\x04"), Err(ImageError::Type));
    assert_eq!(read(&png(20, 20)), Err(ImageError::TooSmall));
    assert_eq!(read(&vec![0; MAX_BYTES + 1]), Err(ImageError::TooLarge));
}

#[test]
fn a_heic_photo_is_told_what_to_do() {
    for brand in ["heic", "heix", "mif1", "hevc"] {
        let file = format!("\0\0\0\x18ftyp{brand}\0\0\0\0");
        assert_eq!(read(file.as_bytes()), Err(ImageError::Heic), "{brand}");
    }
    assert_eq!(read(b"\0\0\0\x18ftypmp42\0\0\0\0"), Err(ImageError::Type));
    assert!(ImageError::Heic.to_string().starts_with("This is a HEIC photo"));
}

#[test]
fn a_file_cut_off_anywhere_is_refused_or_shows_what_is_there() {
    for whole in [stored(1), png(300, 300), webp(300, 300)] {
        for part in 0..12 {
            let cut = &whole[..whole.len() * part / 12];
            if let Err(error) = read(cut) {
                let known = [ImageError::Empty, ImageError::Type, ImageError::Broken];
                assert!(known.contains(&error), "{part} of 12: {error:?}");
            }
        }
    }
    assert_eq!(read(&png(300, 300)[..400]), Err(ImageError::Broken));
    assert_eq!(read(&webp(300, 300)[..30]), Err(ImageError::Broken));
}

/// The checksum of a PNG's chunk (ISO/IEC 15948, annex D).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

/// The picture's head, saying that it has this many pixels a side.
fn claiming(picture: &[u8], edge: u16) -> Vec<u8> {
    let mut bomb = picture.to_vec();
    if picture.starts_with(b"RIFF") {
        // VP8L: 14 bits each of width and height, less one, behind the byte 0x2f.
        let sides = u32::from(edge - 1) | u32::from(edge - 1) << 14;
        bomb[21..25].copy_from_slice(&sides.to_le_bytes());
    } else if picture.starts_with(b"\x89PNG") {
        bomb[16..20].copy_from_slice(&u32::from(edge).to_be_bytes());
        bomb[20..24].copy_from_slice(&u32::from(edge).to_be_bytes());
        let sum = checksum(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    } else {
        let frame = picture.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
        bomb[frame + 5..frame + 7].copy_from_slice(&edge.to_be_bytes());
        bomb[frame + 7..frame + 9].copy_from_slice(&edge.to_be_bytes());
    }
    bomb
}

#[test]
fn a_picture_of_too_many_pixels_is_refused_unread_whatever_its_format() {
    for edge in [7_200, 12_000, 16_000] {
        for picture in [stored(1), png(300, 300), webp(300, 300)] {
            assert_eq!(read(&claiming(&picture, edge)), Err(ImageError::TooManyPixels), "{edge}");
        }
    }
    let long = png_of(&vec![0; 12_001 * 200], 12_001, 200, ExtendedColorType::L8);
    assert_eq!(read(&long), Err(ImageError::TooManyPixels));
}

#[test]
fn the_pixels_of_one_picture_never_take_more_than_their_share() {
    // 25 million pixels of 8 bytes, where as many of 3 are taken.
    let deep = png_of(&vec![0; 300 * 300 * 8], 300, 300, ExtendedColorType::Rgba16);
    assert_eq!(read(&claiming(&deep, 5_000)), Err(ImageError::TooManyPixels));
    assert!(decode::memory(&claiming(&png(300, 300), 5_000)).is_ok());
    let share = u64::from(MEMORY_AT_ONCE) * 1024 * 1024;
    assert!(decode::memory(&claiming(&stored(1), 7_000)).unwrap() <= share, "the largest fits");
    let usual = decode::memory(&claiming(&stored(1), 3_500)).unwrap();
    assert!(usual * 4 <= share, "four usual ones fit at once");
}

#[test]
fn sixteen_bits_a_colour_are_taken() {
    let pixel_of = [0x8000_u16, 0x4000, 0xffff].map(u16::to_ne_bytes).concat();
    let pixels = pixel_of.repeat(300 * 200);
    let kept = read(&png_of(&pixels, 300, 200, ExtendedColorType::Rgb16)).unwrap();
    assert!(is_near(pixel(&kept, 150, 100), [128, 64, 255]));
}

#[test]
fn what_can_be_seen_through_becomes_white() {
    let clear = png_of(&vec![0; 300 * 200 * 4], 300, 200, ExtendedColorType::Rgba8);
    assert!(is_near(pixel(&read(&clear).unwrap(), 150, 100), [255, 255, 255]));
    let half = png_of(&[0, 0, 0, 128].repeat(300 * 200), 300, 200, ExtendedColorType::Rgba8);
    assert!(is_near(pixel(&read(&half).unwrap(), 150, 100), [127, 127, 127]));
    let grey = png_of(&[0, 0].repeat(300 * 200), 300, 200, ExtendedColorType::La8);
    assert!(is_near(pixel(&read(&grey).unwrap(), 150, 100), [255, 255, 255]));
}

#[test]
fn a_jpeg_for_print_keeps_its_colours() {
    // Cyan on the left, yellow on the right, in four inks.
    let kept = read(include_bytes!("fixtures/cmyk.jpg")).unwrap();
    assert_eq!((kept.width, kept.height), (240, 200));
    let [red, green, blue] = pixel(&kept, 40, 100);
    assert!(red < 60 && green > 180 && blue > 180, "cyan: {red} {green} {blue}");
    let [red, green, blue] = pixel(&kept, 200, 100);
    assert!(red > 180 && green > 180 && blue < 60, "yellow: {red} {green} {blue}");
}

#[test]
fn of_a_picture_that_moves_the_first_frame_is_kept() {
    let kept = read(include_bytes!("fixtures/animated.webp")).unwrap();
    assert!(is_near(pixel(&kept, 120, 100), [200, 30, 30]));
}

#[test]
fn a_huge_picture_is_made_smaller() {
    for ((width, height), kept) in [((3000, 300), (2400, 240)), ((9600, 400), (2400, 100))] {
        let pixels = vec![90; (width * height) as usize];
        let grey = read(&png_of(&pixels, width, height, ExtendedColorType::L8)).unwrap();
        assert_eq!((grey.width, grey.height), kept);
        assert!(is_near(pixel(&grey, 50, 50), [90, 90, 90]));
    }
}

#[tokio::test]
async fn a_decoder_that_panics_has_a_broken_file() {
    let panics = contained::<Picture>(|| panic!("a decoder's mistake")).await;
    assert_eq!(panics, Err(ImageError::Broken));
}

#[tokio::test]
async fn a_picture_waits_for_memory_that_others_have_taken() {
    let others = MEMORY.acquire_many(MEMORY_AT_ONCE).await.unwrap();
    let mut waiting = tokio::spawn(make_anew(png(300, 300)));
    let soon = tokio::time::timeout(Duration::from_millis(200), &mut waiting).await;
    assert!(soon.is_err(), "it waits");
    drop(others);
    assert_eq!(waiting.await.unwrap().unwrap().width, 300);
    let refused = make_anew(png(20, 20)).await;
    assert_eq!(refused, Err(ImageError::TooSmall), "what is refused needs none");
    let again = MEMORY.acquire_many(MEMORY_AT_ONCE).await;
    assert!(again.is_ok(), "all of it was given back");
}
