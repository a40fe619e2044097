import { expect, type Locator, type Page } from "@playwright/test";
import { type Hands, pointer } from "./hands";

/** What every page of the intake has: one question as its heading, a way back, a way on, and what is wrong. */
export class Step {
  readonly heading: Locator;
  readonly back: Locator;
  readonly saveForLater: Locator;
  readonly progress: Locator;
  /** "There is a problem": what was refused, each line a link to its field. */
  readonly problems: Locator;

  constructor(
    readonly page: Page,
    readonly hands: Hands = pointer,
  ) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.back = page.getByRole("link", { name: "Back", exact: true });
    this.saveForLater = page.getByRole("link", { name: "Save and finish later" });
    this.progress = page.getByRole("progressbar");
    this.problems = page.getByRole("alert", { name: "There is a problem" });
  }

  /** Waits for the page with this heading. */
  async expectHeading(heading: string | RegExp): Promise<void> {
    await expect(this.heading).toHaveText(heading);
  }

  async continue(button: string | RegExp = "Continue"): Promise<void> {
    await this.hands.press(this.page.getByRole("button", { name: button, exact: typeof button === "string" }));
  }

  /** Waits for the refusal of these sentences, in this order, with the focus on them and the title saying so. */
  async expectProblems(...sentences: (string | RegExp)[]): Promise<void> {
    await expect(this.problems.getByRole("link")).toHaveText(sentences);
    await expect(this.problems).toBeFocused();
    await expect(this.page).toHaveTitle(/^Error: /);
  }

  /** Fills the three fields of a date from `2026-11-23`. */
  async fillDate(question: string | RegExp, date: string): Promise<void> {
    await fillDate(this.page.getByRole("group", { name: question }), date, this.hands);
  }
}

/** Fills month, day and year of one group of fields from `2026-11-23`. */
export async function fillDate(group: Locator, date: string, hands: Hands): Promise<void> {
  const [year = "", month = "", day = ""] = date.split("-").map((part) => part.replace(/^0+/, ""));
  await hands.fill(group.getByRole("textbox", { name: "Month" }), month);
  await hands.fill(group.getByRole("textbox", { name: "Day" }), day);
  await hands.fill(group.getByRole("textbox", { name: "Year" }), year);
}
