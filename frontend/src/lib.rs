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
