import { Demo } from "../pages/demo";
import { Step } from "../pages/step";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { daysAgo } from "../support/people";
import type { Server } from "../support/server";

// What time alone brings about. The database's owner puts the clock of one visit back; all else is as ever.

/** Takes the moments of this visit so many days into the past. */
async function age(server: Server, visit: string, days: number): Promise<void> {
  const by = days * 86_400_000_000;
  await server.database?.execute(
    `update encounter set attested_on = '${daysAgo(days)}', attested_at = attested_at - ${by}, ` +
      `created_at = created_at - ${by}, touched_at = touched_at - ${by} where id = '${visit}'`,
  );
}

test("whoever said more than a week ago where they are is asked again, and nothing is signed before", async ({ server, patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  await age(server, ward.visit, 8);
  await ward.open();
  await expect(ward.page.getByText("Are you still in California?")).toBeVisible();
  await check(ward.page, "visit-still-there");
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
  await check(chart.page, "chart-place-too-old");
  // It is still the answer to what was asked, although a clinician has claimed the visit since.
  await ward.page.getByRole("button", { name: "Yes, I am still in California" }).click();
  await expect(ward.page.getByText("Are you still in California?")).toHaveCount(0);
  await chart.open(ward.visit);
  await chart.expectOutcome("sildenafil 50 MG", "Permitted");
});

test("what nobody goes on with ends, and its patient sees that it did", async ({ server, patient, clinician, check }) => {
  const draft = await patient();
  await draft.reachQuestions(erections.condition);
  const asked = await patient();
  await asked.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(asked.visit);
  await chart.claim();
  await chart.ask("Since when?");
  await expect(chart.decision).toContainText("has not answered yet");
  await Promise.all([draft, asked].map(({ visit }) => age(server, visit, 40)));

  // The server looks for such visits twice a minute.
  await expect(async () => {
    for (const { visits } of [draft, asked]) await visits.open();
    await draft.visits.expectStatus(erections.condition, "Ended: not sent in time");
    await asked.visits.expectStatus(erections.condition, "Ended: no answer in time");
  }).toPass({ timeout: 90_000 });
  await check(draft.page, "visits-draft-ended");
  await asked.open();
  await expect(asked.page.getByRole("main")).toContainText("We asked you for more, and had no answer in time");
  await expect(asked.page.getByRole("main")).toContainText("Since when?");
  await expect(asked.page.getByRole("button", { name: "Send" })).toHaveCount(0);
  await check(asked.page, "visit-ended");
  // A step that was bookmarked leads to what became of it, not to nothing.
  await draft.page.goto(`/visits/${draft.visit}/steps/1`);
  await draft.intake.expectHeading("This was not sent in time, and has ended");
  await check(draft.page, "draft-ended");
});

test("a database that is gone is told in words, and what was typed is not lost by it", async ({ startServer, browser, check }) => {
  const server = await startServer();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await server.database?.drop();
  await page.getByLabel("What is your e-mail address?").fill("jonathan.ward@example.com");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Send me a code" }).click();
  expect((await answered).status()).toBe(503);
  await new Step(page).expectHeading("Sorry, something went wrong on our side");
  await expect(page.getByRole("main")).toContainText("What you have saved before is safe");
  await check(page, "refused-503");
  await context.close();
});

test("a form that was tampered with, and an address that takes no such request", async ({ visitor, check }) => {
  const page = await visitor();
  await page.goto("/");
  await page.locator("main form input[name=protocol]").first().evaluate((field: HTMLInputElement) => (field.value = "no-such"));
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.locator("main form button").first().click();
  expect((await answered).status()).toBe(400);
  await new Step(page).expectHeading("We could not read what was sent");
  await check(page, "refused-400");
  await new Demo(page).open();
  const response = await page.goto("/demo/sign-in");
  expect(response?.status()).toBe(405);
  await check(page, "refused-405");
});
