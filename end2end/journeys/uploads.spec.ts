import type { Page } from "@playwright/test";
import { PhotoStep } from "../pages/photos";
import { erections, hair } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { Network } from "../support/network";
import { padded, picture, refused, tooLarge } from "../support/pictures";

const record = "Do you have a lab result or a doctor’s letter to share?";
const megabytes = 1_000_000;

/** Signs out in another tab, which ends the session of this one too. */
async function endSession(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto("/visits");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("link", { name: "Sign in" })).toBeVisible();
  await other.close();
}

test("a photo under way shows and says how far it has come, and can be stopped and sent again", async ({ patient, check }) => {
  const ward = await patient();
  const photos = new PhotoStep(ward.page);
  await ward.skipTo("Front hairline", hair);
  const network = await Network.of(ward.page);
  // Slow enough that it is still under way once the page was looked at.
  await network.slow(megabytes / 8);
  await photos.send(padded(await picture(ward.page, "Front hairline"), 12 * megabytes));
  await expect(photos.bar).toBeVisible();
  await expect(photos.said).toContainText("Sending");
  await expect(photos.said).toContainText("25% sent, about");
  await expect(ward.page.getByRole("main")).toContainText(/\d\.\d of 12\.0 MB sent, about \d+ seconds left/);
  await check(ward.page, "photo-sending");
  await ward.page.getByRole("button", { name: "Cancel" }).click();
  await expect(photos.failure).toContainText("You stopped it");
  await expect(photos.failure).toBeFocused();
  await expect(photos.bar).toBeHidden();
  await expect(photos.pictures).toHaveCount(0);
  await network.restore();
  await ward.page.getByRole("button", { name: "Send again" }).click();
  await photos.expectSent();
  await expect(photos.failure).toBeHidden();
  await photos.expectHeading("Front hairline");
  await expect(photos.heading).toBeFocused();
  await photos.continue();
  await photos.expectHeading("Left temple");
});

test("a network that is lost in the middle of a photo costs nothing but sending it again", async ({ patient, check }) => {
  const ward = await patient();
  const photos = new PhotoStep(ward.page);
  await ward.skipTo("Front hairline", hair);
  const network = await Network.of(ward.page);
  await network.slow(megabytes / 5);
  await photos.send(padded(await picture(ward.page, "Front hairline"), 12 * megabytes));
  await expect(photos.said).toContainText("25% sent");
  await network.lose();
  await expect(photos.failure).toContainText("The connection was lost");
  await expect(photos.failure).toContainText("the file that you chose is still here");
  await ward.page.getByRole("button", { name: "Send again" }).click();
  await expect(photos.failure).toContainText("The connection was lost");
  await network.restore();
  await check(ward.page, "photo-lost");
  await ward.page.getByRole("button", { name: "Send again" }).click();
  await photos.expectSent();
  await expect(photos.failure).toBeHidden();
});

test("a refusal stands at the field and on top, the same with scripts and without", async ({ patient }) => {
  for (const javaScriptEnabled of [true, false]) {
    const ward = await patient({}, { javaScriptEnabled });
    const photos = new PhotoStep(ward.page);
    await ward.skipTo("Front hairline", hair);
    await expect(photos.file).toHaveAttribute("accept", "image/jpeg,image/png,image/webp");
    for (const { what, file, sentence } of refused) {
      await test.step(what, async () => {
        await photos.send(file);
        await photos.expectProblems(sentence);
        await expect(photos.file).toHaveAccessibleDescription(sentence);
        await expect(photos.file).toHaveAttribute("aria-invalid", "true");
      });
    }
    await photos.continue(/^Send this/);
    await photos.expectProblems(/Choose a photo first/);
    await photos.send(await picture(ward.page, "Front hairline"));
    await photos.expectSent();
    await expect(photos.problems).toBeHidden();
    await expect(ward.page).not.toHaveTitle(/^Error/);
  }
});

test("a file that is too large is refused without scripts, and the photo that was sent stays", async ({ patient }) => {
  const ward = await patient({}, { javaScriptEnabled: false });
  const photos = new PhotoStep(ward.page);
  await ward.skipTo("Front hairline", hair);
  await photos.send(await picture(ward.page, "Front hairline"));
  await photos.expectSent();
  const step = ward.page.url();
  await photos.send(tooLarge.read);
  await photos.expectProblems(/larger than 15 MB/);
  await photos.expectSent();
  await photos.send(tooLarge.unread);
  await photos.expectHeading("What you sent is too large");
  await ward.page.goto(step);
  await photos.expectSent();
});

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? "with scripts" : "with scripts disabled";
  test(`a session that ends before a photo is sent leads back to it, ${how}`, async ({ patient, check }) => {
    const ward = await patient({}, { javaScriptEnabled });
    const photos = new PhotoStep(ward.page);
    await ward.skipTo("Front hairline", hair);
    await endSession(ward.page);
    await photos.send(await picture(ward.page, "Front hairline"));
    await ward.intake.expectHeading("What is your e-mail address?");
    await expect(ward.page.getByRole("main")).toContainText("then choose the photo again");
    await ward.signIn();
    await photos.expectHeading("Front hairline");
    await expect(ward.page.getByRole("main")).toContainText("Choose the photo again");
    if (!javaScriptEnabled) await check(ward.page, "photo-again");
    await photos.send(await picture(ward.page, "Front hairline"));
    await photos.expectSent();
    await photos.continue();
    await photos.expectHeading("Left temple");
  });
}

test("two pages of a lab result are sent, a wrong one is taken away, and the clinician sees the two", async ({ patient, clinician, check }) => {
  const ward = await patient();
  const photos = new PhotoStep(ward.page);
  await ward.skipTo(record, erections);
  await expect(ward.page.getByRole("button", { name: "Continue without" })).toBeVisible();
  await photos.send(await picture(ward.page, "Glucose 91 mg/dL"));
  await photos.expectSent(1);
  await photos.send(await picture(ward.page, "My cat"));
  await photos.expectSent(2);
  await photos.send(await picture(ward.page, "Testosterone 420 ng/dL"));
  await photos.expectSent(3);
  // The same page once more, as after an answer that was lost: it is there already.
  await photos.send(await picture(ward.page, "Testosterone 420 ng/dL"));
  await expect(photos.said).toHaveText("It is sent.");
  await photos.expectSent(3);
  await check(ward.page, "record-sent");
  await ward.page.getByRole("button", { name: "Remove Page 2 of 3" }).click();
  await photos.expectSent(2);
  await expect(photos.pictures.first()).toHaveAccessibleName("Page 1 of 2, as you sent it");
  await ward.questions.goOn();
  await ward.reachCheck(erections.answers());
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.photos.getByRole("img")).toHaveCount(2);
  await expect(chart.photos.getByRole("img").last()).toHaveAccessibleName(/^Record, page 2 of 2, sent/);
  await check(chart.page, "chart-record");
});

test("a bad photo in an answer replaces nothing, and a good one is kept while the words are missing", async ({ patient, clinician, check }) => {
  const ward = await patient({}, { javaScriptEnabled: false });
  const photos = new PhotoStep(ward.page);
  await ward.skipTo("Front hairline", hair);
  await photos.sendAll(hair.views);
  await ward.reachCheck(hair.answers());
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  const crown = chart.photos.getByRole("img", { name: /^Crown from above/ });
  const before = (await crown.getAttribute("src")) ?? "";
  const ask = await chart.openPart("Ask the patient");
  await ask.getByLabel("Question 1").fill("Did it itch?");
  await ask.getByLabel("Or one photo again").selectOption({ label: "Crown from above" });
  await ask.getByLabel("What to do better in the photo").fill("Please stand under a lamp.");
  await ask.getByRole("button", { name: "Send the questions" }).click();
  await expect(ask).toBeHidden();

  await ward.open();
  const main = ward.page.getByRole("main");
  const words = main.getByLabel("Did it itch?");
  const file = main.getByLabel(/^Send (a new|another) photo/);
  const send = main.getByRole("button", { name: "Send my answer" });
  await words.fill("No, never.");
  await main.getByRole("radio", { name: "Yes, I am in California" }).check();
  await file.setInputFiles(refused[0]?.file ?? []);
  await send.click();
  await photos.expectProblems(/We cannot read PDF files/);
  await expect(words).toHaveValue("No, never.");
  await chart.open(ward.visit);
  await expect(crown).toHaveAttribute("src", before);

  await words.fill("");
  await file.setInputFiles(await picture(ward.page, "Crown, again"));
  await send.click();
  await photos.expectProblems(/Write an answer/);
  await expect(main).toContainText("We have this photo. It goes with your answer.");
  await expect(main.getByRole("img", { name: "The new photo, as you sent it" })).toBeVisible();
  await check(ward.page, "visit-photo-kept");
  await chart.open(ward.visit);
  await expect(crown).toHaveAttribute("src", before);

  await words.fill("No, never.");
  await endSession(ward.page);
  await send.click();
  await ward.signIn();
  await expect(words).toHaveValue("No, never.");
  await expect(main.getByRole("img", { name: "The new photo, as you sent it" })).toBeVisible();
  await send.click();
  await expect(main).toContainText("Waiting for a clinician");
  await chart.open(ward.visit);
  await expect(crown).not.toHaveAttribute("src", before);
  await expect(chart.photos.getByRole("img")).toHaveCount(6);
});
