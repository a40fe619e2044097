import type { Page } from "@playwright/test";
import { answerByPost } from "../pages/by-post";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

test("what a patient and a clinician write stands in the record and nowhere else", async ({
  patient,
  clinician,
  canaries,
  expectNoLeak,
  demo,
}) => {
  const word = () => canaries.plant();
  const [medicine, pharmacy, allergy, question, answer, message] = [word(), word(), word(), word(), word(), word()];
  const ward = await patient({
    name: `${word()} Ward`,
    street: `12 ${word()} Street`,
    telephone: canaries.watch("(415) 555-0187"),
  });
  await ward.reachQuestions(erections.condition);
  await ward.reachCheck(
    erections.answers({
      "Do you take any medicine, vitamin or herb?": "Yes",
      "Write each medicine on its own line": [medicine],
      "Are you allergic to any of these?": "Any other medicine",
      "What are you allergic to, and what happened?": allergy,
      "Which pharmacy should get your prescription?": pharmacy,
    }),
  );
  await ward.intake.send();
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  for (const written of [medicine, pharmacy, allergy]) await expect(chart.answers).toContainText(written);
  await chart.resolve(medicine, "No class that matters here");
  await chart.ask(`What is ${question}?`);
  await ward.open();
  const main = ward.page.getByRole("main");
  await main.getByLabel(`What is ${question}?`).fill(`It is ${answer}.`);
  await main.getByRole("radio", { name: "Yes, I am in California" }).check();
  await main.getByRole("button", { name: "Send my answer" }).click();
  await expect(main).toContainText("Waiting for a clinician");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.prescribe("sildenafil 50 MG", message);
  await ward.open();
  await expect(main).toContainText(message);

  const mails = await demo.mailsTo(ward.person.email);
  expect(mails.length).toBeGreaterThanOrEqual(4);
  await expectNoLeak(mails.join("\n"));
  expect(mails.join("\n")).not.toMatch(/erection|sildenafil|prescri/i);
});

test("what is refused, changed elsewhere or sent too late stands in no log, address, mail or storage", async ({
  patient,
  canaries,
  expectNoLeak,
}) => {
  const pharmacy = "Which pharmacy should get your prescription?";
  const word = () => canaries.plant();
  const ward = await patient({ name: `${word()} Ward`, street: `12 ${word()} Street` });
  const { page, intake } = ward;
  await ward.begin(erections.condition);
  await ward.signIn();
  await page.getByLabel("Full legal name").fill(word());
  await page.getByLabel("Street and house number").fill(word());
  await page.getByLabel("Phone number").fill("12");
  expect(await postForm(page)).toBe(422);
  await intake.sayWho(ward.person);

  await answerByPost(page, pharmacy, erections.answers());
  const address = page.url();
  const other = await page.context().newPage();
  await other.goto(address);
  const theirs = word();
  await other.getByLabel(pharmacy).fill(theirs);
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other).not.toHaveURL(address);
  await page.getByLabel(pharmacy).fill(word());
  expect(await postForm(page)).toBe(409);
  await expect(page.getByRole("main")).toContainText(theirs);
  await expectNoLeak();

  await other.goto("/visits");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("link", { name: "Sign in" })).toBeVisible();
  await other.close();
  const late = word();
  await page.getByLabel(pharmacy).fill(late);
  await intake.continue();
  await intake.expectHeading("What is your e-mail address?");
  await expectNoLeak();
  await ward.signIn();
  await expect(page.getByLabel(pharmacy)).toHaveValue(late);
  await expectNoLeak((await ward.mailbox.mailsTo(ward.person.email)).join("\n"));
});

/** Posts the form of the page as a browser without scripts does; the status of the answer. */
async function postForm(page: Page): Promise<number> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("main").locator("form").first().evaluate((form: HTMLFormElement) => form.submit());
  const response = await answered;
  await page.waitForLoadState();
  return response.status();
}
