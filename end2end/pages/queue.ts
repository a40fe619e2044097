import { expect, type Locator, type Page } from "@playwright/test";

/** The clinician's queue: a row for every encounter that this clinician may take. */
export class Queue {
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.rows = page.getByRole("main").getByRole("table").getByRole("row").filter({ has: page.getByRole("cell") });
  }

  async open(): Promise<void> {
    await this.page.goto("/review");
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  /** The rows that show all of these words. */
  row(...words: string[]): Locator {
    return words.reduce((rows, word) => rows.filter({ hasText: word }), this.rows);
  }

  /** The row of this visit; the queue itself names nobody. */
  rowOf(visit: string): Locator {
    return this.rows.filter({ has: this.page.locator(`[action*="${visit}"], [href*="${visit}"]`) });
  }

  /** Claims the encounter of this row, which opens its chart. */
  async claim(row: Locator): Promise<void> {
    await row.getByRole("button", { name: /^Claim/ }).click();
  }
}
