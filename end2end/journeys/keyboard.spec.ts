import { keyboard } from "../pages/hands";
import { Patient } from "../pages/patient";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { somebody } from "../support/people";

test("an intake and its review are made with the keyboard alone", async ({ visitor, demo, clinician, check }) => {
  const ward = new Patient(await visitor(), demo, somebody(), keyboard);
  await ward.reachQuestions(erections.condition);
  await ward.reachCheck(erections.answers());
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  const { page } = chart;
  const queue = new Queue(page);
  await queue.open();
  await keyboard.press(queue.rowOf(ward.visit).getByRole("button", { name: /^Claim/ }));
  await expect(chart.decision).toContainText("Yours until");
  const keys = chart.page.keyboard;
  await expect(async () => {
    await keys.press("?");
    await expect(page.getByText("Open a medicine")).toBeVisible({ timeout: 500 });
  }).toPass();
  await check(page, "chart-keys");
  await keys.press("?");
  await expect(page.getByText("Open a medicine")).toBeHidden();
  for (const [key, field] of [
    ["a", "Question 1"],
    ["v", "At least"],
    ["d", "Reason"],
  ] as const) {
    await keys.press(key);
    await expect(chart.decision.getByLabel(field)).toBeFocused();
    // Back to the line that opened it, where letters are keys again.
    await keys.press("Shift+Tab");
  }
  await keys.press("q");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Queue/);
  const mine = queue.rowOf(ward.visit).getByRole("link", { name: /^Open/ });
  await expect(async () => {
    await keys.press("j");
    await expect(mine).toBeFocused({ timeout: 200 });
  }).toPass();
  await keys.press("c");
  await expect(chart.decision).toContainText("Yours until");
  const medicine = chart.part("sildenafil 50 MG");
  await expect(async () => {
    await keys.press("2");
    await expect(medicine).toHaveAttribute("open", "", { timeout: 500 });
  }).toPass();
  await keyboard.press(medicine.getByRole("button", { name: "Review and sign" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Review and sign");
  // Enter opened this page: pressed once more, it signs nothing.
  await keys.press("Enter");
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Review and sign");
  await expect(async () => {
    await keys.press("s");
    await expect(chart.decision).toContainText("Prescribed", { timeout: 1000 });
  }).toPass();
});
