import { expect, type Page } from "@playwright/test";

/** The demonstration's one page: it signs you in as anyone, and shows every mail that would have been sent. */
export class Demo {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/demo");
  }

  async signInAs(name: string): Promise<void> {
    await this.open();
    await this.page.getByRole("button", { name: new RegExp(name) }).click();
    await expect(this.page).not.toHaveURL(/\/demo$/);
  }

  /** All mails to this address, newest first, as text. */
  async mailsTo(address: string): Promise<string[]> {
    await this.open();
    return this.page.getByRole("article").filter({ hasText: address }).allInnerTexts();
  }

  /** The newest one-time code for this address. */
  async codeFor(address: string): Promise<string> {
    const codes = (await this.mailsTo(address)).flatMap((mail) => /Your code is (\d{6})/.exec(mail)?.[1] ?? []);
    expect(codes, `codes in the mails to ${address}`).not.toEqual([]);
    return codes[0] ?? "";
  }
}
