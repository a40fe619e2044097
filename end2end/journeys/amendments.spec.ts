import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import type { Patient } from "../pages/patient";

const anyMedicine = "Do you take any medicine, vitamin or herb?";
const list = "Write each medicine on its own line";

/** Opens the visit at hand with all that was answered. */
async function showAnswers(ward: Patient): Promise<void> {
  await ward.open();
  await ward.page.getByText("Show your answers").click();
}

test("“No” to medicines that becomes “Yes” leads to the list, and nothing is signed without it", async ({ patient, clinician, check }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await ward.submit(erections);
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.expectOutcome("sildenafil 50 MG", "Permitted");

  await showAnswers(ward);
  await intake.change(anyMedicine);
  await page.getByRole("radio", { name: "Yes", exact: true }).check();
  await intake.continue("Save the change");
  await intake.expectHeading(list);

  // Whoever stops here is asked for it on the visit, and the clinician is told.
  await ward.open();
  await expect(page.getByRole("main")).toContainText("Nothing can be prescribed until you have answered this");
  await check(page, "visit-missing");
  await chart.open(ward.visit);
  await expect(chart.page.getByRole("main")).toContainText("The patient has not answered everything");
  await chart.expectOutcome("sildenafil 50 MG", "Not complete");
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
  await check(chart.page, "chart-unanswered");

  await page.getByRole("link", { name: list }).first().click();
  await page.getByRole("group", { name: list }).getByRole("textbox").first().fill("nitro spray");
  await intake.continue("Save the change");
  await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}[?]saved$`));
  await expect(page.getByRole("main")).not.toContainText("Something is still missing");
  await chart.open(ward.visit);
  await expect(chart.medicines).toContainText("nitro spray");
  await chart.expectOutcome("sildenafil 50 MG", "Not permitted");
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
});

test("a medicine that nobody recognizes, added after submitting, keeps everything unsigned", async ({ patient, clinician }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await ward.submit(erections);
  await showAnswers(ward);
  await intake.change(anyMedicine);
  await page.getByRole("radio", { name: "Yes", exact: true }).check();
  await intake.continue("Save the change");
  await page.getByRole("group", { name: list }).getByRole("textbox").first().fill("Zorblaxin forte");
  await intake.continue("Save the change");
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await expect(chart.medicines).toContainText("not recognized");
  await chart.expectOutcome("sildenafil 50 MG", "Not complete");
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
});

test("what was left out is added after submitting, and the clinician reads it", async ({ patient, clinician }) => {
  const ward = await patient();
  const { page, intake } = ward;
  const question = "Is there anything else that the clinician should know?";
  await ward.submit(erections);
  await showAnswers(ward);
  await expect(page.getByRole("main")).toContainText("Not answered");
  await intake.add(question);
  await page.getByLabel(question).fill("I fly to Oregon next week.");
  await intake.continue("Save the change");
  await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}[?]saved$`));
  await expect(page.getByRole("main")).toContainText("Your change is saved");
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.answers).toContainText("I fly to Oregon next week.");
});

test("an optional question stands on the check page with a link to add to it", async ({ patient }) => {
  const ward = await patient();
  await ward.skipToCheck(erections);
  await ward.intake.add("Is there anything else that the clinician should know?");
  await ward.page.getByLabel("Is there anything else that the clinician should know?").fill("I work nights.");
  await ward.intake.continue();
  await ward.intake.expectHeading("Check your answers");
  await expect(ward.page.getByRole("main")).toContainText("I work nights.");
});

test("telephone and birth date are corrected after submitting, and the clinician sees them", async ({ patient, clinician, check }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await ward.submit(erections);
  await showAnswers(ward);
  await intake.change("your phone number");
  await intake.expectHeading("About you");
  await check(page, "about-amending");
  await page.getByLabel("Phone number").fill("(415) 555-0199");
  await intake.continue("Save the change");
  await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}[?]saved$`));
  await page.getByText("Show your answers").click();
  await intake.change("your date of birth");
  await intake.fillDate("Your date of birth", "1981-04-02");
  await intake.continue("Save the change");
  await expect(page).toHaveURL(new RegExp(`/visits/${ward.visit}[?]saved$`));
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.answers).toContainText("555-0199");
  await expect(chart.answers).toContainText("April 2, 1981");
  // What stood there first is said at the top, where a rule goes by it, and kept in the history.
  await expect(chart.flags).toContainText("The birth date was changed");
  await expect(chart.flags).toContainText("April 2, 1979, then April 2, 1981");
  await expect(chart.history).toContainText("Telephone: (415) 555-0142");
  await expect(chart.history).toContainText("Born April 2, 1979");
  await check(chart.page, "chart-changed-identity");
});

test("a patient who moves to where nobody is licensed is told at once, with where to turn", async ({ patient, check }) => {
  const ward = await patient();
  const { page, intake } = ward;
  await ward.submit(erections);
  await ward.open();
  await page.getByText("I am in another state now").click();
  await page.getByLabel("The state you are in now").selectOption({ label: "Wyoming" });
  await intake.continue("Tell the clinic");
  await expect(page.getByRole("heading", { name: "We cannot help in Wyoming right now" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("The clinic will set it up");
  await expect(page.getByRole("link", { name: "211" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("working days");
  await check(page, "visit-unserved");
});

test("a double click on “Send to the clinic” makes one visit", async ({ patient }) => {
  const ward = await patient();
  await ward.skipToCheck(erections);
  await ward.page.getByRole("button", { name: "Send to the clinic" }).dblclick();
  await ward.intake.expectHeading("We have what you sent");
  await ward.visits.open();
  await expect(ward.visits.rows(erections.condition)).toHaveCount(1);
});

test("a draft is thrown away, after one more question", async ({ patient, check }) => {
  const ward = await patient();
  await ward.reachQuestions(erections.condition);
  await ward.visits.open();
  await ward.page.getByRole("link", { name: new RegExp(`^Delete this draft\\s*: ${erections.condition}$`) }).click();
  await ward.intake.expectHeading("Delete this draft?");
  await check(ward.page, "draft-delete");
  await ward.intake.continue("Delete it");
  await expect(ward.page.getByRole("heading", { level: 1 })).toHaveText("Your visits");
  await expect(ward.visits.rows(erections.condition)).toHaveCount(0);
});
