//! The WASM entry: wakes the islands of a page.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the WASM is there.
#[wasm_bindgen]
pub fn hydrate() {
    // The islands must be linked in, although nothing here names them.
    #[expect(unused_imports, reason = "links the islands")]
    use app::islands::{keys, upload, wizard};
    leptos::mount::hydrate_islands();
}

/// In no chunk, and loaded by nobody. The splitter gives each chunk its own part of the data, every part aligned; where
/// that takes more bytes than the linker's one segment had, it puts all of the data into the main module. This makes the
/// segment that much longer. Not zero: zeros take no bytes in a segment.
#[used]
static ROOM_TO_ALIGN_CHUNKS: [u8; 4096] = [1; 4096];
