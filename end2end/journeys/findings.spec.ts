import { erections } from "../support/answers";
import { expect, test } from "../support/fixtures";

test("what the patient was not sure of is found out, put on record, and opens the way to prescribe", async ({
  patient,
  clinician,
  check,
}) => {
  const ward = await patient();
  await ward.submit(erections, { "Do you ever use a nitrate, even once in a while?": "I am not sure" });
  const chart = await clinician("Maya Okafor");
  await chart.open(ward.visit);
  await chart.claim();
  await chart.expectOutcome("sildenafil 50 MG", "Not complete");
  await chart.findOut("Takes a nitrate in any form", "No", "");
  await expect(chart.page.getByRole("main")).toContainText("Write how you found out");
  await check(chart.page, "chart-finding-refused");
  await chart.findOut("Takes a nitrate in any form", "No", "Read the list of the pharmacy.");
  await expect(chart.findings).toContainText("Read the list of the pharmacy.");
  await expect(chart.findings).toContainText("Maya Okafor");
  await check(chart.page, "chart-finding");
  await chart.prescribe("sildenafil 50 MG");
  await expect(chart.decision).toContainText("Prescribed");

  await ward.open();
  await expect(ward.page.getByRole("main")).toContainText("What you should know");
  await check(ward.page, "visit-prescribed-with-counselling");
});
