import { Demo } from "../pages/demo";
import { Step } from "../pages/step";
import { expect, test } from "../support/fixtures";

// Pages that no other journey checks.

test("the staff's sign-in and the choice of a password", async ({ visitor, check }) => {
  const page = await visitor();
  const step = new Step(page);
  await page.goto("/staff/sign-in");
  await step.expectHeading("Staff sign-in");
  await check(page, "staff-sign-in");
  await step.continue("Sign in");
  await step.expectProblems("The e-mail address or the password is not right");
});

test("a wrong address, a wrong code, and too many tries", async ({ visitor, check }) => {
  const page = await visitor();
  const step = new Step(page);
  await page.goto("/sign-in");
  await check(page, "sign-in");
  await page.getByLabel("What is your e-mail address?").fill("not an address");
  await step.continue("Send me a code");
  await step.expectProblems(/Enter an e-mail address/);
  await check(page, "sign-in-refused");
  await page.getByLabel("What is your e-mail address?").fill("wrong.code@example.com");
  await step.continue("Send me a code");
  await step.expectHeading("Enter the code");
  await check(page, "sign-in-code");
  await page.getByLabel("Enter the code").fill("000000");
  await step.continue();
  await step.expectProblems(/That code is not right/);
  await check(page, "sign-in-code-refused");
  await expect(async () => {
    await step.continue("Send a new code");
    await step.heading.waitFor();
    expect(await step.heading.innerText()).toBe("Please wait a little");
  }).toPass({ intervals: [0] });
  await check(page, "refused-429");
});

test("an address that leads nowhere", async ({ visitor, check }) => {
  const page = await visitor();
  const response = await page.goto("/nowhere");
  expect(response?.status()).toBe(404);
  await new Step(page).expectHeading("Page not found");
  await check(page, "refused-404");
});

test("a chart that the license does not cover", async ({ visitor, check }) => {
  const page = await visitor();
  const demo = new Demo(page);
  await demo.signInAs("Harold Jensen");
  const visit = await page.getByRole("main").getByRole("listitem").getByRole("link").first().getAttribute("href");
  await demo.signInAs("Maya Okafor");
  const response = await page.goto(`/review/${visit?.split("/").pop()}`);
  expect(response?.status()).toBe(403);
  await new Step(page).expectHeading("Your license does not cover this");
  await check(page, "refused-403");
});

test("more than a form may hold", async ({ visitor, check }) => {
  const page = await visitor();
  const step = new Step(page);
  await page.goto("/sign-in");
  await page.getByLabel("What is your e-mail address?").fill("a".repeat(300_000));
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await step.continue("Send me a code");
  expect((await answered).status()).toBe(413);
  await step.expectHeading("What you sent is too large");
  await check(page, "refused-413");
});

test("a prescription that was cancelled, as its patient sees it", async ({ visitor, check }) => {
  const page = await visitor();
  await new Demo(page).signInAs("James Whitaker");
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: "Prescription canceled" });
  await row.getByRole("link").first().click();
  await expect(page.getByRole("main")).toContainText("Prescription canceled");
  // Nobody is told how to take what they must not take.
  await expect(page.getByText("How to take it")).toHaveCount(0);
  await check(page, "visit-cancelled");
});

test("somebody without a visit", async ({ demo, visitor, patient, check }) => {
  const ward = await patient();
  const page = await visitor();
  await page.goto("/sign-in");
  await page.getByLabel("What is your e-mail address?").fill(ward.person.email);
  await new Step(page).continue("Send me a code");
  await page.getByLabel("Enter the code").fill(await demo.codeFor(ward.person.email));
  await new Step(page).continue();
  await new Step(page).expectHeading("Your visits");
  await expect(page.getByRole("main")).toContainText("You have no visits yet");
  await check(page, "visits-none");
});
