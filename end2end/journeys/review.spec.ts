import { answerByPost } from "../pages/by-post";
import { consentHeading } from "../pages/patient";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { daysAgo, thisMinute } from "../support/people";

test("a clinician asks, the patient answers, and the queue says so", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.ask("Which heart medicines have you ever taken?");
  await expect(chart.decision).toContainText("has not answered yet");

  await ward.visits.open();
  await ward.visits.expectStatus(erections.condition, "We have a question for you");
  await ward.visits.openVisit(erections.condition);
  await check(ward.page, "visit-question");
  const main = ward.page.getByRole("main");
  await main.getByRole("button", { name: "Send my answer" }).click();
  await ward.questions.expectProblems(/Write an answer/, "Choose where you are now");
  await check(ward.page, "visit-question-refused");
  await main.getByLabel("Which heart medicines have you ever taken?").fill("None, never.");
  await main.getByRole("radio", { name: "Yes, I am in California" }).check();
  await main.getByRole("button", { name: "Send my answer" }).click();
  await expect(main).toContainText("Waiting for a clinician");

  const queue = new Queue(chart.page);
  await queue.open();
  await expect(queue.rowOf(ward.visit)).toContainText("Answered");
  await chart.open(ward.visit);
  await expect(chart.history).toContainText("None, never.");
  await chart.claim();
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");
});

test("where the law asks for the clinician's own question, nothing is prescribed before it is answered", async ({
  patient,
  clinician,
}) => {
  const ward = await patient({ state: "Colorado", city: "Denver", postalCode: "80202" });
  await ward.submit(erections);
  const chart = await clinician("Hannah Lindqvist");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.expectOutcome("sildenafil 50 MG", "Not complete");
  await chart.ask("Have you fainted in the last year?");
  await ward.open();
  const main = ward.page.getByRole("main");
  await main.getByLabel("Have you fainted in the last year?").fill("No.");
  await main.getByRole("radio", { name: "Yes, I am in Colorado" }).check();
  await main.getByRole("button", { name: "Send my answer" }).click();
  await chart.open(ward.visit);
  await chart.claim();
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");
});

test("a clinician declines, with a reason and words to the patient", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  const part = await chart.openPart("Decline");
  await part.getByRole("button", { name: "Review and decline" }).click();
  await expect(chart.page.getByRole("alert", { name: "There is a problem" })).toContainText("Choose a reason");
  await check(chart.page, "chart-refused");
  const words = "Please have your heart looked at first.";
  await chart.askToDecline("Heart check first", words);
  await expect(chart.page.getByRole("heading", { level: 1 })).toHaveText("Review and decline");
  await check(chart.page, "decline-review");
  await chart.page.getByRole("button", { name: "Change" }).click();
  await expect(chart.part("Decline").getByLabel("Words to the patient")).toHaveValue(words);
  await chart.decline("Heart check first", words);
  await expect(chart.decision).toContainText("Please have your heart looked at first.");
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("Nothing was prescribed");
  await expect(ward.page.getByRole("main")).toContainText("Please have your heart looked at first.");
  await check(ward.page, "visit-declined");
});

test("a visit is called for, takes place, and a medicine is prescribed", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.callForVisit("Video", "I would like to talk about your heart.");
  await expect(chart.decision).toContainText("A visit is needed");
  await check(chart.page, "chart-awaiting-visit");
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("You need a video visit");
  await expect(ward.page.getByRole("main")).toContainText("I would like to talk about your heart.");
  await check(ward.page, "visit-needed");

  // Whoever holds the visit comes back through the list, days later.
  const toDo = new Queue(chart.page);
  await chart.page.getByRole("link", { name: "To do", exact: true }).click();
  const call = toDo.rowOf(ward.visit);
  for (const words of [ward.person.name, "Video", "I would like to talk about your heart."]) {
    await expect(call).toContainText(words);
  }
  await check(chart.page, "worklist-visits");
  await call.getByRole("link", { name: ward.person.name }).click();
  await chart.recordVisit({ kind: "Video", on: daysAgo(1), time: "09:30", note: "He called." });
  await expect(chart.page.getByRole("main")).toContainText("The visit was before the patient sent this");
  const now = thisMinute("America/Los_Angeles");
  await chart.recordVisit({ kind: "Telephone", ...now, note: "He called." });
  await expect(chart.page.getByRole("main")).toContainText("This visit is not enough");
  await chart.recordVisit({ kind: "Video", ...now, note: "We talked for ten minutes." });
  await expect(chart.decision).toContainText("Yours until");
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");
  await expect(chart.history).toContainText("We talked for ten minutes.");
});

test("in Arkansas a video visit comes first: the patient is told at once, and nothing is prescribed before it", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient({ state: "Arkansas", city: "Little Rock", postalCode: "72201" });
  await ward.begin(erections.condition);
  await ward.intake.expectHeading("In Arkansas, you will need a video visit");
  await check(ward.page, "outlook-visit");
  await ward.page.getByRole("link", { name: "Continue", exact: true }).click();
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  await answerByPost(ward.page, consentHeading, erections.answers());
  await ward.signConsent();
  await expect(ward.page.getByRole("main")).toContainText("In Arkansas, you need a video visit");
  await ward.intake.send();

  const chart = await clinician("Daniel Reyes");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.expectOutcome("sildenafil 50 MG", "Needs a visit");
  await chart.callForVisit("Video", "The law of Arkansas asks for a video call first.");
  await chart.recordVisit({ kind: "Video", ...thisMinute("America/Chicago"), note: "Examined by video." });
  await chart.expectOutcome("sildenafil 50 MG", "Permitted");
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");
});
