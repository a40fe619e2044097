import { answerByPost } from "../pages/by-post";
import { Demo } from "../pages/demo";
import { consentHeading } from "../pages/patient";
import { Queue } from "../pages/queue";
import { erections, hair } from "../support/answers";
import { expect, test } from "../support/fixtures";

test("a red flag stops with 911; taken back, it stays on record and the clinician is told", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient();
  const { page, intake, questions } = ward;
  await ward.reachQuestions(erections.condition);
  // "None of these" beside it is a mistake that can wait: help comes first.
  await page.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" }).check();
  await page.getByRole("checkbox", { name: "None of these" }).check();
  await intake.continue();
  await intake.expectEmergency("911");
  await check(page, "emergency-911");
  // No address leads past it, and neither does Back: the page that raised it leads here again.
  for (const path of ["check", "consent", "location", "resume", "steps/2", "steps/7", "steps/2/now"]) {
    await page.goto(`/visits/${ward.visit}/${path}`);
    await intake.expectEmergency("911");
    await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}/steps/1/now$`));
  }
  await page.getByRole("link", { name: /I chose this by mistake/ }).click();
  await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}/steps/1$`));
  await expect(page.getByRole("checkbox", { name: "None of these" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" })).toBeChecked();
  await intake.continue();
  await intake.expectEmergency("911");
  await page.goBack();
  await expect(page.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" })).toBeChecked();
  await intake.continue();
  await intake.expectEmergency("911");
  await page.getByRole("link", { name: /I chose this by mistake/ }).click();
  await page.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" }).uncheck();
  await page.getByRole("checkbox", { name: "None of these" }).check();
  await questions.goOn();
  await answerByPost(page, consentHeading, erections.answers());
  await ward.signConsent();
  await intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.flags).toContainText("A red flag was chosen and taken back");
  await expect(chart.flags).toContainText("First answered");
  await expect(chart.flags).toContainText("Pain, pressure or tightness in my chest");
  await expect(chart.flags).not.toContainText("A red flag stands");
  await expect(chart.history).toContainText("Pain, pressure or tightness in my chest");
  await check(chart.page, "chart-red-flag");
});

test("without scripts too, help comes before what else is wrong with the page", async ({ patient }) => {
  const ward = await patient({}, { javaScriptEnabled: false });
  const { page, intake, questions } = ward;
  await ward.reachQuestions(erections.condition);
  await page.getByRole("button", { name: "Continue" }).click();
  await questions.expectProblems(/./);
  await page.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" }).check();
  await page.getByRole("checkbox", { name: "None of these" }).check();
  await intake.continue();
  await intake.expectEmergency("911");
});

test("a flag that is ticked just before sending, in another tab, shows the emergency instead of sending", async ({ patient }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await ward.skipToCheck(erections);
  const other = await page.context().newPage();
  await other.goto(`/visits/${ward.visit}/steps/1`);
  await other.getByRole("checkbox", { name: "None of these" }).uncheck();
  await other.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" }).check();
  await other.getByRole("button", { name: "Continue" }).click();
  await expect(other).toHaveTitle(/^Get help now/);
  await other.close();
  await intake.continue("Send to the clinic");
  await intake.expectEmergency("911");
  await ward.visits.open();
  await ward.visits.expectStatus(erections.condition, "Not sent yet");
});

test("a flag that is ticked after submitting shows the emergency, there and on the visit, and goes first", async ({ patient, clinician, check }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await ward.submit(erections);
  await ward.open();
  await page.getByText("Show your answers").click();
  await intake.change("Is any of this happening to you right now?");
  await page.getByRole("checkbox", { name: "None of these" }).uncheck();
  await page.getByRole("checkbox", { name: "Pain, pressure or tightness in my chest" }).check();
  await intake.continue("Save the change");
  await intake.expectEmergency("911");
  await ward.open();
  await expect(page.getByRole("heading", { name: "Call 911 now" })).toBeVisible();
  // Nobody who must call 911 is told how long they may wait.
  await expect(page.getByRole("main")).not.toContainText("working days");
  await check(page, "visit-emergency");
  const chart = await clinician("Maya Okafor");
  const queue = new Queue(chart.page);
  await queue.open();
  const rows = await queue.rows.allInnerTexts();
  const flagged = rows.filter((row) => row.includes("A red flag"));
  expect(rows.slice(0, flagged.length)).toEqual(flagged);
  await expect(queue.rowOf(ward.visit)).toContainText("A red flag stands");
  await chart.open(ward.visit);
  await expect(chart.flags).toContainText("Emergency");
});

test("a wish to die stops with 988, and the operator reads at once whom to call", async ({ patient, visitor, demo, check }) => {
  const ward = await patient();
  await ward.reachQuestions(erections.condition);
  await ward.page.getByRole("checkbox", { name: "I want to end my life, or I have a plan to" }).check();
  await ward.intake.continue();
  await ward.intake.expectEmergency("988");
  await check(ward.page, "emergency-988");
  const office = await visitor();
  await new Demo(office).signInAs("Priya Raman");
  await expect(office.getByRole("main")).toContainText(`${ward.person.name}, telephone ${ward.person.telephone}, in California`);
  await check(office, "operator-urgent");
  const letters = await demo.mailsTo("priya.raman@example.com");
  expect(letters.join("\n")).toContain("urgent, please look now");
});

for (const typed of ["Imdur", "nitro spray", "poppers at parties"]) {
  test(`“No” to nitrates does not outweigh “${typed}” typed as a medicine`, async ({ patient, clinician }) => {
    const ward = await patient();
    await ward.submit(erections, {
      "Do you take any medicine, vitamin or herb?": "Yes",
      "Write each medicine on its own line": [typed, "lisinopril 10 mg"],
    });
    const chart = await clinician("Maya Okafor");
    await chart.open(ward.visit);
    await chart.claim();
    await expect(chart.medicines).toContainText(typed);
    for (const medicine of ["sildenafil 50 MG", "tadalafil 5 MG"]) await chart.expectOutcome(medicine, "Not permitted");
    await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
  });
}

test("a medicine that nobody recognizes is resolved before anything is prescribed", async ({ patient, clinician, check }) => {
  const ward = await patient();
  await ward.submit(erections, {
    "Do you take any medicine, vitamin or herb?": "Yes",
    "Write each medicine on its own line": ["Zorblaxin forte"],
  });
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await expect(chart.medicines).toContainText("not recognized");
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
  await check(chart.page, "chart-unknown-medicine");
  await chart.resolve("Zorblaxin forte");
  await expect(chart.page.getByRole("main")).toContainText("Tick what it is, or that no class of it matters here");
  await chart.resolve("Zorblaxin forte", "nitrate", "No class that matters here");
  await expect(chart.page.getByRole("main")).toContainText("not both");
  await chart.medicines.getByRole("checkbox", { name: "No class that matters here" }).uncheck();
  await chart.resolve("Zorblaxin forte", "nitrate");
  await chart.expectOutcome("sildenafil 50 MG", "Not permitted");
  // It was a slip: it is corrected, both stay on record with who said them, and the way is open.
  await chart.correct("Zorblaxin forte", "nitrate", "No class that matters here");
  await expect(chart.medicines).toContainText("no class that matters here");
  await expect(chart.medicines).toContainText(/Maya Okafor.*: nitrate/);
  await expect(chart.medicines).toContainText(/Maya Okafor.*: no class that matters here/);
  await check(chart.page, "chart-corrected-medicine");
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");
});

test("a state where no clinician has a license is told so at once, and may be corrected", async ({ patient, check }) => {
  const ward = await patient({ state: "Wyoming" });
  await ward.begin(erections.condition);
  await ward.intake.expectHeading("We cannot help in Wyoming yet");
  await check(ward.page, "outlook-no-clinician");
  await ward.page.getByRole("link", { name: "Change it" }).click();
  await ward.intake.expectHeading("Where are you now?");
  await ward.page.getByLabel("The state you are in").selectOption({ label: "California" });
  await ward.intake.continue();
  await ward.intake.expectHeading("What is your e-mail address?");
});

test("somebody too young is told kindly where to turn", async ({ patient, check }) => {
  const ward = await patient({ birthDate: `${new Date().getFullYear() - 16}-01-05` });
  await ward.begin(hair.condition);
  await ward.intake.expectHeading("We cannot help with this online");
  await expect(ward.page.getByRole("main")).toContainText("Where you can turn");
  await check(ward.page, "outlook-age");
});

test("somebody whose sex at birth is outside of what is treated is told so before any question, and may be corrected", async ({ patient, check }) => {
  const ward = await patient({ sexAtBirth: "Female", name: "Ellen Marie Ward" });
  await ward.begin(erections.condition);
  await ward.signIn();
  await ward.intake.sayWho(ward.person);
  await ward.intake.expectHeading("We cannot help with this online");
  await check(ward.page, "outlook-sex");
  await ward.page.getByRole("link", { name: "Change what you told us about you" }).click();
  await ward.intake.expectHeading("About you");
  await ward.page.getByRole("radio", { name: "Male", exact: true }).check();
  await ward.intake.continue();
  await expect(ward.page).toHaveURL(/\/steps\/1$/);
});
