import { randomInt } from "node:crypto";
import { type BrowserContext, expect } from "@playwright/test";

const letters = "bcdfghjklmnpqrstvwxz";

/** Places, by name, and the text found there. */
export type Places = Record<string, string>;

/**
 * Words that stand nowhere else. They are planted in what a patient types; afterwards they may be in the record and on
 * the pages that show it, and nowhere else: not in a log, a URL, a mail or the browser's storage.
 */
export class Canaries {
  private readonly words: string[] = [];

  /** A new word of letters only, which a name or a text field takes: `Canarytzkwbnfq`. */
  plant(): string {
    const word = `Canary${Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("")}`;
    this.words.push(word);
    return word;
  }

  /** Has something that was typed looked for too: a telephone number, an address. */
  watch(text: string): string {
    this.words.push(text);
    return text;
  }

  /** Fails with the name of every place where one of the words stands, as it was typed or as a URL writes it. */
  expectNowhere(places: Places): void {
    expect(this.words.length, "no canary was planted").toBeGreaterThan(0);
    const found = Object.entries(places).flatMap(([place, text]) => {
      const low = text.toLowerCase();
      return this.words
        .filter((word) => [word, encodeURIComponent(word), encodeURIComponent(word).replaceAll("%20", "+")]
          .some((form) => low.includes(form.toLowerCase())))
        .map((word) => `${word} in ${place}`);
    });
    expect(found, "what a patient typed leaked").toEqual([]);
  }
}

/** All that the pages of a context keep in the browser: cookies, local and session storage, databases, caches. */
export async function browserStorage(context: BrowserContext): Promise<string> {
  const pages = await Promise.all(
    context.pages().filter((page) => page.url().startsWith("http")).map((page) => page.evaluate(async () => ({
      kept: [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage).map((key) => [key, storage.getItem(key)])),
      caches: typeof caches === "undefined" ? [] : await Promise.all((await caches.keys()).map(async (name) => {
        const cache = await caches.open(name);
        const requests = await cache.keys();
        return Promise.all(requests.map(async (request) => `${request.url} ${await (await cache.match(request))?.text()}`));
      })),
    }))),
  );
  return JSON.stringify([await context.storageState({ indexedDB: true }), pages]);
}
