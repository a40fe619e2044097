// Wakes the islands of a page: loads the WASM, then hands each island to its function.
import start, * as wasm from "/pkg/asynclinic.js";

await start({ module_or_path: "/pkg/asynclinic.wasm" });
wasm.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  wasm[island.dataset.component]?.(island);
}
