import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Demo } from "../pages/demo";
import { Operator } from "../pages/operator";
import { expect, test } from "../support/fixtures";

const folder = fileURLToPath(new URL("../../app/domain/tests/cases/", import.meta.url));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Cases {
  base: Json;
  cases: { name: string; with: Record<string, Json> }[];
}

/** What a case of a file changes of its base, by JSON pointers (RFC 6901). */
function changed(base: Json, changes: Record<string, Json>): Json {
  const whole = structuredClone(base);
  for (const [pointer, value] of Object.entries(changes)) {
    const parts = pointer.split("/").slice(1);
    const last = parts.pop() ?? "";
    let place = whole as Record<string, Json>;
    for (const part of parts) place = place[part] as Record<string, Json>;
    place[last] = value;
  }
  return whole;
}

/** Every case that the reference has an answer to, by name. */
function everyCase(): [string, string][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const { base, cases } = JSON.parse(readFileSync(folder + name, "utf8")) as Cases;
      return cases.map((one): [string, string] => [`${name}: ${one.name}`, JSON.stringify(changed(base, one.with))]);
    });
}

test("the browser's WASM and the server give the same bytes for every case", async ({ visitor, check }) => {
  const page = await visitor();
  const operator = new Operator(page);
  await new Demo(page).signInAs("Priya Raman");
  await operator.openPacks();
  await operator.openPack("In force");
  await page.getByRole("link", { name: "Ask it about a case" }).click();
  await operator.expectHeading("Ask a pack about a case");
  await check(page, "trial");
  await page.getByRole("button", { name: "Decide" }).click();
  await expect(page.locator("#answer")).toContainText('"decisions"');
  await check(page, "trial-answered");

  const cases = everyCase();
  expect(cases.length).toBeGreaterThan(1000);
  const different = await page.evaluate(async (cases) => {
    const form = document.querySelector<HTMLFormElement>("#trial");
    const field = form?.querySelector<HTMLTextAreaElement>("textarea");
    if (!form || !field) throw new Error("the form is not there");
    const here = () => document.querySelector("[role=status] #answer")?.textContent ?? "";
    const asked = async (text: string, before: string): Promise<string> => {
      field.value = text;
      form.requestSubmit();
      for (let tries = 0; tries < 2000; tries += 1) {
        await new Promise((resume) => setTimeout(resume, 0));
        if (here() !== before) return here();
      }
      throw new Error(`no answer to ${text}`);
    };
    const posted = async (text: string): Promise<string> => {
      const body = new URLSearchParams({ case: text, unverified: "yes" });
      const answer = await fetch(form.action, { method: "POST", body });
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      return read.querySelector("#answer")?.textContent ?? "";
    };
    // What cannot be read stands between two cases, so that each answer is seen to be new.
    const refusal = await asked("no case", here());
    const different: string[] = [];
    for (const [name, text] of cases) {
      const inBrowser = await asked(text, refusal);
      const onServer = await posted(text);
      if (inBrowser !== onServer || !onServer.includes('"decisions"')) different.push(name);
      if ((await asked("no case", inBrowser)) !== refusal) different.push(`${name}: the refusal`);
    }
    return different;
  }, cases);
  expect(different).toEqual([]);
});
