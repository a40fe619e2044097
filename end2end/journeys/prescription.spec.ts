import { readFile } from "node:fs/promises";
import { consentHeading } from "../pages/patient";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

test("a patient is prescribed a medicine, from the landing page to the copy of the prescription @phone", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient();
  const { page, intake, questions, visits, person } = ward;
  await page.goto("/");
  await check(page, "landing");
  await intake.start(erections.condition);
  await check(page, "place");
  await ward.begin(erections.condition);
  await intake.expectHeading("What is your e-mail address?");
  await check(page, "sign-in");
  await intake.askForCode(person.email);
  await check(page, "code");
  await intake.enterCode(await ward.mailbox.codeFor(person.email));
  await intake.expectHeading("About you");
  await check(page, "about");
  await intake.sayWho(person);

  let number = 0;
  await questions.answerUntil(consentHeading, erections.answers(), async () => {
    number += 1;
    await check(page, `erections-${String(number).padStart(2, "0")}`);
  });
  await check(page, "consent");
  await intake.consent(person.name);
  await check(page, "location");
  await intake.confirmLocation(person.state);
  await intake.expectHeading("Check your answers");
  await check(page, "check");
  await intake.send();
  await check(page, "submitted");

  await visits.open();
  await check(page, "visits");
  await visits.expectStatus(erections.condition, "Waiting for a clinician");
  await visits.openVisit(erections.condition);
  await check(page, "visit-waiting");

  const chart = await clinician("Maya Okafor");
  const queue = new Queue(chart.page);
  await queue.open();
  await check(chart.page, "queue");
  await queue.claim(queue.rowOf(ward.visit));
  await expect(chart.decision).toContainText("Yours until");
  await expect(chart.answers).toContainText("Corner Drugs, 94607");
  await chart.expectOutcome("sildenafil 50 MG", "Permitted");
  await check(chart.page, "chart");
  await visits.open();
  await visits.expectStatus(erections.condition, "A clinician is reading it");

  await chart.openPart("sildenafil 50 MG");
  await check(chart.page, "chart-prescribing");
  await chart.prescribe("sildenafil 50 MG", "Take it an hour before, and not after a heavy meal.");
  await expect(chart.decision).toContainText("sildenafil 50 MG");
  await check(chart.page, "chart-decided");
  await chart.page.getByRole("link", { name: "To do", exact: true }).click();
  await check(chart.page, "worklist");

  await visits.open();
  await visits.expectStatus(erections.condition, "Prescribed");
  await visits.openVisit(erections.condition);
  const main = page.getByRole("main");
  await expect(main).toContainText("Your prescription");
  await expect(main).toContainText("Sildenafil 50 mg tablets");
  await expect(main).toContainText("not after a heavy meal");
  await expect(main).toContainText("Not valid for dispensing");
  await check(page, "visit-prescribed");
  await page.getByText("Why you could get this without a call").click();
  await expect(main).toContainText("You can use this clinic in");
  await expect(main).toContainText("nobody at this clinic has verified it yet");
  const receipt = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the signed receipt" }).click();
  const file = await receipt;
  expect(file.suggestedFilename()).toMatch(/^receipt-\d+\.json$/);
  const signed = await readFile(await file.path(), "utf8");
  await check(page, "visit-why");
  await page.getByRole("link", { name: "check it" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check a receipt");
  await check(page, "verify");
  // The browser checks it by itself: the receipt is sent nowhere.
  const posts: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  const choose = async (text: string) => {
    const buffer = Buffer.from(text);
    await page.getByLabel("The file of the receipt").setInputFiles({ name: "receipt.json", mimeType: "application/json", buffer });
    await page.getByRole("button", { name: "Check it" }).click();
  };
  await choose(signed);
  await expect(page.getByRole("main")).toContainText("Genuine, and the rules lead there");
  await expect(page.getByRole("main")).toContainText("prescribed (sildenafil-50)");
  await check(page, "verify-genuine");
  await choose(signed.replace('"kind": "prescribed"', '"kind": "declined"'));
  await expect(page.getByRole("main")).toContainText("Not genuine");
  await expect(page.getByRole("main")).toContainText("the signed part was changed");
  await choose(signed.replace('"value": "male"', '"value": "female"'));
  await expect(page.getByRole("main")).toContainText("what it says of `sex-at-birth` is not what was signed");
  await check(page, "verify-forged");
  expect(posts).toEqual([]);
});

test("a prescription is sent to the pharmacy, and leaves the worklist", async ({ patient, clinician, check }) => {
  const ward = await patient({ name: "Theodora Quill" });
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.order("sildenafil 50 MG", "Not after a heavy meal.");
  const main = chart.page.getByRole("main");
  // The order stands beside what it must agree with.
  const order = ["Theodora Quill", "sildenafil 50 MG", "Not after a heavy meal.", "cannot be undone"];
  for (const words of [...order, "Allergies", "Takes already", "Corner Drugs, 94607"]) {
    await expect(main).toContainText(words);
  }
  await check(chart.page, "chart-sign");
  await chart.page.getByRole("button", { name: "Change" }).click();
  const part = chart.part("sildenafil 50 MG");
  await expect(part.getByLabel("Words to the patient")).toHaveValue("Not after a heavy meal.");
  await part.getByLabel("Quantity").fill("100000");
  await part.getByLabel("Refills").fill("100000");
  await part.getByRole("button", { name: "Review and sign" }).click();
  await expect(part).toContainText("The quantity must be from 1 to");
  await expect(part).toContainText("The refills must be at most");
  await expect(part.getByLabel("Quantity")).toHaveValue("100000");
  await part.getByLabel("Quantity").fill("6");
  await part.getByLabel("Refills").fill("0");
  await chart.order("sildenafil 50 MG", "Not after a heavy meal.");
  await chart.expectKeys();
  await chart.sign();
  await expect(chart.decision).toContainText("Prescribed");
  // Back is the chart, not the form that was sent.
  await chart.page.goBack();
  await expect(chart.page.getByRole("heading", { name: "Decided" })).toBeVisible();

  await chart.page.getByRole("link", { name: "To do", exact: true }).click();
  const row = new Queue(chart.page).row("Theodora Quill");
  for (const words of ["Born April 2, 1979", "Corner Drugs, 94607", "sildenafil 50 MG", "6 tablets"]) {
    await expect(row).toContainText(words);
  }
  await check(chart.page, "worklist-row");
  await row.getByRole("button", { name: "Sent" }).click();
  await expect(row.filter({ hasNot: chart.page.getByRole("button") })).toHaveCount(1);
  await expect(row).toHaveCount(1);
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("Sent to your pharmacy");
});

test("a prescription that was sent is found again and cancelled, with a reason", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.prescribe("sildenafil 50 MG");
  await chart.page.getByRole("link", { name: "To do", exact: true }).click();
  const row = new Queue(chart.page).rowOf(ward.visit);
  await row.getByRole("button", { name: "Sent" }).click();
  await expect(row.filter({ hasNot: chart.page.getByRole("button") })).toHaveCount(1);
  await row.getByRole("link", { name: ward.person.name }).click();
  const part = await chart.openPart("Cancel the prescription");
  await part.getByRole("button", { name: "Cancel the prescription" }).click();
  await expect(part).toContainText("Tell the patient why");
  await check(chart.page, "chart-cancel-refused");
  const reason = part.getByLabel("Why, in words to the patient");
  await reason.fill("x".repeat(2001));
  await part.getByRole("button", { name: "Cancel the prescription" }).click();
  await expect(part).toContainText("Write at most 2000 characters");
  await expect(reason).toHaveValue("x".repeat(2001));
  await reason.fill("Your pharmacy has none. We will find another.");
  await part.getByRole("button", { name: "Cancel the prescription" }).click();
  await expect(chart.decision).toContainText("canceled");
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("This prescription was canceled");
  await expect(ward.page.getByRole("main")).toContainText("Your pharmacy has none.");
});

test("a visit that is sent twice, by Back or in another tab, is one visit with one confirmation", async ({ patient }) => {
  const ward = await patient();
  const { page, intake, visits } = ward;
  await ward.skipToCheck(erections);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await intake.send();
  const confirmation = page.url();
  await page.goBack();
  await intake.expectHeading("We have what you sent");
  await other.getByRole("button", { name: "Send to the clinic" }).click();
  await expect(other).toHaveURL(confirmation);
  await other.close();
  await visits.open();
  await expect(visits.rows(erections.condition)).toHaveCount(1);
});
