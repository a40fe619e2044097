import { Demo } from "../pages/demo";
import { Operator, Staff } from "../pages/operator";
import { Queue } from "../pages/queue";
import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { daysAgo } from "../support/people";

const ada = { name: "Ada Moore", title: "MD", email: "ada.moore@example.com", npi: "1234567893" };
const noor = { name: "Noor Haddad", title: "DO", email: "noor.haddad@example.com", npi: "1098765435" };
const texas = { state: "Texas", kind: "MD", number: "TX-20417", ends: "2031-01-31" };
const password = "seven green bottles on a wall";

test("an operator adds a clinician and a license", async ({ visitor, check }) => {
  const office = await visitor();
  const operator = new Operator(office);
  await new Demo(office).signInAs("Priya Raman");
  await office.getByRole("link", { name: "Add a clinician" }).click();
  await check(office, "operator-clinician-new");
  await operator.fillClinician({ ...ada, npi: "1234567890" });
  await operator.expectProblems("Check the NPI: one of its digits is wrong");
  await expect(office.getByLabel("NPI")).toHaveValue("1234567890");
  await expect(office.getByLabel("NPI")).toHaveAttribute("aria-invalid", "true");
  await expect(office.getByLabel("NPI")).toHaveAccessibleDescription(/one of its digits is wrong/);
  await expect(office.getByLabel("Full name")).toHaveValue(ada.name);
  await check(office, "operator-clinician-refused");
  await operator.fillClinician(ada);
  await operator.expectHeading("Ada Moore, MD");
  await check(office, "operator-clinician-added");

  await office.getByRole("link", { name: "Add a license" }).click();
  await check(office, "operator-licence-new");
  await operator.fillLicence({ ...texas, ends: "2031-13-40" });
  await operator.expectProblems(/Enter the last day on which it is valid/);
  await expect(office.getByLabel("License number")).toHaveValue(texas.number);
  await check(office, "operator-licence-refused");
  await operator.fillLicence(texas);
  await expect(office.getByRole("row", { name: /Texas/ })).toContainText("until January 31, 2031");
});

test("a new clinician chooses a password by the link, and works here until the account is shut", async ({ visitor, demo, check }) => {
  const office = await visitor();
  const operator = new Operator(office);
  await new Demo(office).signInAs("Priya Raman");
  await office.getByRole("link", { name: "Add a clinician" }).click();
  await operator.fillClinician(noor);
  await operator.expectHeading("Noor Haddad, DO");

  const mails = await demo.mailsTo(noor.email);
  const link = /https?:\/\/\S+(\/staff\/password\/[0-9a-f]+)/.exec(mails.join("\n"))?.[1] ?? "";
  const own = await visitor();
  const staff = new Staff(own);
  await own.goto(link);
  await staff.expectHeading("Choose a password");
  await check(own, "staff-password");
  await staff.choosePassword("too short");
  await staff.expectProblems(/at least 12 characters/);
  await check(own, "staff-password-refused");
  await staff.choosePassword(password, `${password}!`);
  await staff.expectProblems("Type the same password twice");
  await staff.choosePassword(password);
  await staff.expectHeading("Staff sign-in");
  await own.goto(link);
  await staff.expectHeading("This link does not work any more");
  await check(own, "staff-password-spent");

  await staff.signIn(noor.email, "not the password");
  await staff.expectProblems("The e-mail address or the password is not right");
  const words = await own.getByRole("main").innerText();
  await staff.signIn("nobody@example.com", password);
  await staff.expectProblems("The e-mail address or the password is not right");
  expect(await own.getByRole("main").innerText()).toBe(words);
  await check(own, "staff-sign-in-refused");
  await staff.signIn(noor.email, password);
  await staff.expectHeading("Queue (0)");

  await office.getByRole("link", { name: "Add a license" }).click();
  await operator.fillLicence({ ...texas, number: "TX-20418" });
  const queue = new Queue(own);
  await queue.open();
  await expect(queue.row("Texas")).not.toHaveCount(0);
  await operator.changeLicence("Texas", { status: "Suspended" });
  await expect(office.getByRole("row", { name: /Texas/ })).toContainText("suspended");
  await queue.open();
  await expect(queue.rows).toHaveCount(0);
  await operator.changeLicence("Texas", { status: "Active" });

  await office.getByText("Shut this account").click();
  await operator.continue("Shut the account");
  await expect(office.getByRole("main")).toContainText("Cannot sign in");
  await check(office, "operator-clinician-shut");
  await own.reload();
  await staff.expectHeading("Staff sign-in");
  await staff.signIn(noor.email, password);
  await staff.expectProblems("The e-mail address or the password is not right");
  await operator.continue("Open the account again");
  await staff.signIn(noor.email, password);
  await staff.expectHeading(/^Queue/);
});

test("a license that runs out in the middle of a review prescribes nothing", async ({ patient, clinician, visitor, check }) => {
  const ward = await patient({ state: "Oregon", city: "Portland", postalCode: "97201" });
  await ward.submit(erections);
  const chart = await clinician("Hannah Lindqvist");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.expectOutcome("sildenafil 50 MG", "Permitted");

  const office = await visitor();
  const operator = new Operator(office);
  await new Demo(office).signInAs("Priya Raman");
  await operator.openClinician("Hannah Lindqvist");
  await operator.changeLicence("Oregon", { ends: daysAgo(3) });
  await expect(office.getByRole("row", { name: /Oregon/ })).toContainText("ended on");
  await expect(office.getByRole("main")).toContainText(/visits? in Oregon, where nobody may act/);
  try {
    await chart.askToSign("sildenafil 50 MG", "Words that must not be lost.");
    const main = chart.page.getByRole("main");
    await expect(main).toContainText("You can only give it back");
    await expect(main).toContainText("Words that must not be lost.");
    await check(chart.page, "chart-licence-expired");
    await ward.open();
    await expect(ward.page.getByRole("main")).toContainText("A clinician is reading it");
    await main.getByRole("button", { name: "Give it back" }).click();
    await expect(new Queue(chart.page).rowOf(ward.visit)).toHaveCount(0);
    await ward.visits.open();
    await ward.visits.expectStatus(erections.condition, "Waiting for a clinician");
  } finally {
    await operator.openClinician("Hannah Lindqvist");
    await operator.changeLicence("Oregon", { ends: "2031-01-31" });
  }
});
