import { answerByPost } from "../pages/by-post";
import type { Chart } from "../pages/chart";
import { consentHeading } from "../pages/patient";
import { PhotoStep } from "../pages/photos";
import { acne, lowTestosterone, scars } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { daysAgo, thisMinute } from "../support/people";
import { picture } from "../support/pictures";

// The protocols that no other journey walks, each as far as it says something of its own.

const ellen = { name: "Ellen Marie Ward", sexAtBirth: "Female", birthDate: "1996-04-02" } as const;

test("mild acne is shown in three photos and treated with a cream, and its patient reads how to use it", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient({ birthDate: "1998-04-02" });
  await ward.reachQuestions(acne.condition);
  const photos = new PhotoStep(ward.page);
  await ward.questions.answerUntil(acne.views[0] ?? "", acne.answers(), async (heading) => {
    if (heading === "Your acne") await check(ward.page, "acne-story");
  });
  await check(ward.page, "acne-photo");
  await photos.sendAll(acne.views);
  await ward.reachCheck(acne.answers());
  await check(ward.page, "acne-check");
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.photos.getByRole("img")).toHaveCount(3);
  await chart.claim();
  for (const medicine of ["tretinoin 0.025 %", "adapalene 0.1 %", "clindamycin 1 %", "doxycycline"]) {
    await chart.expectOutcome(medicine, "Permitted");
  }
  await chart.expectOutcome("spironolactone 50 MG", "Not permitted");
  await expect(chart.flags).toContainText("Only Tretinoin 0.05% cream");
  await check(chart.page, "chart-acne");
  await chart.prescribe("adapalene 0.1 %", "Wash your face, and let it dry first.");
  await expect(chart.decision).toContainText("Prescribed");

  await ward.open();
  const main = ward.page.getByRole("main");
  for (const words of ["How to use it", "Adapalene 0.1% gel", "Wash your face, and let it dry first.", "Use sunscreen every day"]) {
    await expect(main).toContainText(words);
  }
  await check(ward.page, "visit-acne-prescribed");
});

test("somebody who may be pregnant gets none of the acne medicines that could harm a baby, and can have the one that does not", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient(ellen);
  const answers = acne.answers({
    "Which of these fits you?": "I am pregnant, or I might be",
    "Is there a medicine that you would prefer?": "Tretinoin 0.025% cream",
  });
  await ward.skipTo(acne.views[0] ?? "", acne, answers);
  await new PhotoStep(ward.page).sendAll(acne.views);
  await answerByPost(ward.page, consentHeading, answers);
  await ward.signConsent();
  await check(ward.page, "acne-check-pregnant");
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  for (const medicine of ["tretinoin 0.025 %", "tretinoin 0.05 %", "adapalene 0.1 %", "doxycycline", "spironolactone 50 MG"]) {
    await chart.expectOutcome(medicine, "Not permitted");
  }
  const refused = await chart.openPart("tretinoin 0.025 %");
  await expect(refused).toContainText("Pregnant or possibly pregnant");
  await expect(refused.getByRole("button")).toHaveCount(0);
  await check(chart.page, "chart-acne-pregnant");
  await chart.prescribe("clindamycin 1 %");
  await expect(chart.decision).toContainText("Prescribed");
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("Clindamycin 1% and benzoyl peroxide 5% gel");
  await check(ward.page, "visit-acne-pregnant");
});

test("isotretinoin comes after a video visit, a pregnancy test of the week and every duty of its program, and not before", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient(ellen);
  const { page } = ward;
  const main = page.getByRole("main");
  await ward.begin(scars.condition);
  await ward.intake.expectHeading("For this, you will need a video visit");
  await expect(main).toContainText("To keep you safe, this clinic asks for a video visit");
  await check(page, "outlook-isotretinoin");
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  const pregnancyTest = "Have you had a pregnancy test in the past 7 days?";
  await ward.questions.answerUntil(consentHeading, scars.answers({ [pregnancyTest]: "No" }), async (heading) => {
    if (heading === "Pregnancy tests") await check(page, "isotretinoin-pregnancy-tests");
  });
  await ward.signConsent();
  await expect(main).toContainText("In California, you need a video visit");
  await page.getByText("Why you need a visit").click();
  await expect(main).toContainText("Isotretinoin always needs a video call with the clinician.");
  await check(page, "isotretinoin-check-why");
  const receipt = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the signed receipt" }).click();
  expect((await receipt).suggestedFilename()).toMatch(/^receipt-\d+\.json$/);
  await ward.intake.send();
  await check(page, "isotretinoin-submitted");

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await expectOutcomeWithoutSigning(chart, "isotretinoin 40 MG", "Needs a visit");
  await check(chart.page, "chart-isotretinoin");
  await holdVisit(chart, "Video", "Let us look at your skin, and talk about iPLEDGE.");
  await expectOutcomeWithoutSigning(chart, "isotretinoin 40 MG", "Not complete");
  const missing = await chart.openPart("isotretinoin 40 MG");
  await expect(missing).toContainText("A pregnancy test from the past 7 days");
  await check(chart.page, "chart-isotretinoin-visited");
  await chart.release();

  // The patient takes the test, and says so.
  await ward.open();
  await page.getByText("Show your answers").click();
  await check(page, "visit-isotretinoin-waiting");
  await ward.intake.change(pregnancyTest);
  await page.getByRole("group", { name: pregnancyTest }).getByRole("radio", { name: "Yes", exact: true }).check();
  await ward.intake.continue("Save the change");
  await ward.intake.expectHeading("Your latest pregnancy test");
  await ward.questions.answer(scars.answers());
  await ward.intake.continue("Save the change");
  await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}[?]saved$`));
  await check(page, "visit-isotretinoin-tested");

  await chart.open(ward.visit);
  await chart.claim();
  await chart.expectOutcome("isotretinoin 40 MG", "Permitted");
  await expect(await chart.openPart("isotretinoin 40 MG")).toContainText("At most 30");
  await check(chart.page, "chart-isotretinoin-permitted");
  await signOnceDone(chart, "isotretinoin 40 MG", ["iPLEDGE authorization", "Pregnancy tests in medical setting"]);
  await ward.open();
  await expect(main).toContainText("Never take it if you are or may be pregnant.");
  await expect(main).toContainText("collect it within 7 days of your pregnancy test");
  await check(page, "visit-isotretinoin-prescribed");
});

test("testosterone is controlled: its patient is told of the visit at once, and it is signed only with the monitoring program checked", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient();
  const { page } = ward;
  const main = page.getByRole("main");
  await ward.begin(lowTestosterone.condition);
  await ward.intake.expectHeading(`For this, you will need ${live.words}`);
  await expect(main).toContainText(`Federal law asks for ${live.words}`);
  await check(page, "outlook-testosterone");
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  await answerByPost(page, lowTestosterone.reports, lowTestosterone.answers());
  const reports = new PhotoStep(page);
  await check(page, "testosterone-reports");
  await reports.send(await picture(page, "Total testosterone 245 ng/dL"));
  await reports.expectSent();
  await reports.continue();
  await answerByPost(page, consentHeading, lowTestosterone.answers());
  await ward.signConsent();
  await expect(main).toContainText(`In California, you need ${live.words}`);
  await page.getByText("Why you need a visit").click();
  await expect(main).toContainText("Testosterone always needs a video call with the clinician.");
  await expect(main).toContainText("This medicine is controlled.");
  await check(page, "testosterone-check-why");
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await expectOutcomeWithoutSigning(chart, "testosterone cypionate", "Needs a visit");
  await check(chart.page, "chart-testosterone");
  await holdVisit(chart, live.kind, "Please have a photo ID with you.");
  await chart.expectOutcome("testosterone cypionate", "Permitted");
  await expect(await chart.openPart("testosterone cypionate")).toContainText("Compare the patient with a government photo ID");
  await check(chart.page, "chart-testosterone-visited");
  await signOnceDone(chart, "testosterone cypionate", ["PDMP check", "Identity proofing"]);
  await ward.open();
  await expect(main).toContainText("It is a controlled medicine.");
  await check(page, "visit-testosterone-prescribed");
});

test("somebody pregnant who asks for isotretinoin reads at once what to do today, and is asked for nothing else", async ({
  patient,
  check,
}) => {
  const ward = await patient(ellen);
  const { page } = ward;
  const main = page.getByRole("main");
  await ward.begin(scars.condition);
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  const answers = scars.answers({ "Which of these fit you?": "I am pregnant, or I might be", "Are you enrolled in iPLEDGE?": "No" });
  await answerByPost(page, consentHeading, answers);
  await ward.signConsent();
  await expect(main).toContainText("Please do this today");
  await expect(main).toContainText("Please see a doctor or midwife today.");
  await expect(main).not.toContainText("You will need a visit");
  await expect(main).not.toContainText("Something more is needed");
  await check(page, "isotretinoin-check-pregnant");
  await ward.intake.send();
  await expect(main).toContainText("Please see a doctor or midwife today.");
  await expect(main).not.toContainText("Nothing more to do");
  await check(page, "isotretinoin-submitted-pregnant");
});

test("somebody without blood tests can send a visit for low testosterone, and adds the reports when there are some", async ({
  patient,
  check,
}) => {
  const ward = await patient();
  const { page } = ward;
  const main = page.getByRole("main");
  await ward.begin(lowTestosterone.condition);
  await page.getByRole("link", { name: "Continue", exact: true }).click();
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  const answers = lowTestosterone.answers({
    "Do you have the results of two testosterone blood tests?": "I am not sure",
    "Do you have a hematocrit result from the past 6 months?": "No",
  });
  await answerByPost(page, lowTestosterone.reports, answers);
  await page.getByRole("button", { name: "Continue without" }).click();
  await answerByPost(page, consentHeading, answers);
  await ward.signConsent();
  await ward.intake.send();
  await expect(main).toContainText("Something more is needed");
  await check(page, "testosterone-submitted-without-tests");
  await ward.open();
  await expect(main).toContainText("We need a hematocrit from the past 6 months.");
  await main.getByRole("link", { name: lowTestosterone.reports, exact: true }).click();
  const reports = new PhotoStep(page);
  await reports.send(await picture(page, "Total testosterone 245 ng/dL"));
  await reports.expectSent();
  await ward.open();
  await expect(main).toContainText("Something more is needed");
  await expect(main.getByRole("link", { name: lowTestosterone.reports, exact: true })).toHaveCount(0);
});

/** What the law asks for before a controlled medicine: the DEA's flexibilities end with 2026. */
const live =
  daysAgo(0) <= "2026-12-31"
    ? { words: "a video visit", kind: "Video" }
    : { words: "a visit in person", kind: "In person" };

/** What the rules say to this medicine, which leaves no way to sign it. */
async function expectOutcomeWithoutSigning(chart: Chart, medicine: string, outcome: string): Promise<void> {
  await expect(chart.part(medicine).locator("summary").first()).toContainText(outcome);
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
}

/**
 * Signs the medicine once every duty is recorded as done. While one of those named here is not, it is refused, and says
 * which.
 */
async function signOnceDone(chart: Chart, medicine: string, named: string[]): Promise<void> {
  const part = await chart.openPart(medicine);
  const duties = part.getByRole("group", { name: "Done and recorded" });
  for (const duty of await duties.getByRole("checkbox").all()) await duty.check();
  for (const open of named) {
    await duties.getByRole("checkbox", { name: open, exact: true }).uncheck();
    await chart.askToSign(medicine);
    await expect(part).toContainText(`Record first that this is done: ${open}.`);
    await duties.getByRole("checkbox", { name: open, exact: true }).check();
  }
  await chart.prescribe(medicine);
  await expect(chart.decision).toContainText("Prescribed");
}

/** Calls for a visit, and holds it at once. */
async function holdVisit(chart: Chart, kind: string, reason: string): Promise<void> {
  await chart.callForVisit(kind, reason);
  await chart.recordVisit({ kind, ...thisMinute("America/Los_Angeles"), note: "We talked for twenty minutes." });
  await expect(chart.decision).toContainText("Yours until");
}