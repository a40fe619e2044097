import { type BrowserContext, expect } from "@playwright/test";

/** A response of 4xx or a lost network is part of some journeys: the browser writes it to the console by itself. */
const expected = /^Failed to load resource/;

/** Listens to a browser context, and knows afterwards what should never happen in one. */
export class Guard {
  /** Every address that was asked for, redirects included. */
  readonly urls: string[] = [];
  private readonly faults: string[] = [];

  constructor(context: BrowserContext, origin: string) {
    context.on("request", (request) => {
      const url = request.url();
      this.urls.push(url);
      if (/^(https?|wss?):/.test(url) && new URL(url).origin !== origin) {
        this.faults.push(`a request to another origin: ${url}`);
      }
    });
    context.on("response", (response) => {
      if (response.status() >= 500) this.faults.push(`${response.status()} from ${response.url()}`);
    });
    context.on("console", (message) => {
      if (message.type() === "error" && !expected.test(message.text())) this.faults.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => this.faults.push(`script: ${error.error().message}`));
  }

  /** Fails when a page asked another origin, threw, broke its own content security policy, or the server answered 5xx. */
  expectQuiet(): void {
    expect(this.faults, "what should never happen in a page").toEqual([]);
  }
}
