import { Chart } from "../pages/chart";
import { Operator, Staff } from "../pages/operator";
import { Patient } from "../pages/patient";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { somebody } from "../support/people";

const ann = { name: "Ann Bell", email: "ann.bell@example.org", password: "seven green bottles on a wall" };
const ada = { name: "Ada Moore", title: "MD", email: "ada.moore@example.org", npi: "1234567893" };
const texas = { state: "Texas", city: "Austin", postalCode: "78701" };
const oregon = { state: "Oregon", city: "Portland", postalCode: "97201" };

test("a clinic opens a state by vouching for its rule, serves it, and closes it by contesting the rule", async ({
  practice: { server, mailbox },
  visitor,
  check,
}) => {
  const browser = () => visitor({ baseURL: server.url });
  const somebodyIn = async (place: typeof texas) => new Patient(await browser(), mailbox, somebody(place));

  const made = await server.admin("create-operator", "--email", ann.email, "--name", ann.name);
  const office = await browser();
  const staff = new Staff(office);
  await office.goto(/\/staff\/password\/[0-9a-f]+/.exec(made)?.[0] ?? "");
  await staff.choosePassword(ann.password);
  await staff.expectHeading("Staff sign-in");
  await staff.signIn(ann.email, ann.password);
  const operator = new Operator(office);
  await operator.expectHeading("Clinic");
  await expect(office.getByRole("main")).toContainText("Your clinic serves nobody yet. Do this first");
  await expect(office.getByRole("main")).not.toContainText("Nothing wants your attention.");
  await check(office, "practice-first-day");
  await office.getByRole("link", { name: "Add a clinician" }).click();
  await operator.fillClinician(ada);
  await operator.expectHeading("Ada Moore, MD");
  for (const { state } of [texas, oregon]) {
    await office.getByRole("link", { name: "Add a license" }).click();
    await operator.fillLicence({ state, kind: "MD", number: `${state}-20417`, ends: "2031-01-31" });
    await expect(office.getByRole("row", { name: new RegExp(state) })).toBeVisible();
  }
  const own = await browser();
  const clinician = new Staff(own);
  await own.goto(await mailbox.invitationFor(ada.email));
  await clinician.choosePassword(ann.password);
  await clinician.expectHeading("Staff sign-in");
  await clinician.signIn(ada.email, ann.password);
  await clinician.expectHeading("Queue (0)");

  await operator.open();
  const main = office.getByRole("main");
  for (const { state } of [texas, oregon]) await expect(main).toContainText(`${state} is licensed, but not open`);
  await check(office, "practice-licensed");
  const before = await somebodyIn(texas);
  await before.begin(erections.condition);
  await expectClosed(before);
  await check(before.page, "outlook-not-open");

  await operator.openOpening("Texas");
  await expect(main).toContainText("111.005(a)(3)");
  await expect(main).toContainText("Nobody has vouched for it as it reads.");
  await check(office, "practice-rule");
  await operator.judge("Verify", "Ben Bar", "Read the statute of 2025.");
  await expect(main).toContainText(/Ben Bar vouched for it on .*: Read the statute of 2025\./);
  await operator.open();
  await expect(main).not.toContainText("Texas is licensed");
  await expect(main).toContainText("Oregon is licensed, but not open");
  await check(office, "practice-open");

  // The way that was shut is open, for who was told so as for others, and in that state only.
  await before.page.reload();
  await before.signIn();
  await before.intake.sayWho(before.person);
  await expect(before.page).toHaveURL(/\/steps\/1$/);
  const ward = await somebodyIn(texas);
  await ward.submit(erections);
  const queue = new Queue(own);
  await queue.open();
  await expect(queue.rowOf(ward.visit)).toContainText("Texas");
  const letters = await mailbox.mailsTo(ward.person.email);
  expect(letters).not.toEqual([]);
  expect(letters.join("\n")).not.toMatch(/erection|sildenafil|Texas/i);
  const elsewhere = await somebodyIn(oregon);
  await elsewhere.begin(erections.condition);
  await expectClosed(elsewhere);

  await operator.openOpening("Texas");
  await operator.judge("Contest", "Cora Dunn", "The section was repealed.");
  await expect(main).toContainText(/Cora Dunn contested it on .*: The section was repealed\./);
  await operator.open();
  await expect(main).toContainText("Texas is licensed, but not open");
  const after = await somebodyIn(texas);
  await after.begin(erections.condition);
  await expectClosed(after);
  // Whoever has sent a visit, or has begun one, is told the same, and nothing of it can be signed.
  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("We cannot offer this care where you are yet");
  await expect(ward.page.getByRole("main")).not.toContainText("working days");
  await check(ward.page, "visit-not-open");
  const chart = new Chart(own);
  await chart.open(ward.visit);
  await chart.claim();
  await expect(chart.flags).toContainText("The rule that would open this jurisdiction has not been verified by this clinic.");
  await chart.expectOutcome("sildenafil 50 MG", "Not permitted");
  await expect(chart.decision.getByRole("button", { name: "Review and sign" })).toHaveCount(0);
  await before.visits.open();
  await before.visits.openVisit(erections.condition);
  await expectClosed(before);
  await expect(before.page.getByRole("main")).toContainText("What you have told us so far is kept.");
});

/** The visitor is told that the clinic is not open where they are, and where else to turn. */
async function expectClosed({ page, intake, person }: Patient): Promise<void> {
  await intake.expectHeading(`We cannot help in ${person.state} yet`);
  await expect(page.getByRole("main")).toContainText("We cannot offer this care where you are yet");
  await expect(page.getByRole("main")).toContainText("Where you can turn");
}
