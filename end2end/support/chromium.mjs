// Which Chromium the journeys drive. Run by itself, it prints the path, and fails where there is none.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium as playwright } from "@playwright/test";

// The one without a window draws the same pages in two thirds of the time.
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser that `CHROMIUM` names; else the machine's own; else the one that Playwright downloaded.
 * @returns {string}
 */
export function chromium() {
  const named = process.env["CHROMIUM"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = named
    ? [named]
    : [...folders.flatMap((folder) => names.map((name) => join(folder, name))), playwright.executablePath()];
  const found = candidates.find(runs);
  if (!found) throw new Error(`no Chromium: looked for ${named ?? `${names.join(", ")} and Playwright's own`}`);
  return found;
}

/** What keeps Chromium from reaching for its maker's services, and lets it start as root and without a screen. */
export const flags = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) console.log(chromium());
