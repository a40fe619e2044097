import type { Page } from "@playwright/test";
import { type Answers, optional, unremarkable } from "./questions";

/**
 * Answers every step until the page with the heading `end` and shows that page. The forms are posted one after the
 * other as a browser without scripts posts them, and drawn by nobody: for journeys whose matter lies behind the
 * questions. Those that are about the questions answer them by hand, with `Questions`.
 */
export async function answerByPost(page: Page, end: string, answers: Answers): Promise<void> {
  // A page of its own, since scripts may be disabled in the patient's.
  const context = await page.context().browser()?.newContext({ storageState: await page.context().storageState() });
  if (!context) throw new Error("the page's context belongs to no browser");
  const errand = await context.newPage();
  await errand.goto(page.url());
  const address = await errand.evaluate(post, { end, answers, unremarkable, optional: optional.source });
  await context.close();
  await page.goto(address);
}

interface Errand {
  end: string;
  answers: Answers;
  unremarkable: string[];
  optional: string;
}

/** Runs in the page, and so holds all that it needs. Its result is the address of the page with the heading. */
async function post({ end, answers, unremarkable, optional }: Errand): Promise<string> {
  const words = (element?: Element | null) => (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
  const answerOf = (element?: Element | null) => answers[words(element).replace(new RegExp(optional), "")];

  function fillGroup(group: HTMLFieldSetElement): void {
    const answer = answerOf(group.querySelector("legend"));
    const choices = [...group.querySelectorAll<HTMLInputElement>("input[type=radio], input[type=checkbox]")];
    const texts = [...group.querySelectorAll<HTMLInputElement>("input[type=text]")];
    if (choices.length > 0) {
      const choice = (text?: string) => choices.find((option) => words(option.labels?.[0]) === text);
      const chosen = answer ?? unremarkable.find(choice) ?? [];
      for (const text of [chosen].flat()) choice(text)?.setAttribute("checked", "");
    } else if (group.querySelector("[name$='.year']")) {
      const [year, month, day] = String(answer ?? "").split("-");
      for (const [part, value] of Object.entries({ year, month, day })) {
        group.querySelector(`[name$='.${part}']`)?.setAttribute("value", value ?? "");
      }
    } else {
      for (const [index, line] of [answer ?? []].flat().entries()) texts[index]?.setAttribute("value", line);
    }
  }

  function fill(form: HTMLFormElement): void {
    for (const group of form.querySelectorAll("fieldset")) {
      if (!group.closest("[hidden]")) fillGroup(group);
    }
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input[type=text], textarea")) {
      const answer = field.closest("fieldset, [hidden]") ? undefined : answerOf(field.labels?.[0]);
      if (typeof answer === "string") field.value = answer;
    }
  }

  let response = await fetch(location.href);
  for (let refusals = 0; ; refusals = response.ok ? 0 : refusals + 1) {
    const shown = new DOMParser().parseFromString(await response.text(), "text/html");
    const heading = words(shown.querySelector("h1"));
    if (heading === end) return response.url;
    const button = [...shown.querySelectorAll("main form button")].find((button) => /^Continue( without)?$/.test(words(button)));
    const form = button?.closest("form");
    // A question that an answer brings up is asked in the refusal of what was posted without it; another one is final.
    if (!form || refusals === 3) throw new Error(`no way on from “${heading}”: ${words(shown.querySelector("[role=alert]"))}`);
    fill(form);
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    response = await fetch(form.getAttribute("action") ?? "", { method: "POST", body });
  }
}
