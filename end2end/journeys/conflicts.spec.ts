import type { Page } from "@playwright/test";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

const plain = { javaScriptEnabled: false };

/** The status of the next form that this page posts. */
function status(page: Page): Promise<number> {
  return page.waitForResponse((response) => response.request().method() === "POST").then((response) => response.status());
}

test("where you are, changed in a second tab, is shown beside what was chosen here", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  await ward.reachQuestions(erections.condition);
  await page.goto(`/visits/${ward.visit}/place`);
  const other = await page.context().newPage();
  await other.goto(`/visits/${ward.visit}/place`);
  await other.getByLabel("The state you are in").selectOption({ label: "Washington" });
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other).not.toHaveURL(/place$/);
  await other.close();
  await page.getByLabel("The state you are in").selectOption({ label: "Oregon" });
  const answer = status(page);
  await intake.continue();
  expect(await answer).toBe(409);
  await expect(page.getByRole("definition").filter({ hasText: "Washington" })).toBeVisible();
  await expect(page.getByLabel("The state you are in")).toHaveValue("OR");
  await check(page, "place-changed-elsewhere");
});

test("who you are, changed in a second tab, is shown beside what was typed here", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  await ward.reachQuestions(erections.condition);
  await page.goto(`/visits/${ward.visit}/about`);
  const other = await page.context().newPage();
  await other.goto(`/visits/${ward.visit}/about`);
  await other.getByLabel("City").fill("Berkeley");
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other).not.toHaveURL(/about$/);
  await other.close();
  await page.getByLabel("City").fill("Alameda");
  const answer = status(page);
  await intake.continue();
  expect(await answer).toBe(409);
  await expect(page.getByRole("definition").filter({ hasText: "Berkeley" })).toBeVisible();
  await expect(page.getByLabel("City")).toHaveValue("Alameda");
  await check(page, "about-changed-elsewhere");
  await intake.continue();
  await page.goto(`/visits/${ward.visit}/about`);
  await expect(page.getByLabel("City")).toHaveValue("Alameda");
});

test("a correction that another tab made first is shown beside what was typed here", async ({ patient }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  const pharmacy = "Which pharmacy should get your prescription?";
  await ward.submit(erections);
  await ward.open();
  await page.getByText("Show your answers").click();
  await intake.change(pharmacy);
  const address = page.url();
  const other = await page.context().newPage();
  await other.goto(address);
  await other.getByLabel(pharmacy).fill("Harbor Drugs");
  await other.getByRole("button", { name: "Save the change" }).click();
  await expect(other).not.toHaveURL(address);
  await other.close();
  await page.getByLabel(pharmacy).fill("Old Town Apothecary");
  const answer = status(page);
  await intake.continue("Save the change");
  expect(await answer).toBe(409);
  await expect(page.getByRole("definition").filter({ hasText: "Harbor Drugs" })).toBeVisible();
  await expect(page.getByLabel(pharmacy)).toHaveValue("Old Town Apothecary");
});

test("a correction to a visit that was taken back in another tab is refused, and what was typed stays", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  const pharmacy = "Which pharmacy should get your prescription?";
  await ward.submit(erections);
  await ward.open();
  await page.getByText("Show your answers").click();
  await intake.change(pharmacy);
  const other = await page.context().newPage();
  await other.goto(`/visits/${ward.visit}`);
  await other.getByText("I want to take this back").click();
  await other.getByRole("button", { name: "Take this visit back" }).click();
  await expect(other.getByRole("main")).toContainText("You took it back");
  await other.close();
  await page.getByLabel(pharmacy).fill("Old Town Apothecary");
  const answer = status(page);
  await intake.continue("Save the change");
  expect(await answer).toBe(409);
  await expect(page.getByRole("main")).toContainText("This visit has ended");
  await expect(page.getByLabel(pharmacy)).toHaveValue("Old Town Apothecary");
  await check(page, "amend-ended");
});

test("a request is answered with scripts disabled, over a session that ended", async ({ patient, clinician }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.ask("Since when do you take it?");
  await ward.open();
  await page.getByLabel("Since when do you take it?").fill("Since the spring");
  await page.getByRole("radio", { name: "Yes, I am in California" }).check();
  await signOutElsewhere(page);
  await intake.continue("Send my answer");
  await ward.signIn();
  await expect(page.getByLabel("Since when do you take it?")).toHaveValue("Since the spring");
  await expect(page.getByRole("radio", { name: "Yes, I am in California" })).toBeChecked();
  await intake.continue("Send my answer");
  await expect(page.getByRole("main")).toContainText("Waiting for a clinician");
  await chart.open(ward.visit);
  await expect(chart.history).toContainText("Since the spring");
});

test("a move that was posted over a session that ended is kept until the new code", async ({ patient }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  await ward.submit(erections);
  await ward.open();
  await page.getByText("I am in another state now").click();
  await page.getByLabel("The state you are in now").selectOption({ label: "Washington" });
  await signOutElsewhere(page);
  await intake.continue("Tell the clinic");
  await ward.signIn();
  await expect(page.getByLabel("The state you are in now")).toHaveValue("WA");
});

/** Ends the session of this browser, as half an hour without a click does. */
async function signOutElsewhere(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto("/visits");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("link", { name: "Sign in" })).toBeVisible();
  await other.close();
}
