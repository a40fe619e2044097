import { answerByPost } from "../pages/by-post";
import { consentHeading } from "../pages/patient";
import { PhotoStep } from "../pages/photos";
import { Questions } from "../pages/questions";
import { erections, hair } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { picture } from "../support/pictures";

const plain = { javaScriptEnabled: false };

test("the whole intake is made with scripts disabled @phone", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const { page, intake } = ward;
  await ward.reachQuestions(erections.condition);
  await ward.reachCheck(erections.answers(), async (heading) => {
    if (heading === "Your latest blood pressure" || heading === consentHeading) await check(page, `plain-${heading.split(" ")[1]}`);
  });
  await intake.send();
  await ward.visits.open();
  await ward.visits.expectStatus(erections.condition, "Waiting for a clinician");
});

test("what is refused comes back with what was typed, and nothing is lost", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const { page, intake, questions, person } = ward;
  await intake.start(erections.condition);
  await intake.continue();
  await questions.expectProblems(/Choose the state/, /Enter your date of birth/);
  await intake.sayWhere(person);
  await page.getByLabel("What is your e-mail address?").fill("not an address");
  await intake.continue("Send me a code");
  await questions.expectProblems(/Enter an e-mail address/);
  await expect(page.getByLabel("What is your e-mail address?")).toHaveValue("not an address");
  await ward.signIn();
  await page.getByLabel("Full legal name").fill(person.name);
  await page.getByLabel("Phone number").fill("12");
  await intake.continue();
  await expect(questions.problems).toContainText("Enter a US phone number");
  await expect(page.getByLabel("Full legal name")).toHaveValue(person.name);
  await expect(page.getByLabel("Phone number")).toHaveValue("12");
  await check(page, "about-refused");
  await intake.sayWho(person);

  await answerByPost(page, "Your latest blood pressure", erections.answers());
  const response = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByLabel("Upper number").fill("12");
  await page.getByLabel("Lower number").fill("seventy");
  await intake.continue();
  expect((await response).status()).toBe(422);
  await expect(questions.problems.getByRole("link")).toHaveCount(3);
  await expect(page.getByLabel("Upper number")).toHaveValue("12");
  await expect(page.getByLabel("Lower number")).toHaveValue("seventy");
  await check(page, "question-refused");
  await questions.answer(erections.answers());
  await questions.goOn();
});

test("an answer that was changed in another place is shown beside what was typed here", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const { page, intake, questions } = ward;
  const blood = { question: "Your latest blood pressure", upper: "Upper number" };
  await ward.skipTo(blood.question, erections);
  const address = page.url();
  const other = await page.context().newPage();
  await other.goto(address);
  await new Questions(other).answer(erections.answers({ [blood.upper]: "131" }));
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other).not.toHaveURL(address);
  await other.close();

  await questions.answer(erections.answers({ [blood.upper]: "118" }));
  const response = page.waitForResponse((response) => response.request().method() === "POST");
  await intake.continue();
  expect((await response).status()).toBe(409);
  await expect(page.getByRole("main")).toContainText("You answered this in another place");
  await expect(page.getByRole("definition").filter({ hasText: "131" })).toBeVisible();
  await expect(page.getByLabel(blood.upper)).toHaveValue("118");
  await check(page, "question-changed-elsewhere");
  await intake.continue();
  await expect(page).not.toHaveURL(address);
  await page.goto(address);
  await expect(page.getByLabel(blood.upper)).toHaveValue("118");
});

for (const scripts of [false, true]) {
  const how = scripts ? "with scripts" : "with scripts disabled";
  test(`what was posted after the session ended is kept until the new code, ${how}`, async ({ patient, check }) => {
    const ward = await patient({}, { javaScriptEnabled: scripts });
    const { page, intake, questions } = ward;
    await ward.skipTo("Your latest blood pressure", erections);
    const other = await page.context().newPage();
    await other.goto("/visits");
    await other.getByRole("button", { name: "Sign out" }).click();
    await expect(other.getByRole("link", { name: "Sign in" })).toBeVisible();
    await other.close();

    await questions.answer(erections.answers());
    await intake.continue();
    await intake.expectHeading("What is your e-mail address?");
    await expect(page.getByRole("main")).toContainText("What you filled in is kept");
    if (!scripts) await check(page, "session-ended");
    await ward.signIn();
    await intake.expectHeading("Your latest blood pressure");
    await expect(page.getByLabel("Upper number")).toHaveValue("122");
    await questions.goOn();
  });
}

test("six photos are sent with scripts disabled", async ({ patient, check }) => {
  const ward = await patient({}, plain);
  const photos = new PhotoStep(ward.page);
  await ward.reachQuestions(hair.condition);
  await ward.questions.answerUntil("Front hairline", hair.answers());
  await check(ward.page, "photo");
  for (const view of hair.views) {
    await photos.expectHeading(view);
    await photos.send(await picture(ward.page, view));
    await photos.expectSent();
    if (view === "Front hairline") await check(ward.page, "photo-sent");
    await photos.continue();
  }
  await ward.reachCheck(hair.answers());
  await ward.intake.send();
});
