import { expect, type Page } from "@playwright/test";
import { pointer } from "./hands";
import { fillDate, Step } from "./step";

/** A clinician who joins. */
export interface NewClinician {
  name: string;
  title: string;
  email: string;
  npi: string;
}

/** A licence as the operator types it; the last day as `2027-12-31`. */
export interface NewLicence {
  state: string;
  kind: string;
  number: string;
  ends: string;
}

/** The operator's pages: who works here, under which licences. */
export class Operator extends Step {
  async open(): Promise<void> {
    await this.page.goto("/operator");
    await this.expectHeading("Clinic");
  }

  async openPacks(): Promise<void> {
    await this.page.goto("/operator/packs");
    await this.expectHeading("Packs");
  }

  /** The rule that opens this state, by the words of its title. */
  async openOpening(state: string): Promise<void> {
    await this.page.goto("/operator/rules");
    await this.expectHeading("Rules");
    await this.page.getByLabel("Where").selectOption({ label: state });
    await this.page.getByRole("button", { name: "Search" }).click();
    await this.page.getByRole("link", { name: new RegExp(`^${state}: open for care`) }).click();
    await this.expectHeading(new RegExp(`^${state}: open for care`));
  }

  /** Verifies or contests the rule whose page is open, in the name of who has read it. */
  async judge(verdict: "Verify" | "Contest", by: string, note: string): Promise<void> {
    await this.page.getByLabel("Who has read it against its source").fill(by);
    await this.page.getByLabel("What they say about it").fill(note);
    await this.continue(verdict);
  }

  /** The page of the pack that stands like this. */
  async openPack(standing: string): Promise<void> {
    await this.page.getByRole("row").filter({ hasText: standing }).getByRole("link").click();
    await expect(this.page.getByRole("link", { name: "Take its files as a ZIP" })).toBeVisible();
  }

  /** Sends an archive as a pack. */
  async sendPack(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.page.getByLabel("A ZIP file of the pack's folder").setInputFiles(file);
    await this.continue("Send");
  }

  /** The page of a clinician, by the name in the table. */
  async openClinician(name: string): Promise<void> {
    await this.open();
    await this.page.getByRole("link", { name }).click();
    await this.expectHeading(new RegExp(`^${name}`));
  }

  async fillClinician({ name, title, email, npi }: NewClinician): Promise<void> {
    await this.page.getByLabel("Full name").fill(name);
    await this.page.getByLabel("Title").fill(title);
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByLabel("NPI").fill(npi);
    await this.continue("Add and send the link");
  }

  async fillLicence({ state, kind, number, ends }: NewLicence): Promise<void> {
    await this.page.getByLabel("State").selectOption({ label: state });
    await this.page.getByRole("radio", { name: kind, exact: true }).check();
    await this.page.getByLabel("License number").fill(number);
    await this.fillEnd(ends);
    await this.continue("Add the license");
  }

  /** Changes status, last day, or both of the licence for this state. */
  async changeLicence(state: string, change: { status?: string; ends?: string }): Promise<void> {
    await this.page.getByRole("link", { name: `Change the license for ${state}` }).click();
    if (change.status) await this.page.getByRole("radio", { name: change.status, exact: true }).check();
    if (change.ends) await this.fillEnd(change.ends);
    await this.continue("Save");
    await expect(this.page.getByRole("row", { name: new RegExp(state) })).toBeVisible();
  }

  private async fillEnd(date: string): Promise<void> {
    await fillDate(this.page.getByRole("group", { name: "Last day on which it is valid" }), date, pointer);
  }
}

/** Where members of the clinic sign in, and choose a password. */
export class Staff extends Step {
  constructor(page: Page) {
    super(page);
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.goto("/staff/sign-in");
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.continue("Sign in");
  }

  async choosePassword(password: string, again = password): Promise<void> {
    await this.page.getByLabel("New password").fill(password);
    await this.page.getByLabel("The same password again").fill(again);
    await this.continue("Save the password");
  }
}
