import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

/** A file as the page's file field takes it. */
interface Sent {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Takes the files of the pack whose page is open, as its link gives them. */
async function taken(page: Page): Promise<Record<string, Uint8Array>> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Take its files as a ZIP" }).click();
  return unzipSync(await readFile(await (await download).path()));
}

/** The pack whose page is open, under another version and with a rule that bars one medicine, zipped again. */
export async function stricter(page: Page, version: string, medicine: string): Promise<Sent> {
  const files = await taken(page);
  const [head] = Object.keys(files).filter((path) => path.endsWith("/pack.toml"));
  if (head === undefined) throw new Error("the archive holds no pack.toml");
  const folder = head.slice(0, -"pack.toml".length);
  const text = strFromU8(files[head] ?? new Uint8Array());
  files[head] = strToU8(text.replace(/^version = .*$/m, `version = "${version}"`));
  files[`${folder}rules/recall.toml`] = strToU8(`
[[rule]]
id = "us/recall/${medicine}"
jurisdiction = "US"
title = "Recalled by its maker"
basis = "policy"
citation = "The clinic's own decision"
reviewed = 2026-11-28
confidence = "high"
medications = ["${medicine}"]
effect = "prohibit"
patient = "This medicine was recalled. Please ask us about another one."
clinician = "Recalled: do not prescribe."
`);
  return { name: `pack-${version}.zip`, mimeType: "application/zip", buffer: Buffer.from(zipSync(files)) };
}
