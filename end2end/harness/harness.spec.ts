import { expect, test } from "@playwright/test";
import { browserStorage, Canaries } from "../support/canary";
import { check } from "../support/check";
import { Guard } from "../support/guard";
import { LeftOpen } from "../support/left-open";

// A check that cannot fail proves nothing: these show that each of ours can.

const page = (body: string, style = "") => `<!doctype html>
<html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark } ${style}</style></head><body><main><h1>A page</h1>${body}</main></body></html>`;

test("a sound page passes", async ({ page: tab }) => {
  await tab.goto(`data:text/html,${encodeURIComponent(page("<p>Some words.</p>"))}`);
  await check(tab, "harness");
  expect(tab.viewportSize()).toEqual({ width: 1280, height: 720 });
});

test("a field without a label is found", async ({ page: tab }) => {
  await tab.setContent(page("<input>"));
  await expect(check(tab, "harness")).rejects.toThrow(/label/);
});

test("contrast under 7:1 is found, also where only the dark colors have it", async ({ page: tab }) => {
  await tab.setContent(page("<p>Faint.</p>", "@media (prefers-color-scheme: dark) { p { color: #777 } }"));
  await expect(check(tab, "harness")).rejects.toThrow(/color-contrast/);
});

test("where only the light colors are asked for, the dark ones are left alone", async ({ page: tab }) => {
  await tab.setContent(page("<p>Faint.</p>", "@media (prefers-color-scheme: dark) { p { color: #777 } }"));
  await check(tab, "harness", { dark: false });
  await tab.setContent(page("<p>Faint.</p>", "p { color: #777 }"));
  await expect(check(tab, "harness", { dark: false })).rejects.toThrow(/color-contrast/);
});

test("what a journey leaves open is looked at once it ends, but for what was looked at before", async ({ page: tab }) => {
  const leftOpen = new LeftOpen();
  await tab.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: page("<input>") }));
  await tab.goto("http://127.0.0.1:9/");
  await expect(leftOpen.check([tab], {})).rejects.toThrow(/label/);
  await leftOpen.checked(tab);
  await leftOpen.check([tab], {});
  await tab.evaluate(() => document.body.append(document.createElement("input")));
  await expect(leftOpen.check([tab], {})).rejects.toThrow(/label/);
});

test("a page that scrolls sideways at 320 pixels is found", async ({ page: tab }) => {
  await tab.setContent(page("<p>Wide.</p>", "p { width: 350px }"));
  await expect(check(tab, "harness")).rejects.toThrow(/sideways/);
});

test.describe("with scripts disabled", () => {
  test.use({ javaScriptEnabled: false });

  test("a page is checked all the same, and none of its scripts runs", async ({ page: tab }) => {
    let body = page("<noscript><p>Shown.</p></noscript><script>document.body.innerHTML = '<input>'</script>");
    await tab.route("**/*", (route) => route.fulfill({ contentType: "text/html", body }));
    await tab.goto("http://127.0.0.1:9/");
    await check(tab, "harness");
    body = page("<noscript><input></noscript>");
    await tab.reload();
    await expect(check(tab, "harness")).rejects.toThrow(/label/);
  });
});

test("a canary is found in any case, and as a URL writes it", () => {
  const canaries = new Canaries();
  expect(() => canaries.expectNowhere({})).toThrow(/no canary was planted/);
  const word = canaries.plant();
  canaries.watch("12 Elm Street");
  canaries.expectNowhere({ "a log": "nothing", "a mail": "" });
  expect(() => canaries.expectNowhere({ "a log": `x${word.toLowerCase()}x` })).toThrow(/in a log/);
  expect(() => canaries.expectNowhere({ "an address": "/?line=12+elm+street" })).toThrow(/in an address/);
  expect(() => canaries.expectNowhere({ "an address": "/12%20Elm%20Street" })).toThrow(/in an address/);
});

test("the browser's storage is read, every kind of it", async ({ context, page: tab }) => {
  await tab.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: page("") }));
  await tab.goto("http://127.0.0.1:9/");
  await tab.evaluate(async () => {
    document.cookie = "jar=in-a-cookie";
    localStorage.setItem("key", "in-local-storage");
    sessionStorage.setItem("key", "in-session-storage");
    await (await caches.open("cache")).put("/kept", new Response("in-a-cache"));
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open("database", 1);
      opening.onerror = () => reject(opening.error);
      opening.onupgradeneeded = () => opening.result.createObjectStore("store").put("in-a-database", "key");
      opening.onsuccess = () => (opening.result.close(), resolve());
    });
  });
  const storage = await browserStorage(context);
  for (const kept of ["in-a-cookie", "in-local-storage", "in-session-storage", "in-a-cache", "in-a-database"]) {
    expect(storage).toContain(kept);
  }
});

test("another origin, a broken script and a 5xx do not pass the guard", async ({ context, page: tab }) => {
  const guard = new Guard(context, "http://127.0.0.1:9");
  await tab.route("**/*", (route) =>
    route.fulfill({ status: route.request().url().endsWith("/broken") ? 500 : 200, contentType: "text/html", body: page("") }),
  );
  await tab.goto("http://127.0.0.1:9/");
  guard.expectQuiet();
  const thrown = context.waitForEvent("weberror");
  await tab.evaluate(() => void setTimeout(() => { throw new Error("a broken script"); }));
  await thrown;
  await tab.goto("http://127.0.0.1:9/broken");
  await tab.goto("http://elsewhere.test/");
  const says = expect(() => guard.expectQuiet());
  says.toThrow(/a broken script/);
  says.toThrow(/500 from/);
  says.toThrow(/another origin/);
  expect(guard.urls).toContain("http://elsewhere.test/");
});
