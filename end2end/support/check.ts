import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import axe, { type RunOptions } from "axe-core";

const folder = fileURLToPath(new URL("../screenshots/", import.meta.url));
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
/** The narrowest page that must not scroll sideways: WCAG 2.2, 1.4.10 (reflow), in CSS pixels. */
const narrowest = { width: 320, height: 640 };

interface Look {
  name: string;
  size: { width: number; height: number };
  colorScheme: "light" | "dark";
  /** Which rules the page is held against in this look: the markup is the same in all of them. */
  axe: "all" | "looks" | "none";
}

const looks: Look[] = [
  { name: "desktop-light", size: desktop, colorScheme: "light", axe: "all" },
  { name: "desktop-dark", size: desktop, colorScheme: "dark", axe: "none" },
  { name: "phone-light", size: phone, colorScheme: "light", axe: "none" },
  { name: "phone-dark", size: phone, colorScheme: "dark", axe: "looks" },
];

/**
 * WCAG 2.2 AA and axe's best practices, and the contrast of AAA (7:1): that rule leaves to the one of AA what is
 * under 4.5:1.
 */
const everyRule: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "color-contrast-enhanced": { enabled: true } },
  resultTypes: ["violations"],
};

/** What another size or other colours can break. */
const rulesOfLooks: RunOptions = {
  runOnly: {
    type: "rule",
    values: ["color-contrast", "color-contrast-enhanced", "link-in-text-block", "scrollable-region-focusable", "target-size"],
  },
  resultTypes: ["violations"],
};

/** How thoroughly a page is looked at. */
export interface Checks {
  /** Whether pictures are written: `<name>-<look>.png` for phone and desktop, light and dark. */
  screenshots?: boolean;
  /** Whether the dark colours are looked at, too. Default: true. */
  dark?: boolean;
}

/**
 * Holds a page against what every page owes: no violation of WCAG 2.2 AA, of axe's best practices or of 7:1 contrast,
 * in light and in dark, and no sideways scrolling at 320 pixels. The page is left at the size and in the colours it
 * came in.
 */
export async function check(page: Page, name: string, { screenshots = false, dark = true }: Checks = {}): Promise<void> {
  const size = page.viewportSize();
  if (screenshots) await mkdir(folder, { recursive: true });
  for (const look of looks) {
    const rules = dark || look.colorScheme === "light" ? look.axe : "none";
    if (rules === "none" && !screenshots) continue;
    await page.setViewportSize(look.size);
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    if (rules !== "none") {
      await withScripts(page, look.colorScheme, (scripted) => expectAccessible(scripted, `${name}, ${look.name}`, rules));
    }
    if (screenshots) {
      await picture(page, `${folder}${name}-${look.name}.png`);
    }
  }
  await page.setViewportSize(narrowest);
  await expectReflow(page, name);
  await page.emulateMedia({ colorScheme: null });
  if (size) await page.setViewportSize(size);
}

/** What violates a rule on the page as it stands now, one line for each place. */
async function expectAccessible(page: Page, name: string, rules: Look["axe"]): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const words = await page.evaluate(async (options) => {
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id} (${help}) at ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
    );
  }, rules === "all" ? everyRule : rulesOfLooks);
  expect(words, `accessibility of ${name}`).toEqual([]);
}

/**
 * Axe needs promises, which do not run where scripts are disabled. Such a page is looked at as a copy: the same markup
 * at the same address with the same cookies, in a context that has scripts but lets none of the page's own run.
 */
async function withScripts(page: Page, colorScheme: "light" | "dark", work: (page: Page) => Promise<void>): Promise<void> {
  if (!(await page.evaluate(() => matchMedia("(scripting: none)").matches))) return work(page);
  // What stands in <noscript> is shown on this page; a parser that has scripts would skip it.
  const body = (await page.content()).replaceAll(/<\/?noscript>/g, "");
  const context = await page.context().browser()?.newContext({
    javaScriptEnabled: true,
    storageState: await page.context().storageState(),
    viewport: page.viewportSize(),
    colorScheme,
  });
  if (!context) throw new Error("the page's context belongs to no browser");
  const copy = await context.newPage();
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'" };
  await copy.route(page.url(), (route) =>
    route.request().isNavigationRequest() ? route.fulfill({ body, headers }) : route.continue(),
  );
  await copy.goto(page.url());
  await work(copy);
  await context.close();
}

async function expectReflow(page: Page, name: string): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${name} scrolls sideways at ${narrowest.width} pixels`).toBeLessThanOrEqual(narrowest.width);
}

/** The whole page. A browser on a busy machine now and then cannot draw one: then once more. */
async function picture(page: Page, path: string): Promise<void> {
  const options = { path, fullPage: true, animations: "disabled" } as const;
  await page.screenshot(options).catch(() => page.screenshot(options));
}
