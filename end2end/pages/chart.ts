import { expect, type Locator, type Page } from "@playwright/test";

/** One encounter as a clinician reads it, and what can be decided. */
export class Chart {
  readonly flags: Locator;
  readonly medicines: Locator;
  readonly findings: Locator;
  readonly answers: Locator;
  readonly photos: Locator;
  readonly history: Locator;
  readonly receipts: Locator;
  readonly decision: Locator;

  constructor(readonly page: Page) {
    const region = (name: string | RegExp) => page.getByRole("region", { name });
    this.flags = region("Flags");
    this.medicines = region("Medicines the patient takes");
    this.findings = region("What the answers leave open");
    this.answers = region("All answers");
    this.photos = region("Photos");
    this.history = region("History");
    this.receipts = region("Receipts");
    this.decision = region(/^Decided?$/);
  }

  async open(visit: string): Promise<void> {
    await this.page.goto(`/review/${visit}`);
  }

  /** Claims what the chart shows. */
  async claim(): Promise<void> {
    await this.decision.getByRole("button", { name: "Claim" }).click();
    await expect(this.decision).toContainText("Yours until");
  }

  async release(): Promise<void> {
    await this.decision.getByRole("button", { name: "Give it back" }).click();
  }

  /** What opens with this line: a medicine, or one of the other decisions. */
  part(line: string | RegExp): Locator {
    return this.decision.locator("details").filter({ has: this.page.locator("summary", { hasText: line }) });
  }

  /** Opens such a part, unless it is open already. */
  async openPart(line: string | RegExp): Promise<Locator> {
    const part = this.part(line);
    if ((await part.getAttribute("open")) === null) await part.locator("summary").first().click();
    return part;
  }

  /** What the rules say to this medicine: "Permitted", "Not permitted", "Not complete", "Needs a visit", "Refer". */
  async expectOutcome(medicine: string, outcome: string): Promise<void> {
    await expect(this.part(medicine).locator("summary").first()).toContainText(outcome);
  }

  /** Fills in the form of this medicine, which leads to the order in words. */
  async order(medicine: string, message = ""): Promise<void> {
    await this.askToSign(medicine, message);
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText("Review and sign");
  }

  /** Fills an order and asks to review it, whatever comes of that. */
  async askToSign(medicine: string, message = ""): Promise<void> {
    const part = await this.openPart(medicine);
    if (message) await part.getByLabel("Words to the patient").fill(message);
    await part.getByRole("button", { name: "Review and sign" }).click();
  }

  /** Waits until the page obeys its keys: before that, nothing else that its scripts do is done. */
  async expectKeys(): Promise<void> {
    const dialog = this.page.getByRole("dialog", { name: "Keys" });
    await expect(async () => {
      await this.page.keyboard.press("?");
      await expect(dialog).toBeVisible({ timeout: 500 });
    }).toPass();
    await this.page.keyboard.press("?");
    await expect(dialog).toBeHidden();
  }

  async sign(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign", exact: true }).click();
  }

  async prescribe(medicine: string, message = ""): Promise<void> {
    await this.order(medicine, message);
    await this.sign();
  }

  /** Records what was found out of a fact that the answers leave open. */
  async findOut(fact: string, value: string, how: string): Promise<void> {
    const part = this.findings.locator("details").filter({ has: this.page.locator("summary", { hasText: fact }) });
    if ((await part.getAttribute("open")) === null) await part.locator("summary").click();
    await part.getByRole("radio", { name: value, exact: true }).check();
    await part.getByLabel("How you found out").fill(how);
    await part.getByRole("button", { name: "Record what you found out" }).click();
  }

  async ask(...questions: string[]): Promise<void> {
    const part = await this.openPart("Ask the patient");
    for (const [index, question] of questions.entries()) {
      await part.getByLabel(`Question ${index + 1}`).fill(question);
    }
    await part.getByRole("button", { name: "Send the questions" }).click();
  }

  async askForPhoto(view: string, what: string): Promise<void> {
    const part = await this.openPart("Ask the patient");
    await part.getByLabel("Or one photo again").selectOption({ label: view });
    await part.getByLabel("What to do better in the photo").fill(what);
    await part.getByRole("button", { name: "Send the questions" }).click();
  }

  async decline(reason: string, message: string): Promise<void> {
    await this.askToDecline(reason, message);
    await this.page.getByRole("button", { name: "Decline", exact: true }).click();
  }

  /** Fills in the form to decline, which leads to what it says in words. */
  async askToDecline(reason: string, message: string): Promise<void> {
    const part = await this.openPart("Decline");
    await part.getByLabel("Reason").selectOption({ label: reason });
    await part.getByLabel("Words to the patient").fill(message);
    await part.getByRole("button", { name: "Review and decline" }).click();
  }

  async callForVisit(kind: string, reason: string): Promise<void> {
    const part = await this.openPart("Call for a visit");
    await part.getByLabel("At least").selectOption({ label: kind });
    await part.getByLabel("Why, in words to the patient").fill(reason);
    await part.getByRole("button", { name: "Call for a visit" }).click();
  }

  async recordVisit(visit: { kind: string; on?: string; time: string; note: string }): Promise<void> {
    await this.decision.getByLabel("How it was held").selectOption({ label: visit.kind });
    if (visit.on) await this.decision.getByLabel("Date").fill(visit.on);
    await this.decision.getByLabel("Time").fill(visit.time);
    await this.decision.getByLabel("Note").fill(visit.note);
    await this.decision.getByRole("button", { name: "Record the visit and take it" }).click();
  }

  /** Says what a typed medicine is: the words of one box, or nothing. */
  async resolve(typed: string, ...classes: string[]): Promise<void> {
    const line = this.medicines.getByRole("listitem").filter({ hasText: typed });
    for (const one of classes) await line.getByRole("checkbox", { name: one, exact: true }).check();
    await line.getByRole("button", { name: "Record what it is" }).click();
  }

  /** Corrects what was said of a typed medicine. */
  async correct(typed: string, from: string, to: string): Promise<void> {
    await this.medicines.getByText(`Correct what ${typed} is`).click();
    await this.medicines.getByRole("checkbox", { name: from, exact: true }).uncheck();
    await this.medicines.getByRole("checkbox", { name: to, exact: true }).check();
    await this.medicines.getByRole("button", { name: "Record the correction" }).click();
  }
}
