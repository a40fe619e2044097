import { readFile } from "node:fs/promises";
import { answerByPost } from "../pages/by-post";
import { consentHeading } from "../pages/patient";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

test("a patient who needs a visit reads why, and the receipt of it is genuine and can be decided again", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient({ state: "Arkansas", city: "Little Rock", postalCode: "72201" });
  const { page } = ward;
  const main = page.getByRole("main");
  await ward.begin(erections.condition);
  await ward.intake.expectHeading("In Arkansas, you will need a video visit");
  // Nobody has signed in yet: what is told is nobody's, and leaves no receipt.
  await expect(page.getByRole("link", { name: "Download the signed receipt" })).toHaveCount(0);
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  await answerByPost(page, consentHeading, erections.answers());
  await ward.signConsent();
  await expect(main).toContainText("In Arkansas, you need a video visit");
  await page.getByText("Why you need a visit").click();
  await expect(main).toContainText("You were told this on");
  await expect(main).toContainText("nobody at this clinic has verified it yet");
  await check(page, "check-why");
  const link = page.getByRole("link", { name: "Download the signed receipt" });
  const address = await link.getAttribute("href");
  const download = page.waitForEvent("download");
  await link.click();
  const signed = await readFile(await (await download).path(), "utf8");
  // Told again, it is the same receipt.
  await page.reload();
  await page.getByText("Why you need a visit").click();
  await expect(link).toHaveAttribute("href", address ?? "");
  await ward.intake.send();

  // It stays with the visit.
  await ward.open();
  await page.getByText("Why you need a visit").click();
  await expect(main).toContainText("No clinician has decided anything yet: these rules say so.");
  await expect(link).toHaveAttribute("href", address ?? "");
  await page.getByText("Your signed receipts").click();
  const kept = page.getByRole("link", { name: /^Download receipt \d+$/ });
  await expect(kept).toHaveAttribute("href", address ?? "");
  await check(page, "visit-receipts");

  await page.goto("/verify");
  await page.getByLabel("The file of the receipt").setInputFiles({
    name: "receipt.json",
    mimeType: "application/json",
    buffer: Buffer.from(signed),
  });
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(main).toContainText("Genuine, and the rules lead there");
  await expect(main).toContainText("its patient was told that a visit comes first");

  const chart = await clinician("Daniel Reyes");
  await chart.open(ward.visit);
  await chart.receipts.locator("summary", { hasText: "Patient told: a live visit comes first" }).click();
  for (const words of ["no clinician was asked", "Rules that spoke", "17-80-403(c)", "Does not hold"]) {
    await expect(chart.receipts).toContainText(words);
  }
  await check(chart.page, "chart-receipt");
});
