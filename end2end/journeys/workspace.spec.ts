import type { Page } from "@playwright/test";
import { Chart } from "../pages/chart";
import { Demo } from "../pages/demo";
import { Patient } from "../pages/patient";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

const words = "Words that took a quarter of an hour.";

/** Fills in the form to decline, and does not send it. */
async function writeDecline(chart: Chart) {
  const part = await chart.openPart("Decline");
  await part.getByLabel("Reason").selectOption({ label: "Heart check first" });
  await part.getByLabel("Words to the patient").fill(words);
  return part;
}

/** The same clinician in another tab. */
async function anotherTab(page: Page): Promise<Chart> {
  return new Chart(await page.context().newPage());
}

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "with scripts disabled";
  test(`what was typed under a claim that is gone is filled in again once it is claimed, ${how}`, async ({
    patient,
    visitor,
    check,
  }) => {
    const ward = await patient();
    await ward.submit(erections);
    const page = await visitor({ javaScriptEnabled: scripts });
    await new Demo(page).signInAs("Maya Okafor");
    const chart = new Chart(page);
    await chart.open(ward.visit);
    await chart.claim();
    const part = await writeDecline(chart);
    const other = await anotherTab(page);
    await other.open(ward.visit);
    await other.release();
    await expect(other.page.getByRole("heading", { level: 1 })).toHaveText(/^Queue/);
    await other.page.close();

    await part.getByRole("button", { name: "Review and decline" }).click();
    await expect(chart.decision).toContainText("What you had written");
    await expect(chart.decision).toContainText(words);
    if (scripts) await check(page, "chart-claim-again");
    if (scripts) {
      await expect(async () => {
        await page.keyboard.press("c");
        await expect(chart.decision).toContainText("Yours until", { timeout: 1000 });
      }).toPass();
    } else {
      await chart.claim();
    }
    await expect(page.getByRole("main")).toContainText("It is yours again");
    expect(page.url()).not.toContain("Words");
    const again = chart.part("Decline");
    await expect(again).toHaveAttribute("open", "");
    await expect(again.getByLabel("Words to the patient")).toHaveValue(words);
    await again.getByRole("button", { name: "Review and decline" }).click();
    await page.getByRole("button", { name: "Decline", exact: true }).click();
    await expect(chart.decision).toContainText(words);
    await expect(page.getByRole("heading", { name: "Decided" })).toBeVisible();
  });
}

test("what a clinician posts after the session ended is kept, and stands in its chart after signing in", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  const part = await writeDecline(chart);
  const other = await anotherTab(chart.page);
  await other.page.goto("/review");
  await other.page.getByRole("button", { name: "Sign out" }).click();
  await expect(other.page.getByRole("link", { name: "Sign in" })).toBeVisible();
  await other.page.close();

  await part.getByRole("button", { name: "Review and decline" }).click();
  await expect(chart.page.getByRole("heading", { level: 1 })).toHaveText("Staff sign-in");
  await expect(chart.page.getByRole("main")).toContainText("What you typed is kept");
  await check(chart.page, "staff-sign-in-again");
  await new Demo(chart.page).signInAs("Maya Okafor");
  await expect(chart.page).toHaveURL(new RegExp(`/review/${ward.visit}$`));
  await expect(chart.page.getByRole("main")).toContainText("Nothing was sent");
  await expect(chart.part("Decline").getByLabel("Words to the patient")).toHaveValue(words);
  await check(chart.page, "chart-signed-in-again");
  await chart.page.reload();
  await expect(chart.part("Decline")).not.toHaveAttribute("open", "");
});

test("a link to a chart leads there after signing in, and nobody into what is not theirs", async ({ patient, visitor }) => {
  const ward = await patient();
  await ward.submit(erections);
  const page = await visitor();
  await page.goto(`/review/${ward.visit}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Staff sign-in");
  await new Demo(page).signInAs("Maya Okafor");
  await expect(page).toHaveURL(new RegExp(`/review/${ward.visit}$`));

  const office = await visitor();
  await office.goto(`/review/${ward.visit}`);
  await new Demo(office).signInAs("Priya Raman");
  await expect(office).toHaveURL(/\/operator$/);
});

test("a question that is too long is told at its field, and kept", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  const long = "Why? ".repeat(401);
  await chart.ask("Since when?", long);
  await expect(chart.page).toHaveTitle(/^Error: /);
  const part = chart.part("Ask the patient");
  await expect(part).toContainText("Write at most 2000 characters");
  await expect(part.getByLabel("Question 1")).toHaveValue("Since when?");
  await expect(part.getByLabel("Question 2")).toHaveValue(long);
  await check(chart.page, "chart-question-too-long");
  await part.getByLabel("Question 2").fill("And how often?");
  await part.getByRole("button", { name: "Send the questions" }).click();
  await expect(chart.decision).toContainText("has not answered yet");
});

test("a chart shows what was signed, and what the clinic did for the patient before", async ({
  patient,
  visitor,
  clinician,
  check,
}) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await expect(chart.history).toContainText(/telehealth, version/);
  await expect(chart.history).toContainText(`as ${ward.person.name}`);
  await expect(chart.page.getByRole("region", { name: "Earlier in this clinic" })).toHaveCount(0);
  await chart.decline("Heart check first", "Please have your heart looked at first.");

  const again = new Patient(await visitor(), ward.mailbox, ward.person);
  await again.submit(erections);
  await chart.open(again.visit);
  const past = chart.page.getByRole("region", { name: "Earlier in this clinic" });
  await expect(past).toContainText(erections.condition);
  await expect(past).toContainText("Please have your heart looked at first.");
  await check(chart.page, "chart-past");
});

test("the keys of the queue go from row to row and claim the one that was chosen", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const { page, decision } = await clinician("Maya Okafor");
  const queue = new Queue(page);
  await queue.open();
  const row = queue.rowOf(ward.visit);
  for (const said of ["47, male", "California"]) await expect(row).toContainText(said);
  const claim = row.getByRole("button", { name: /^Claim/ });
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(claim).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await expect(dialog).toContainText("Next row");
  await check(page, "queue-keys");
  await page.keyboard.press("c");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("?");
  await expect(dialog).toBeHidden();
  await claim.focus();
  await page.keyboard.press("c");
  await expect(decision).toContainText("Yours until");
});
