//! What may be sent as a photo or a page of a record: the browser and the
//! server go by the same limit and the same words.

/// The most bytes of one file: 15 MB.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;

/// The media types that are read. Named one by one, so that telephones convert
/// what they store (an iPhone its HEIC) before they send it.
pub const TYPES: &str = "image/jpeg,image/png,image/webp";

/// What somebody is told who sends more than [`MAX_BYTES`].
pub const TOO_LARGE: &str =
    "The file is larger than 15 MB. Send a smaller one, or take the photo again";
