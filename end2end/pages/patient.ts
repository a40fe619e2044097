import { expect, type Page } from "@playwright/test";
import { answerByPost } from "./by-post";
import { type Hands, pointer } from "./hands";
import { Intake, type Person } from "./intake";
import { type Answers, Questions } from "./questions";
import { Visits } from "./visits";

/** The heading behind the last question: the consent to telehealth. */
export const consentHeading = "Your agreement to care online";

/** What somebody comes with, and what they answer. */
export interface Matter {
  condition: string;
  answers: (changes?: Answers) => Answers;
}

/** Where this patient's letters are read: the demonstration's mailbox, or a mail server's. */
export interface Letters {
  mailsTo(address: string): Promise<string[]>;
  codeFor(address: string): Promise<string>;
}

/** What is done on each page on the way, before it is filled in. */
export type OnPage = (heading: string) => Promise<void>;

/** Somebody who makes a visit, in a browser of their own. */
export class Patient {
  readonly intake: Intake;
  readonly questions: Questions;
  readonly visits: Visits;
  /** The id of the visit at hand. */
  visit = "";

  constructor(
    readonly page: Page,
    readonly mailbox: Letters,
    readonly person: Person,
    hands: Hands = pointer,
  ) {
    this.intake = new Intake(page, hands);
    this.questions = new Questions(page, hands);
    this.visits = new Visits(page);
  }

  /** From the landing page to where the answer to "where are you now" leads. */
  async begin(condition: string): Promise<void> {
    await this.intake.start(condition);
    this.visit = /\/visits\/([^/]+)\//.exec(this.page.url())?.[1] ?? "";
    await this.intake.sayWhere(this.person);
  }

  /** Signs in with the code from the mail. */
  async signIn(): Promise<void> {
    await this.intake.askForCode(this.person.email);
    await this.intake.enterCode(await this.mailbox.codeFor(this.person.email));
  }

  /** From the landing page to the first question about health. */
  async reachQuestions(condition: string): Promise<void> {
    await this.begin(condition);
    await this.signIn();
    await this.intake.sayWho(this.person);
    await expect(this.intake.heading).not.toHaveText("About you");
  }

  /** From the first question to the page that can be sent. */
  async reachCheck(answers: Answers, onPage?: OnPage): Promise<void> {
    await this.questions.answerUntil(consentHeading, answers, onPage);
    await onPage?.(consentHeading);
    await this.signConsent();
  }

  /** From the consent to the page that can be sent. */
  async signConsent(): Promise<void> {
    await this.intake.consent(this.person.name);
    await this.intake.confirmLocation(this.person.state);
    await this.intake.expectHeading("Check your answers");
  }

  /** The whole way, from the landing page to the confirmation, past the questions. */
  async submit(matter: Matter, changes: Answers = {}): Promise<void> {
    await this.skipToCheck(matter, changes);
    await this.intake.send();
  }

  /** From the landing page to the page that can be sent, past the questions. */
  async skipToCheck(matter: Matter, changes: Answers = {}): Promise<void> {
    await this.skipTo(consentHeading, matter, changes);
    await this.signConsent();
  }

  /**
   * From the landing page to the step with this heading, for journeys whose matter begins there: the questions before
   * it are answered by post.
   */
  async skipTo(heading: string, matter: Matter, changes: Answers = {}): Promise<void> {
    await this.reachQuestions(matter.condition);
    await answerByPost(this.page, heading, matter.answers(changes));
  }

  /** The page of the visit at hand. */
  async open(): Promise<void> {
    await this.page.goto(`/visits/${this.visit}`);
  }
}
