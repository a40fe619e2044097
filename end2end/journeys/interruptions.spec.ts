import { consentHeading, Patient } from "../pages/patient";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

const blood = "Your latest blood pressure";

test("a visit goes on in another browser where it stopped", async ({ patient, visitor, check }) => {
  const ward = await patient();
  await ward.skipTo(blood, erections);
  await ward.questions.saveForLater.click();
  await ward.visits.expectStatus(erections.condition, "Not sent yet");

  const elsewhere = new Patient(await visitor(), ward.mailbox, ward.person);
  await elsewhere.page.goto("/sign-in");
  await elsewhere.signIn();
  await check(elsewhere.page, "visits-draft");
  await elsewhere.visits.openVisit(erections.condition);
  await elsewhere.intake.expectHeading(blood);
  await elsewhere.reachCheck(erections.answers());
  await expect(elsewhere.page.getByRole("main")).toContainText("Now and then");
});

test("a reload and Back lose nothing", async ({ patient }) => {
  const ward = await patient();
  const { page, intake, questions } = ward;
  await ward.reachQuestions(erections.condition);
  await questions.answerUntil("How it began", erections.answers());
  await page.goBack();
  await intake.expectHeading("Your erections");
  await expect(page.getByRole("radio", { name: "A lot" })).toBeChecked();
  await page.reload();
  await expect(page.getByRole("radio", { name: "A lot" })).toBeChecked();
  await questions.goOn();
  await intake.expectHeading("How it began");
});

test("a network that is lost in the middle of a step costs nothing", async ({ patient, check }) => {
  const ward = await patient();
  const { page, intake, questions } = ward;
  await ward.reachQuestions(erections.condition);
  await questions.answerUntil(blood, erections.answers());
  await questions.answer(erections.answers());
  await page.context().setOffline(true);
  await intake.continue();
  await expect(page.getByRole("main")).toContainText("We could not reach the clinic");
  await expect(page.getByRole("main")).toContainText("In an emergency, do not wait for us: call 911");
  await expect(page.getByLabel("Upper number")).toHaveValue("122");
  await page.context().setOffline(false);
  await check(page, "unreachable");
  await questions.goOn();
  await ward.reachCheck(erections.answers());
});

test("after submitting, an answer is corrected, and the clinician sees both", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  await ward.open();
  await ward.page.getByText("Show your answers").click();
  await ward.intake.change("Which pharmacy should get your prescription?");
  await ward.page.getByLabel("Which pharmacy should get your prescription?").fill("Old Town Apothecary");
  await ward.intake.continue("Save the change");
  await expect(ward.page).toHaveURL(new RegExp(`/visits/${ward.visit}[?]saved$`));
  await ward.page.getByText("Show your answers").click();
  await expect(ward.page.getByRole("main")).toContainText("Old Town Apothecary");
  await check(ward.page, "visit-answers");

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.answers).toContainText("Old Town Apothecary");
  await expect(chart.history).toContainText("Corner Drugs, 94607");
});

test("a patient who has moved is seen where they are now", async ({ patient, clinician }) => {
  const ward = await patient();
  await ward.submit(erections);
  await ward.open();
  await ward.page.getByText("I am in another state now").click();
  await ward.page.getByLabel("The state you are in now").selectOption({ label: "Washington" });
  await ward.intake.continue("Tell the clinic");
  await expect(ward.page.getByRole("heading", { level: 1 })).toHaveText(erections.condition);
  const maya = await clinician("Maya Okafor");
  await maya.open(ward.visit);
  await expect(maya.page.getByRole("heading", { level: 1 })).toHaveText("Your license does not cover this");
  const hannah = await clinician("Hannah Lindqvist");
  await hannah.open(ward.visit);
  await expect(hannah.page.getByRole("main")).toContainText("Washington, confirmed");
});

test("a visit is taken back", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  await ward.open();
  await ward.page.getByText("I want to take this back").click();
  await ward.intake.continue("Take this visit back");
  await expect(ward.page.getByRole("main")).toContainText("You took it back");
  await check(ward.page, "visit-withdrawn");
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.page.getByRole("button", { name: "Claim" })).toBeHidden();
});

test("the demonstration's page is shut where the clinic is none", async ({ startServer, request, check, demo }) => {
  await demo.open();
  await check(demo.page, "demo");
  const clinic = await startServer({
    demo: false,
    arguments: ["--public-url", "https://clinic.example.org", "--smtp-host", "127.0.0.1", "--smtp-tls", "none", "--smtp-from", "Clinic <no-reply@example.org>"],
  });
  expect((await request.get(`${clinic.url}/`)).status()).toBe(200);
  expect((await request.get(`${clinic.url}/demo`)).status()).toBe(404);
  const post = await request.post(`${clinic.url}/demo/sign-in`, { form: { account: "01a0d447-5f83-78b3-a2da-1de4ad345a88" } });
  expect(post.status()).toBeGreaterThanOrEqual(400);
  expect(post.status()).toBeLessThan(500);
});

test("the consent must be signed with the name that was given", async ({ patient, check }) => {
  const ward = await patient();
  await ward.skipTo(consentHeading, erections);
  await ward.intake.consent("Somebody Else");
  await ward.questions.expectProblems(/Type your name as you gave it/);
  await check(ward.page, "consent-refused");
  await ward.intake.consent(ward.person.name.toLowerCase());
  await ward.intake.expectHeading("Are you in California right now?");
});

test("a step that is refused in the browser says what is wrong, and keeps what was typed", async ({ patient }) => {
  const ward = await patient();
  const { page, intake, questions } = ward;
  await ward.reachQuestions(erections.condition);
  await intake.continue();
  await questions.expectProblems(/./);
  await questions.answerUntil(blood, erections.answers());
  await expect(page).not.toHaveTitle(/^Error: /);
  await page.getByLabel("Upper number").fill("12");
  await page.getByLabel("Lower number").fill("seventy");
  await intake.continue();
  await questions.expectProblems(/./, /./, /./);
  await expect(page.getByLabel("Lower number")).toHaveValue("seventy");
  await questions.problems.getByRole("link").first().click();
  await expect(page.getByLabel("Upper number")).toBeFocused();
});
