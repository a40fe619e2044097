import { type BrowserContextOptions, type Page, test as base } from "@playwright/test";
import { Chart } from "../pages/chart";
import { Demo } from "../pages/demo";
import type { Person } from "../pages/intake";
import { Patient } from "../pages/patient";
import { browserStorage, Canaries } from "./canary";
import { check, type Checks } from "./check";
import { Guard } from "./guard";
import { LeftOpen } from "./left-open";
import { Mailbox } from "./mailbox";
import { somebody } from "./people";
import { type Engine, Server, type ServerOptions } from "./server";

export { expect } from "@playwright/test";

interface WorkerOptions {
  /** The database under the server: a project is one of the two. */
  engine: Engine;
  /** Whether `check` writes screenshots; one project does, so that none overwrites another's. */
  screenshots: boolean;
}

interface WorkerFixtures {
  /** A demonstration clinic that the journeys of one worker share. */
  server: Server;
  /** How thoroughly pages are looked at. The markup is the same on both databases: on PostgreSQL once, in light. */
  checks: Checks;
}

interface Fixtures {
  /** Accessibility, reflow and screenshots of the page as it stands: see check.ts. */
  check: (page: Page, name: string) => Promise<void>;
  /** Another person, or another device: a page in a browser context of its own, under the same guard; with `baseURL`, at another server. */
  visitor: (options?: BrowserContextOptions) => Promise<Page>;
  /** The mailbox, and the way to be anyone. */
  demo: Demo;
  /** Somebody in a browser of their own: in California and in good health, but for these changes. */
  patient: (changes?: Partial<Person>, options?: BrowserContextOptions) => Promise<Patient>;
  /** A clinician who has signed in, in a browser of their own. */
  clinician: (name: string) => Promise<Chart>;
  /** Another server, for what the shared one cannot show: no `--demo`, a second process, other settings. */
  startServer: (options?: Partial<ServerOptions>) => Promise<Server>;
  /** A clinic that is no demonstration, on its first day: nobody works there, and no rule is verified. */
  practice: Practice;
  canaries: Canaries;
  /** Fails when a planted word stands in the server's log, in an address that was asked for, in the browser's storage, or in `mails`. */
  expectNoLeak: (mails?: string) => Promise<void>;
  /** Every browser context of the test, each with its guard; what stands open at the end is looked at. */
  watched: Watched;
}

/** A clinic, and the mail server that its letters go to. */
interface Practice {
  server: Server;
  mailbox: Mailbox;
}

interface Watched {
  leftOpen: LeftOpen;
  open(options?: BrowserContextOptions): Promise<Page>;
  guards: Guard[];
  storage(): Promise<string>;
}

export const test = base.extend<Fixtures, WorkerFixtures & WorkerOptions>({
  engine: ["sqlite", { option: true, scope: "worker" }],
  screenshots: [false, { option: true, scope: "worker" }],

  server: [
    async ({ engine }, use) => {
      const server = await Server.start({ engine });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  checks: [({ engine, screenshots }, use) => use({ screenshots, dark: engine === "sqlite" }), { scope: "worker" }],

  baseURL: ({ server }, use) => use(server.url),

  watched: [
    async ({ browser, context, server, checks }, use, info) => {
      const contexts = [context];
      const guards = [new Guard(context, server.url)];
      const leftOpen = new LeftOpen();
      await use({
        guards,
        leftOpen,
        open: async (options) => {
          const another = await browser.newContext(options);
          contexts.push(another);
          guards.push(new Guard(another, options?.baseURL ?? server.url));
          return another.newPage();
        },
        storage: async () => JSON.stringify(await Promise.all(contexts.map(browserStorage))),
      });
      try {
        if (info.status === info.expectedStatus) {
          await leftOpen.check(contexts.flatMap((open) => open.pages()), { ...checks, screenshots: false });
        }
      } finally {
        await Promise.all(contexts.slice(1).map((another) => another.close()));
      }
      for (const guard of guards) guard.expectQuiet();
    },
    { auto: true },
  ],

  visitor: ({ watched }, use) => use((options) => watched.open(options)),

  demo: async ({ visitor }, use) => use(new Demo(await visitor())),

  patient: ({ visitor, demo }, use) =>
    use(async (changes, options) => new Patient(await visitor(options), demo, somebody(changes))),

  clinician: ({ visitor }, use) =>
    use(async (name) => {
      const page = await visitor();
      await new Demo(page).signInAs(name);
      return new Chart(page);
    }),

  check: ({ checks, watched }, use) =>
    use(async (page, name) => {
      await check(page, name, checks);
      await watched.leftOpen.checked(page);
    }),

  startServer: async ({ engine }, use) => {
    const servers: Server[] = [];
    await use(async (options) => {
      const another = await Server.start({ engine, ...options });
      servers.push(another);
      return another;
    });
    await Promise.all(servers.map((another) => another.stop()));
  },

  practice: async ({ engine }, use) => {
    const mailbox = await Mailbox.open();
    const address = ["--public-url", "https://clinic.example.org", "--smtp-from", "Riverside Clinic <no-reply@example.org>"];
    const server = await Server.start({ engine, demo: false, arguments: [...address, ...mailbox.flags] });
    await use({ server, mailbox });
    // The server first: it keeps its line to the mail server open.
    await server.stop();
    await mailbox.stop();
  },

  canaries: ({}, use) => use(new Canaries()),

  expectNoLeak: ({ canaries, server, watched }, use) =>
    use(async (mails = "") => {
      canaries.expectNowhere({
        "the server's log": server.log,
        "an address": watched.guards.flatMap((guard) => guard.urls).join("\n"),
        "the browser's storage": await watched.storage(),
        "a mail": mails,
      });
    }),
});
