//! Photos and pages that patients send: decoded with limits, turned upright,
//! made smaller where they are huge, and encoded anew, so that no metadata
//! (EXIF, XMP, GPS) and nothing hidden behind the picture is kept.

pub mod sample;

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

/// The most bytes of one file: 15 MB.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;
/// The longest edge that is read, in pixels.
const MAX_EDGE_READ: u32 = 12_000;
/// The longest edge that is kept, in pixels.
const MAX_EDGE_KEPT: u32 = 2_400;
/// The shortest edge that still shows something, in pixels.
const MIN_EDGE: u32 = 200;
/// The most memory that decoding may take.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// The quality of the JPEG that is kept, of 100.
const QUALITY: u8 = 85;

/// A picture made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// A baseline JPEG without metadata.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Why a file is not taken, in the patient's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// No file was chosen, or it is empty.
    #[error("Choose a photo first")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("The file is larger than 15 MB. Send a smaller one, or take the photo again")]
    TooLarge,
    /// A PDF.
    #[error("We cannot read PDF files. Take a photo or a screenshot of the page and send that")]
    Pdf,
    /// None of JPEG, PNG and WebP.
    #[error("This is not a photo that we can read. Send a JPEG, PNG or WebP file")]
    Type,
    /// It says that it is a picture, and is not one, or is cut off.
    #[error("The photo is broken or cut off. Send it again, or take a new one")]
    Broken,
    /// Too many pixels.
    #[error("The photo has too many pixels. Send a smaller one")]
    TooManyPixels,
    /// Too few pixels.
    #[error("The photo is too small to see anything. Take a new one with your camera")]
    TooSmall,
}

/// Reads a file that somebody sent, and makes the picture anew.
///
/// It takes memory and time: call it off the async threads.
///
/// # Errors
/// When it is not a JPEG, PNG or WebP picture within the limits.
pub fn read(bytes: &[u8]) -> Result<Picture, ImageError> {
    if bytes.is_empty() {
        return Err(ImageError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(ImageError::Pdf);
    }
    let format = image::guess_format(bytes).map_err(|_| ImageError::Type)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(ImageError::Type);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE_READ);
    limits.max_image_height = Some(MAX_EDGE_READ);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    if width.min(height) < MIN_EDGE {
        return Err(ImageError::TooSmall);
    }
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    image.apply_orientation(orientation);
    if image.width().max(image.height()) > MAX_EDGE_KEPT {
        image = image.resize(MAX_EDGE_KEPT, MAX_EDGE_KEPT, FilterType::Triangle);
    }
    let flat = image.into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&flat)
        .map_err(|error| refusal(&error))?;
    Ok(Picture { jpeg, width: flat.width(), height: flat.height() })
}

fn refusal(error: &image::ImageError) -> ImageError {
    match error {
        image::ImageError::Limits(_) => ImageError::TooManyPixels,
        image::ImageError::Unsupported(_) => ImageError::Type,
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::IoError(_) => ImageError::Broken,
    }
}

#[cfg(test)]
mod tests;
