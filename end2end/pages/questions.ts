import { expect, type Locator } from "@playwright/test";
import { fillDate, Step } from "./step";

/**
 * What a patient answers, by the words of the question: the words of a choice, of several, the lines of a list, a text,
 * or a date as `2026-11-23`.
 */
export type Answers = Record<string, string | string[]>;

/** What is chosen where `Answers` says nothing: the answers of someone in good health. */
export const unremarkable = ["No", "None of these", "None", "Not at all"];
/** The end of the words of a question that may stay without an answer. */
export const optional = / \(optional\)$/;

/** The steps of a questionnaire, whichever it is: it reads what each page asks, and answers that. */
export class Questions extends Step {
  /** Answers every step until the page with the heading `end`; a question that is not asked needs no answer. */
  async answerUntil(end: string | RegExp, answers: Answers, onPage?: (heading: string) => Promise<void>): Promise<void> {
    const isEnd = (heading: string) => (typeof end === "string" ? heading === end : end.test(heading));
    for (let heading = await this.heading.innerText(); !isEnd(heading); heading = await this.heading.innerText()) {
      await onPage?.(heading);
      await this.answer(answers);
      await this.goOn();
    }
  }

  /** Answers what this page asks, questions included that appear on the way. */
  async answer(answers: Answers): Promise<void> {
    const form = this.page.getByRole("main").locator("form");
    const groups = form.getByRole("group");
    for (let index = 0; index < (await groups.count()); index++) await this.answerGroup(groups.nth(index), answers);
    const fields = form.getByRole("textbox");
    for (let index = 0; index < (await fields.count()); index++) await this.answerField(fields.nth(index), answers);
  }

  /** Continues, and waits until another question stands at another address; a refusal is a failure that quotes it. */
  async goOn(): Promise<void> {
    const heading = await this.heading.innerText();
    const address = this.page.url();
    await this.continue(/^Continue( without)?$/);
    const state = async () => {
      // The refusal before this one may go away while it is read.
      if (await this.problems.isVisible()) return this.problems.innerText({ timeout: 1_000 }).catch(() => "still there");
      if (this.page.url() === address) return "still there";
      // Two questions may have the same words; then it is the form that is another one.
      return (await this.heading.innerText()) !== heading || (await this.postsHere()) ? "went on" : "still there";
    };
    // A step comes back in a few hundredths of a second: looking seldom is most of what an intake takes.
    const intervals = [20, 40, 60, 80, 100, 200];
    await expect.poll(state, { message: `going on from “${heading}”`, intervals }).toBe("went on");
  }

  /** Whether the form on the page belongs to the address that the browser shows. */
  private async postsHere(): Promise<boolean> {
    const form = this.page.getByRole("main").locator("form").first();
    return (await form.getAttribute("action")) === new URL(this.page.url()).pathname;
  }

  private async answerGroup(group: Locator, answers: Answers): Promise<void> {
    const question = await name(group);
    const answer = answers[question.replace(optional, "")];
    if (await group.getByRole("radio").or(group.getByRole("checkbox")).count()) {
      const chosen = answer ?? (await this.unremarkable(group));
      if (chosen === undefined) return this.unanswered(question);
      for (const words of [chosen].flat()) {
        await this.hands.check(choice(group, words));
      }
    } else if (await group.getByRole("textbox", { name: "Year" }).count()) {
      if (typeof answer === "string") await fillDate(group, answer, this.hands);
      else this.unanswered(question);
    } else if (answer !== undefined) {
      const lines = group.getByRole("textbox");
      for (const [index, line] of [answer].flat().entries()) await this.hands.fill(lines.nth(index), line);
    } else {
      this.unanswered(question);
    }
  }

  private async answerField(field: Locator, answers: Answers): Promise<void> {
    if (await field.evaluate((element) => element.closest("fieldset") !== null)) return;
    const question = await name(field);
    const answer = answers[question.replace(optional, "")];
    if (typeof answer === "string") await this.hands.fill(field, answer);
    else this.unanswered(question);
  }

  private async unremarkable(group: Locator): Promise<string | undefined> {
    for (const words of unremarkable) {
      if (await choice(group, words).count()) return words;
    }
    return undefined;
  }

  private unanswered(question: string): void {
    if (!optional.test(question)) throw new Error(`the journey has no answer to “${question}”`);
  }
}

/** The radio button or check box with these words. */
function choice(group: Locator, words: string): Locator {
  return group.getByRole("radio", { name: words, exact: true }).or(group.getByRole("checkbox", { name: words, exact: true }));
}

/** The words that a screen reader says for a field or a group. */
async function name(field: Locator): Promise<string> {
  const words = await field.evaluate((element) => {
    const label =
      element instanceof HTMLFieldSetElement
        ? element.querySelector("legend")
        : (element as HTMLInputElement).labels?.[0] ?? null;
    return label?.textContent ?? "";
  });
  return words.replaceAll(/\s+/g, " ").trim();
}
