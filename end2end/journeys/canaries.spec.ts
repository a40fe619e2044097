import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

test.setTimeout(150_000);

test("what a patient and a clinician write stands in the record and nowhere else", async ({
  patient,
  clinician,
  canaries,
  expectNoLeak,
  demo,
}) => {
  const word = () => canaries.plant();
  const [medicine, pharmacy, allergy, question, answer, message] = [word(), word(), word(), word(), word(), word()];
  const ward = await patient({
    name: `${word()} Ward`,
    street: `12 ${word()} Street`,
    telephone: canaries.watch("(415) 555-0187"),
  });
  await ward.submit(erections, {
    "Do you take any medicine, vitamin or herb?": "Yes",
    "Write each medicine on its own line": [medicine],
    "Are you allergic to any of these?": "Any other medicine",
    "What are you allergic to, and what happened?": allergy,
    "Which pharmacy should get your prescription?": pharmacy,
  });
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  for (const written of [medicine, pharmacy, allergy]) await expect(chart.answers).toContainText(written);
  await chart.resolve(medicine, "none");
  await chart.ask(`What is ${question}?`);
  await ward.open();
  const main = ward.page.getByRole("main");
  await main.getByLabel(`What is ${question}?`).fill(`It is ${answer}.`);
  await main.getByRole("radio", { name: "Yes, I am in California" }).check();
  await main.getByRole("button", { name: "Send my answer" }).click();
  await expect(main).toContainText("Waiting for a clinician");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.prescribe("sildenafil 50 MG", message);
  await ward.open();
  await expect(main).toContainText(message);

  const mails = await demo.mailsTo(ward.person.email);
  expect(mails.length).toBeGreaterThanOrEqual(4);
  await expectNoLeak(mails.join("\n"));
  expect(mails.join("\n")).not.toMatch(/erection|sildenafil|prescri/i);
});
