import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

/** Bytes over the wire, headers included, from the first page of a new browser to the first question about health. */
const limit = 150_000;
/** The same for the rules: they come behind that question, so that they can answer it before anything is sent. */
const limitOfRules = 175_000;
/** Where `make bench` reads what was found. */
const results = fileURLToPath(new URL("../test-results/", import.meta.url));

test("what a browser loads before the first question about health weighs at most 150 KB", async ({ patient }) => {
  const ward = await patient();
  const session = await ward.page.context().newCDPSession(ward.page);
  const kinds = new Map<string, string>();
  const bytes = new Map<string, number>();
  /** What a request was made for, and in which order. */
  const files: string[] = [];
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    const file = new URL(response.url).pathname.split("/").pop() ?? "";
    kinds.set(requestId, type === "Document" ? "pages" : file);
    files.push(file);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "other";
    bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength);
  });
  await ward.reachQuestions(erections.condition);
  await expect(ward.page).toHaveURL(/\/steps\/1$/);
  await expect(ward.page.getByRole("main").getByRole("checkbox").first()).toBeEnabled();
  await ward.page.waitForLoadState("networkidle");

  const rows = [...bytes].sort(([, one], [, other]) => other - one);
  const isOfRules = ([kind]: [string, number]) => /^(chunk|split)_.*\.wasm$/.test(kind) || kind === "rules";
  const sum = (some: [string, number][]) => some.reduce((size, [, one]) => size + one, 0);
  const total = sum(rows.filter((row) => !isOfRules(row)));
  const rules = sum(rows.filter(isOfRules));
  const listed: [string, number][] = [...rows, ["before the first question", total], ["the rules, behind it", rules]];
  const lines = listed.map(([kind, size]) => `  ${kind.padEnd(28)} ${(size / 1000).toFixed(1)} KB`);
  await mkdir(results, { recursive: true });
  await writeFile(`${results}weight.txt`, `${lines.join("\n")}\n`);
  expect([...bytes.keys()].some((kind) => kind.endsWith(".wasm")), "the wizard was loaded too").toBe(true);
  expect(total, lines.join("\n")).toBeLessThanOrEqual(limit);
  expect(bytes.get("rules"), "the rules came, too").toBeGreaterThan(1_000);
  expect(rules, lines.join("\n")).toBeLessThanOrEqual(limitOfRules);
  const firstOfRules = files.findIndex((file) => isOfRules([file, 0]));
  expect(firstOfRules, "nothing of the rules comes before the wizard").toBeGreaterThan(files.indexOf("asynclinic.wasm"));
});
