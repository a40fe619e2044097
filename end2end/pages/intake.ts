import { expect } from "@playwright/test";
import { Step } from "./step";

export interface Person {
  name: string;
  email: string;
  /** As `1984-04-02`. */
  birthDate: string;
  sexAtBirth: "Male" | "Female";
  telephone: string;
  street: string;
  city: string;
  /** The state's name, of the address and of where the person is. */
  state: string;
  postalCode: string;
}

/** The pages around the questions, from the landing page to the confirmation. */
export class Intake extends Step {
  /** Starts a visit for the condition with this title. */
  async start(condition: string): Promise<void> {
    await this.page.goto("/");
    await this.continue(new RegExp(`^Start\\s*: ${condition}$`));
    await this.expectHeading("Where are you now?");
  }

  async sayWhere(person: Pick<Person, "state" | "birthDate">): Promise<void> {
    await this.hands.select(this.page.getByLabel("The state you are in"), person.state);
    await this.fillDate("Your date of birth", person.birthDate);
    await this.continue();
  }

  /** Until the code is on its way. */
  async askForCode(email: string): Promise<void> {
    await this.expectHeading("What is your e-mail address?");
    await this.hands.fill(this.page.getByLabel("What is your e-mail address?"), email);
    await this.continue("Send me a code");
    await this.expectHeading("Enter the code");
  }

  async enterCode(code: string): Promise<void> {
    await this.hands.fill(this.page.getByLabel("Enter the code"), code);
    await this.continue();
  }

  async sayWho(person: Person): Promise<void> {
    await this.expectHeading("About you");
    await this.hands.fill(this.page.getByLabel("Full legal name"), person.name);
    await this.hands.check(this.page.getByRole("radio", { name: person.sexAtBirth, exact: true }));
    await this.hands.fill(this.page.getByLabel("Phone number"), person.telephone);
    await this.hands.fill(this.page.getByLabel("Street and house number"), person.street);
    await this.hands.fill(this.page.getByLabel("City"), person.city);
    await this.hands.select(this.page.getByLabel("State", { exact: true }), person.state);
    await this.hands.fill(this.page.getByLabel("ZIP code"), person.postalCode);
    await this.continue();
  }

  async consent(name: string): Promise<void> {
    await this.hands.fill(this.page.getByLabel("Type your full legal name to sign"), name);
    await this.continue("Agree and continue");
  }

  async confirmLocation(state: string): Promise<void> {
    await this.expectHeading(`Are you in ${state} right now?`);
    await this.hands.check(this.page.getByRole("radio", { name: `Yes, I am in ${state}` }));
    await this.continue();
  }

  async send(): Promise<void> {
    await this.expectHeading("Check your answers");
    await this.continue("Send to the clinic");
    await this.expectHeading("We have what you sent");
  }

  /** The link that changes one answer from the page "Check your answers". */
  async change(what: string): Promise<void> {
    await this.page.getByRole("link", { name: `Change ${what}`, exact: true }).click();
  }

  /** The link that adds an answer to a question that has none. */
  async add(what: string): Promise<void> {
    await this.page.getByRole("link", { name: `Add ${what}`, exact: true }).click();
  }

  /** Waits for the page that says what to do now instead of going on. */
  async expectEmergency(number: "911" | "988"): Promise<void> {
    await this.expectHeading(number === "911" ? "Call 911 now" : "Call or text 988 now");
    await expect(this.page).toHaveTitle(/^Get help now/);
    await expect(this.page.getByRole("link", { name: `Call ${number}` })).toHaveAttribute("href", `tel:${number}`);
  }
}
