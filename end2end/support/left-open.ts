import type { Page } from "@playwright/test";
import { check, type Checks } from "./check";

/** The mailbox and the way to be anyone: every journey has it open, and it is looked at once for each server. */
const mailbox = "/demo";

/** The pages that a journey stands on as it ends: each is held against what every page owes. */
export class LeftOpen {
  /** What stood on a page when it was last looked at. */
  private readonly seen = new WeakMap<Page, string>();
  private static mailboxSeen = false;

  /** Notes that this page was looked at as it stands. */
  async checked(page: Page): Promise<void> {
    this.seen.set(page, await page.content());
  }

  /** Looks at those of these pages that have changed since they were looked at. */
  async check(pages: Page[], checks: Checks): Promise<void> {
    for (const page of pages) {
      const address = page.url();
      if (!address.startsWith("http") || this.seen.get(page) === (await page.content())) continue;
      const { pathname } = new URL(address);
      if (pathname === mailbox && LeftOpen.mailboxSeen) continue;
      await check(page, `what was left open at ${pathname}`, checks);
      if (pathname === mailbox) LeftOpen.mailboxSeen = true;
    }
  }
}
