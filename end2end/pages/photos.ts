import { expect } from "@playwright/test";
import type { Upload } from "../support/pictures";
import { Step } from "./step";

/** The step that asks for one photo. */
export class PhotoStep extends Step {
  /** Sends a file, the first or another one instead. */
  async send(file: Upload): Promise<void> {
    await this.page.getByLabel(/^(Choose|Send)/).and(this.page.locator("input")).setInputFiles(file);
    await this.continue(/^Send this/);
  }

  /** Waits until what was sent stands on the page. */
  async expectSent(): Promise<void> {
    const photo = this.page.getByRole("img", { name: "The photo you sent" }).last();
    await expect(photo).toBeVisible();
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  }
}
