//! Reading one file: what it is, how much memory it needs, and its pixels.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use super::{ImageError, Picture, QUALITY};
use crate::upload::MAX_BYTES;

/// The longest edge that is read, in pixels.
const MAX_EDGE_READ: u32 = 12_000;
/// The most pixels that are read: the largest that telephones make of 15 MB.
const MAX_PIXELS: u64 = 50_000_000;
/// The most bytes that the pixels of one picture may take.
const MAX_DECODED: u64 = 160 * 1024 * 1024;
/// How many times its pixels a picture takes at worst: a progressive JPEG holds
/// its coefficients beside them, making smaller works with four floats a pixel.
const WORKING: u64 = 4;
/// The longest edge that is kept, in pixels.
const MAX_EDGE_KEPT: u32 = 2_400;
/// The shortest edge that still shows something, in pixels.
const MIN_EDGE: u32 = 200;
/// The brands of HEIF files (ISO/IEC 23008-12) that telephones write.
const HEIC_BRANDS: [&[u8; 4]; 8] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

/// How many bytes reading this file will take.
///
/// # Errors
/// When it is not a JPEG, PNG or WebP picture within the limits.
pub(super) fn memory(bytes: &[u8]) -> Result<u64, ImageError> {
    Ok(decoder(bytes)?.total_bytes().saturating_mul(WORKING))
}

/// Reads a file that somebody sent, and makes the picture anew.
///
/// It takes memory and time: see [`super::make_anew`].
///
/// # Errors
/// When it is not a JPEG, PNG or WebP picture within the limits.
pub fn read(bytes: &[u8]) -> Result<Picture, ImageError> {
    let mut decoder = decoder(bytes)?;
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    // Smaller first: turning copies the picture.
    let mut image = smaller(on_white(image));
    image.apply_orientation(orientation);
    let flat = image.into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&flat)
        .map_err(|error| refusal(&error))?;
    Ok(Picture { jpeg, width: flat.width(), height: flat.height() })
}

/// The file's own decoder, with its head read and found within the limits.
fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder, ImageError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE_READ);
    limits.max_image_height = Some(MAX_EDGE_READ);
    limits.max_alloc = Some(MAX_DECODED);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(bytes)?);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    // Not every decoder holds itself to the limit of memory.
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED {
        return Err(ImageError::TooManyPixels);
    }
    if width.min(height) < MIN_EDGE {
        return Err(ImageError::TooSmall);
    }
    Ok(decoder)
}

/// What the file is, by its first bytes: its name and its sender's word count for nothing.
fn format(bytes: &[u8]) -> Result<ImageFormat, ImageError> {
    if bytes.is_empty() {
        return Err(ImageError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(ImageError::Pdf);
    }
    if bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| HEIC_BRANDS.iter().any(|known| *known == brand))
    {
        return Err(ImageError::Heic);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(format),
        _ => Err(ImageError::Type),
    }
}

/// What can be seen through becomes white, as on paper; JPEG would make it black.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let mut image = image.into_rgba8();
    for pixel in image.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0.map(u16::from);
        let over = |part: u16| {
            u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over(red), over(green), over(blue), 255];
    }
    image.into()
}

/// At most as long as what is kept. The first step is a coarse one, so that the
/// fine one stays within [`WORKING`].
fn smaller(image: DynamicImage) -> DynamicImage {
    let longest = |image: &DynamicImage| image.width().max(image.height());
    let coarse = if longest(&image) > 2 * MAX_EDGE_KEPT {
        image.thumbnail(2 * MAX_EDGE_KEPT, 2 * MAX_EDGE_KEPT)
    } else {
        image
    };
    if longest(&coarse) > MAX_EDGE_KEPT {
        coarse.resize(MAX_EDGE_KEPT, MAX_EDGE_KEPT, FilterType::Triangle)
    } else {
        coarse
    }
}

pub(super) fn refusal(error: &image::ImageError) -> ImageError {
    match error {
        image::ImageError::Limits(_) => ImageError::TooManyPixels,
        image::ImageError::Unsupported(_) => ImageError::Type,
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::IoError(_) => ImageError::Broken,
    }
}
