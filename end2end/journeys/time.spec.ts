import { Demo } from "../pages/demo";
import { pointer } from "../pages/hands";
import { Operator } from "../pages/operator";
import { fillDate, Step } from "../pages/step";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { stricter } from "../support/packs";
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

test("an operator publishes a stricter pack from a day on, sees whom it flips, and what is about to be signed is refused", async ({ server, patient, clinician, visitor, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.order("sildenafil 50 MG");

  const page = await visitor();
  const operator = new Operator(page);
  await new Demo(page).signInAs("Priya Raman");
  await operator.openPacks();
  await check(page, "packs");
  const main = page.getByRole("main");
  await operator.sendPack({ name: "notes.zip", mimeType: "application/zip", buffer: Buffer.from("no archive") });
  await operator.expectProblems(/not a ZIP archive/);
  await check(page, "packs-refused");
  await operator.openPack("In force");
  const inForce = page.url();
  const sent = await stricter(page, "9.9.9", "sildenafil-50");
  await operator.openPacks();
  await operator.sendPack(sent);
  await operator.expectHeading(/9\.9\.9/);
  const added = main.locator("details").filter({ hasText: "Added: us/recall/sildenafil-50" });
  await added.getByText("Added: us/recall/sildenafil-50").click();
  await expect(added.getByText("Recalled by its maker")).toBeVisible();
  await expect(added).toContainText("Everywhere (US)");
  await expect(added).toContainText("Prohibits");
  await expect(added).toContainText("This medicine was recalled. Please ask us about another one.");
  await expect(page.getByRole("row", { name: /sildenafil-50 California Permitted → Prohibited/ })).toContainText("us/recall/sildenafil-50");
  await check(page, "pack-draft");
  await operator.continue("Publish");
  await operator.expectProblems(/Say why it is published/);
  await fillDate(page.getByRole("group", { name: "From which day on" }), "2026-01-01", pointer);
  await page.getByLabel("Why").fill("The maker has recalled it.");
  await operator.continue("Publish");
  await operator.expectProblems(/Enter a day after today/);
  await check(page, "pack-publish-refused");
  await fillDate(page.getByRole("group", { name: "From which day on" }), "2031-01-01", pointer);
  await operator.continue("Publish");
  await operator.expectHeading("Packs");
  await expect(page.getByRole("row", { name: /9\.9\.9/ })).toContainText(/Begins January 1, 2031/);
  await expect(main).toContainText("The maker has recalled it.");
  await check(page, "packs-scheduled");

  // Ten days before it begins, the calendar of the rules tells it.
  const tenDays = 10 * 86_400_000_000;
  await server.database?.execute(`update publication set effective_at = published_at + ${tenDays} where number > 1`);
  await page.goto("/operator/rules");
  const soon = page.getByRole("region", { name: "What changes within 90 days" });
  const begins = soon.getByRole("listitem").filter({ hasText: "version 9.9.9" });
  await expect(begins).toContainText(/^\s*[A-Z][a-z]+ \d+, \d{4}: begins: The pack/);
  await check(page, "rules-soon");
  await begins.getByRole("link", { name: /version 9\.9\.9/ }).click();
  await operator.expectHeading(/9\.9\.9/);
  const clinicians = await clinician("Maya Okafor");
  await clinicians.open(ward.visit);
  await clinicians.expectOutcome("sildenafil 50 MG", "Permitted");

  // Its day comes while the order waits to be signed.
  await server.database?.execute("update publication set effective_at = published_at where number > 1");
  await chart.sign();
  await expect(chart.page.getByRole("main")).toContainText("The rules say something else now");
  await expect(chart.page.getByRole("main")).toContainText("The rules have changed since this was sent");
  await chart.expectOutcome("sildenafil 50 MG", "Not permitted");
  await check(chart.page, "chart-rules-changed");
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("Our rules have changed since you began");
  await expect(ward.page.getByRole("main")).toContainText("we cannot prescribe it to you");
  await check(ward.page, "visit-rules-changed");

  await page.goto(inForce);
  await expect(main).toContainText("Removed: us/recall/sildenafil-50");
  await expect(main).toContainText("Recalled: do not prescribe.");
  await page.getByLabel("Why").fill("The recall was a mistake.");
  await operator.continue("Publish");
  await operator.expectHeading("Packs");
  await chart.open(ward.visit);
  await expect(chart.page.getByText("The rules have changed since this was sent")).toHaveCount(0);
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");
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
