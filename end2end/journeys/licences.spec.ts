import type { Page } from "@playwright/test";
import { Demo } from "../pages/demo";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

const oregon = { state: "Oregon", city: "Portland", postalCode: "97201" };

test("two clinicians claim at once: exactly one has it, the other is told", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const charts = [await clinician("Maya Okafor"), await clinician("Hannah Lindqvist")];
  const queues = charts.map(({ page }) => new Queue(page));
  for (const queue of queues) await queue.open();
  await Promise.all(queues.map((queue) => queue.claim(queue.rowOf(ward.visit))));
  const says = (page: Page) => page.getByText(/Yours until|Somebody else has claimed it first/);
  const words = await Promise.all(charts.map(({ page }) => says(page).innerText()));
  expect(words.filter((word) => word.startsWith("Yours until")), words.join(" | ")).toHaveLength(1);
  const second = charts[words.findIndex((word) => word.startsWith("Somebody"))];
  if (!second) throw new Error("nobody was told to be second");
  await check(second.page, "queue-claimed-elsewhere");
  await second.open(ward.visit);
  await expect(second.decision).toContainText("Somebody else is working on it");
});

test("a clinician without a license for the state sees neither the row nor the chart", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient(oregon);
  await ward.submit(erections);
  for (const name of ["Maya Okafor", "Samuel Whitfield"]) {
    const chart = await clinician(name);
    const queue = new Queue(chart.page);
    await queue.open();
    await expect(queue.rowOf(ward.visit)).toHaveCount(0);
    if (name === "Samuel Whitfield") {
      await expect(chart.page.getByRole("main")).toContainText("Nothing is waiting");
      await check(chart.page, "queue-empty");
      await chart.page.getByRole("link", { name: "To do", exact: true }).click();
      await expect(chart.page.getByRole("main")).toContainText("No visit is left to hold");
      await check(chart.page, "worklist-empty");
    }
    await chart.open(ward.visit);
    await expect(chart.page.getByRole("heading", { level: 1 })).toHaveText("Your license does not cover this");
  }
});

test("a license that ends in the middle of a review leaves only giving back", async ({
  patient,
  clinician,
  visitor,
  check,
}) => {
  const ward = await patient(oregon);
  await ward.submit(erections);
  const chart = await clinician("Hannah Lindqvist");
  await chart.open(ward.visit);
  await chart.claim();
  const part = await chart.openPart("Decline");
  await part.getByLabel("Reason").selectOption({ label: "Heart check first" });
  await part.getByLabel("Words to the patient").fill("Words that must not be lost.");

  const operator = await visitor();
  await new Demo(operator).signInAs("Priya Raman");
  await check(operator, "operator");
  await setLicence(operator, "Suspended", check);
  try {
    await part.getByRole("button", { name: "Review and decline" }).click();
    const main = chart.page.getByRole("main");
    await expect(main).toContainText("You can only give it back");
    await expect(main).toContainText("Words that must not be lost.");
    await check(chart.page, "chart-licence-ended");
    await chart.open(ward.visit);
    await expect(main).toContainText("You can only give it back");
    await expect(main).not.toContainText(ward.person.name);
    await main.getByRole("button", { name: "Give it back" }).click();
    await expect(chart.page.getByRole("heading", { level: 1 })).toHaveText(/^Queue/);
    await expect(new Queue(chart.page).rowOf(ward.visit)).toHaveCount(0);
    await ward.visits.open();
    await ward.visits.expectStatus(erections.condition, "Waiting for a clinician");
  } finally {
    await setLicence(operator, "Active");
  }
});

/** Has the operator change the status of Hannah Lindqvist's licence for Oregon. */
async function setLicence(
  operator: Page,
  status: string,
  check?: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await operator.goto("/operator");
  await operator.getByRole("link", { name: /Hannah Lindqvist/ }).click();
  await check?.(operator, "operator-clinician");
  await operator.getByRole("link", { name: "Change the license for Oregon" }).click();
  await check?.(operator, "operator-licence");
  await operator.getByRole("radio", { name: status, exact: true }).check();
  await operator.getByRole("button", { name: "Save" }).click();
  await expect(operator.getByRole("row", { name: /Oregon/ })).toBeVisible();
}
