import { expect, test } from "@playwright/test";
import { Questions } from "../pages/questions";

// The reader of questionnaires, held against small pages of the same shape as ours.

const radios = (name: string, legend: string, options: string[], more = "") =>
  `<fieldset ${more}><legend>${legend}</legend>${options
    .map((option, at) => `<input type="radio" name="${name}" id="${name}${at}"><label for="${name}${at}">${option}</label>`)
    .join("")}</fieldset>`;

const text = (name: string, label: string) => `<label for="${name}">${label}</label><input name="${name}" id="${name}">`;

const pages: Record<string, string> = {
  "/1": `<h1>Health</h1><form action="/2">
    ${radios("well", "Are you ill?", ["Yes", "No"])}
    ${radios("smoke", "Do you smoke?", ["Yes", "No"], `onchange="document.getElementById('more').hidden = !smoke0.checked"`)}
    <div id="more" hidden>${radios("much", "How much?", ["Some", "A lot"])}</div>`,
  "/2": `<h1>Tests</h1><form action="/3">
    ${text("weight", "Weight")} ${text("note", "A note (optional)")}
    <fieldset><legend>Date of the test</legend>${["Month", "Day", "Year"].map((part) => text(part, part)).join("")}</fieldset>
    <fieldset><legend>Your medicines</legend><input aria-label="Line 1" name="m"><input aria-label="Line 2" name="m"></fieldset>`,
  "/3": "<h1>The end</h1><form>",
};

test.beforeEach(async ({ page }) => {
  await page.route("**/*", (route) => {
    const body = pages[new URL(route.request().url()).pathname] ?? "";
    return route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<!doctype html><main>${body}<button>Continue</button></form></main>`,
    });
  });
  await page.goto("http://127.0.0.1:9/1");
});

test("every question is answered, one that appears on the way included", async ({ page }) => {
  const questions = new Questions(page);
  const sent: string[] = [];
  page.on("request", (request) => sent.push(decodeURIComponent(new URL(request.url()).search)));
  const headings: string[] = [];
  await questions.answerUntil(
    "The end",
    {
      "Do you smoke?": "Yes",
      "How much?": "A lot",
      Weight: "80",
      "Date of the test": "2026-04-02",
      "Your medicines": ["one", "two"],
    },
    async (heading) => void headings.push(heading),
  );
  expect(headings).toEqual(["Health", "Tests"]);
  expect(sent).toContain("?weight=80&note=&Month=4&Day=2&Year=2026&m=one&m=two");
});

test("a question without an answer is named", async ({ page }) => {
  const answers = { "Do you smoke?": "Yes" };
  await expect(new Questions(page).answerUntil("The end", answers)).rejects.toThrow(/no answer to “How much\?”/);
});
