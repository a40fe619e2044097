import type { Page } from "@playwright/test";
import { keyboard } from "../pages/hands";
import { consentHeading, Patient } from "../pages/patient";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { Network } from "../support/network";
import { somebody } from "../support/people";

const chestPain = "Pain, pressure or tightness in my chest";
const wishToDie = "I want to end my life, or I have a plan to";

/** What the browser says by itself, below the questions of a step. */
const said = (page: Page) => page.getByRole("main").locator("form").getByRole("alert");

/** Waits until the rules are in the browser, while something leads to a step that can be an emergency. */
async function withRules(page: Page, lead: () => Promise<void>): Promise<void> {
  const came = page.waitForResponse(/\/visits\/[^/]+\/rules$/);
  await lead();
  expect((await came).status()).toBe(200);
  await page.waitForLoadState("networkidle");
}

/** Every request of a page from now on. */
function requests(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  return asked;
}

test("a red flag is answered at the tick, with the network gone; taken back, the words go", async ({ patient, check }) => {
  const ward = await patient();
  const { page, intake, questions } = ward;
  await withRules(page, () => ward.reachQuestions(erections.condition));
  const asked = requests(page);
  const network = await Network.of(page);
  await network.lose();

  await expect(said(page)).toHaveCount(0);
  await page.getByRole("checkbox", { name: chestPain }).check();
  const notice = page.getByRole("alert", { name: "Call 911 now" });
  await expect(notice).toBeInViewport();
  await expect(notice.getByRole("link", { name: "Call 911" })).toHaveAttribute("href", "tel:911");
  await expect(notice).toContainText("chest pain can be a heart attack");
  await expect(notice.getByRole("listitem").first()).toContainText("Call 911, or ask someone near you to call.");
  await expect(page.getByRole("checkbox", { name: chestPain })).toBeFocused();
  // Another sign calls for other help; the most pressing is said. "None of these" beside it changes nothing.
  await page.getByRole("checkbox", { name: wishToDie }).check();
  await page.getByRole("checkbox", { name: "None of these" }).check();
  await expect(said(page)).toHaveAccessibleName("Call 911 now");
  await page.getByRole("checkbox", { name: chestPain }).uncheck();
  await expect(said(page)).toHaveAccessibleName("Call or text 988 now");
  await expect(said(page).getByRole("link", { name: "Text 988" })).toHaveAttribute("href", "sms:988");
  await check(page, "step-emergency-988");
  await page.getByRole("checkbox", { name: wishToDie }).uncheck();
  await expect(said(page)).toHaveCount(0);
  await expect(page.getByRole("main")).not.toContainText("by mistake");
  expect(asked, "requests for what is said at once").toEqual([]);

  // Without the clinic, the words stay.
  await page.getByRole("checkbox", { name: chestPain }).check();
  await intake.continue();
  await expect(page.getByRole("main")).toContainText("We could not reach the clinic");
  await expect(notice).toBeVisible();
  await check(page, "step-emergency-911");
  await network.restore();
  await intake.continue();
  await intake.expectEmergency("911");
  // Only the server's answer counts; where the answer can be changed, it is said again.
  await page.getByRole("link", { name: /I chose this by mistake/ }).click();
  await expect(page).toHaveURL(/\/steps\/1$/);
  await expect(notice).toBeVisible();
  await page.getByRole("checkbox", { name: chestPain }).uncheck();
  await expect(said(page)).toHaveCount(0);
  await page.getByRole("checkbox", { name: "None of these" }).check();
  await questions.goOn();
});

test("what was ticked and taken back before it was sent is told to the clinician", async ({ patient, clinician }) => {
  const ward = await patient();
  const { page, questions } = ward;
  await withRules(page, () => ward.reachQuestions(erections.condition));
  await page.getByRole("checkbox", { name: chestPain }).check();
  await expect(said(page)).toHaveAccessibleName("Call 911 now");
  await page.getByRole("checkbox", { name: chestPain }).uncheck();
  await expect(said(page)).toHaveCount(0);
  await questions.answerUntil(consentHeading, erections.answers());
  await ward.signConsent();
  await ward.intake.send();
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  const main = chart.page.getByRole("main");
  await expect(main).toContainText("A red flag was chosen and taken back");
  await expect(main).toContainText(chestPain);
});

test("with the keyboard, the way leads through the words to the button", async ({ visitor, demo }) => {
  const ward = new Patient(await visitor(), demo, somebody(), keyboard);
  const { page } = ward;
  await withRules(page, () => ward.reachQuestions(erections.condition));
  await keyboard.check(page.getByRole("checkbox", { name: chestPain }));
  const call = said(page).getByRole("link", { name: "Call 911" });
  await expect(call).toBeVisible();
  await keyboard.check(page.getByRole("checkbox", { name: "None of these" }));
  await page.keyboard.press("Tab");
  await expect(call).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(said(page).getByRole("link", { name: "988", exact: true })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Continue" })).toBeFocused();
  await page.keyboard.press("Enter");
  await ward.intake.expectEmergency("911");
});

test("what was answered on an earlier step counts, also on steps that came without a page load", async ({ patient, check }) => {
  const ward = await patient({ sexAtBirth: "Female", name: "Ellen Marie Ward" });
  const { page, intake, questions } = ward;
  await ward.begin("Isotretinoin for severe acne");
  await page.getByRole("link", { name: "Continue" }).click();
  await ward.signIn();
  await withRules(page, () => intake.sayWho(ward.person));
  const asked = requests(page);
  await page.getByRole("checkbox", { name: "None of these" }).check();
  await questions.goOn();
  await questions.answer({ "Which of these fit your acne?": "It leaves scars" });
  await questions.goOn();
  await intake.expectHeading("Isotretinoin");
  await questions.answer({ "Are you taking isotretinoin now?": "Yes" });
  await expect(said(page)).toHaveCount(0);
  await questions.goOn();
  await questions.answer({});
  await questions.goOn();
  await page.getByRole("checkbox", { name: "I am breastfeeding" }).check();
  await expect(said(page)).toHaveCount(0);
  await page.getByRole("checkbox", { name: "I am pregnant, or I might be" }).check();
  await expect(said(page)).toHaveAccessibleName("See a doctor or nurse in person today");
  await expect(said(page)).toContainText("Stop isotretinoin now");
  expect(asked.filter((url) => url.endsWith("/rules")), "the rules came once").toEqual([]);
  await check(page, "step-same-day");
  await page.getByRole("checkbox", { name: "I am pregnant, or I might be" }).uncheck();
  await expect(said(page)).toHaveCount(0);
  await page.getByRole("checkbox", { name: "I am pregnant, or I might be" }).check();
  await intake.continue();
  await intake.expectHeading("See a doctor or nurse in person today");
});

test("where the rules do not come, the server says it as before", async ({ patient }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await page.route(/\/visits\/[^/]+\/rules$/, (route) => route.abort());
  const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/rules"));
  await ward.reachQuestions(erections.condition);
  await failed;
  await page.getByRole("checkbox", { name: chestPain }).check();
  await intake.continue();
  await intake.expectEmergency("911");
});
