//! Photos and pages that patients send: decoded with limits, turned upright,
//! made smaller where they are huge, and encoded anew, so that no metadata
//! (EXIF, XMP, GPS) and nothing hidden behind the picture is kept.

mod decode;
pub mod sample;

use tokio::{sync::Semaphore, task::spawn_blocking};

pub use decode::read;

use crate::upload;

/// The quality of the JPEG that is kept, of 100.
const QUALITY: u8 = 85;
/// The memory that all decoding together may take, in MiB. One picture of the
/// most pixels that are read fits; of a telephone's usual twelve million, four.
const MEMORY_AT_ONCE: u32 = 640;

/// Who decodes takes as many permits as the picture will need MiB.
static MEMORY: Semaphore = Semaphore::const_new(MEMORY_AT_ONCE as usize);

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
    /// More than [`upload::MAX_BYTES`].
    #[error("{}", upload::TOO_LARGE)]
    TooLarge,
    /// A PDF.
    #[error("We cannot read PDF files. Take a photo or a screenshot of the page and send that")]
    Pdf,
    /// What an iPhone stores, unless it is told otherwise.
    #[error(
        "This is a HEIC photo, and we cannot read those. Make a screenshot of it and send that. \
         Or set your iPhone to JPEG (Settings, Camera, Formats, Most Compatible) and take the \
         photo again"
    )]
    Heic,
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

/// Reads a file that somebody sent, and makes the picture anew off the async
/// threads. It waits while others decode: memory is bounded for all together.
///
/// # Errors
/// When it is not a picture within the limits, or its decoder gives up on it.
pub async fn make_anew(bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Picture, ImageError> {
    let (bytes, need) = contained(move || {
        let need = decode::memory(bytes.as_ref())?;
        Ok((bytes, need))
    })
    .await?;
    let mebibytes = u32::try_from(need.div_ceil(1024 * 1024)).unwrap_or(u32::MAX);
    let share = MEMORY.acquire_many(mebibytes.min(MEMORY_AT_ONCE)).await;
    contained(move || {
        let _share = share;
        read(bytes.as_ref())
    })
    .await
}

/// Runs work that may panic: a decoder that does has been given a broken file.
async fn contained<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    spawn_blocking(work).await.unwrap_or(Err(ImageError::Broken))
}

#[cfg(test)]
mod tests;
