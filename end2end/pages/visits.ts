import { expect, type Locator, type Page } from "@playwright/test";

/** The patient's visits: drafts to go on with, and what was sent. */
export class Visits {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/visits");
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText("Your visits");
  }

  /** The visits for the condition with this title. */
  rows(condition: string): Locator {
    return this.page.getByRole("listitem").filter({ has: this.page.getByRole("link", { name: condition, exact: true }) });
  }

  async openVisit(condition: string): Promise<void> {
    await this.rows(condition).first().getByRole("link", { name: condition, exact: true }).click();
  }

  async expectStatus(condition: string, status: string): Promise<void> {
    await expect(this.rows(condition).first()).toContainText(status);
  }
}
