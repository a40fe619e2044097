import { PhotoStep } from "../pages/photos";
import { hair } from "../support/answers";
import { expect, test } from "../support/fixtures";
import { picture, refused } from "../support/pictures";

test("six photos are sent, and one of them is taken again on request", async ({ patient, clinician, check }) => {
  const ward = await patient();
  const photos = new PhotoStep(ward.page);
  await ward.reachQuestions(hair.condition);
  await ward.questions.answerUntil("Front hairline", hair.answers());
  await photos.sendAll(hair.views);
  await ward.reachCheck(hair.answers());
  await ward.intake.send();

  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await expect(chart.photos.getByRole("img")).toHaveCount(6);
  await chart.claim();
  await check(chart.page, "chart-photos");
  await chart.askForPhoto("Crown from above", "Please stand under a lamp.");

  await ward.open();
  const main = ward.page.getByRole("main");
  await expect(main).toContainText("Please stand under a lamp.");
  await main.getByLabel("Send a new photo").setInputFiles(await picture(ward.page, "Crown, again"));
  await main.getByRole("radio", { name: "Yes, I am in California" }).check();
  await check(ward.page, "visit-photo-asked");
  await main.getByRole("button", { name: "Send my answer" }).click();
  await expect(main).toContainText("Waiting for a clinician");

  await chart.open(ward.visit);
  await chart.claim();
  await expect(chart.photos.getByRole("img")).toHaveCount(6);
  await chart.prescribe("finasteride 1 MG");
  await expect(chart.decision).toContainText("Prescribed");
});

test("a file that is no photo is refused in words, and the next one is taken", async ({ patient, check }) => {
  const ward = await patient();
  const photos = new PhotoStep(ward.page);
  await ward.skipTo("Front hairline", hair);
  const step = ward.page.url();
  for (const { what, file, sentence } of refused) {
    await test.step(what, async () => {
      await photos.send(file);
      await expect(ward.page.getByRole("main")).toContainText(sentence);
      if (what === "a PDF") await check(ward.page, "photo-refused");
      await ward.page.goto(step);
    });
  }
  await photos.send(await picture(ward.page, "too small", { width: 90, height: 90 }));
  await expect(photos.problems).toContainText("too small");
  await photos.send(await picture(ward.page, "Front hairline"));
  await photos.expectSent();
  await expect(photos.problems).toBeHidden();
});
