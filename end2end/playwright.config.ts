import { defineConfig, devices } from "@playwright/test";
import { chromium, flags } from "./support/chromium.mjs";

/** What is shown on SQLite alone: it never comes near what the two databases do differently, which the store's tests hold. */
const oneDatabaseIsEnough = ["amendments", "at-once", "conflicts", "findings", "operator", "pages", "parity", "uploads", "weight", "workspace"];

/** What needs its clock put back, or its database taken away: that takes a database that others can reach. */
const time = "time";

/** Every other journey runs on both databases; those tagged `@phone` also on a phone. */
export default defineConfig<object, { engine: "sqlite" | "postgres"; screenshots: boolean }>({
  testDir: ".",
  outputDir: "test-results/files",
  forbidOnly: true,
  retries: 0,
  // Two cores are idle for a third of the time with two of them: databases wait for the disk.
  workers: 3,
  fullyParallel: true,
  // A slow machine is not a failure.
  timeout: 480_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/results.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: { executablePath: chromium(), args: flags },
    locale: "en-US",
    timezoneId: "America/Chicago",
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 45_000,
    // A trace of every action takes as long as the action; `--trace on` records one of what failed.
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "harness", testDir: "harness" },
    { name: "sqlite", testDir: "journeys", testIgnore: `**/${time}.spec.ts`, use: { engine: "sqlite", screenshots: true } },
    { name: "time", testDir: "journeys", testMatch: `**/${time}.spec.ts`, use: { engine: "postgres", screenshots: true } },
    {
      name: "postgres",
      testDir: "journeys",
      testIgnore: [...oneDatabaseIsEnough, time].map((name) => `**/${name}.spec.ts`),
      use: { engine: "postgres" },
    },
    { name: "phone", testDir: "journeys", grep: /@phone/, use: { ...devices["Pixel 7"], engine: "sqlite" } },
  ],
});
