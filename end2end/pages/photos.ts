import { expect, type Locator, type Page } from "@playwright/test";
import { picture, type Upload } from "../support/pictures";
import { type Hands, pointer } from "./hands";
import { Step } from "./step";

/** The step that asks for one photo, or for the pages of a record. */
export class PhotoStep extends Step {
  /** The field for a file. */
  readonly file: Locator;
  /** What was sent and stands. */
  readonly pictures: Locator;
  /** How far a file has come. */
  readonly bar: Locator;
  /** What is said of it aloud. */
  readonly said: Locator;
  /** That a file did not arrive, and why. */
  readonly failure: Locator;

  constructor(page: Page, hands: Hands = pointer) {
    super(page, hands);
    this.file = page.getByLabel(/^(Choose|Send)/).and(page.locator("input[type=file]"));
    this.pictures = page.getByRole("img", { name: /as you sent it$/ });
    this.bar = page.getByRole("progressbar", { name: "How much is sent" });
    this.said = page.getByRole("main").getByRole("status");
    this.failure = page.getByRole("alert").filter({ hasText: "The file was not sent" });
  }

  /** Sends a file, the first or another one. */
  async send(file: Upload): Promise<void> {
    await this.file.setInputFiles(file);
    await this.continue(/^Send this/);
  }

  /** Waits until so many pictures stand on the page, the last of them drawn. */
  async expectSent(count = 1): Promise<void> {
    await expect(this.pictures).toHaveCount(count);
    const last = this.pictures.last();
    await expect.poll(() => last.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  }

  /** Sends a photo of each of these views, which come one after the other. */
  async sendAll(views: string[]): Promise<void> {
    for (const view of views) {
      await this.expectHeading(view);
      await this.send(await picture(this.page, view));
      await this.expectSent();
      await this.continue();
    }
  }
}
