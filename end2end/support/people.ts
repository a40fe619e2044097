import { randomInt } from "node:crypto";
import type { Person } from "../pages/intake";

/** Somebody in good health who is in California, with an address of their own for mail. */
export function somebody(changes: Partial<Person> = {}): Person {
  return {
    name: "Jonathan Ellis Ward",
    email: `jonathan.${randomInt(2 ** 40).toString(36)}@example.com`,
    birthDate: "1979-04-02",
    sexAtBirth: "Male",
    telephone: "(415) 555-0142",
    street: "12 Elm Street",
    city: "Oakland",
    state: "California",
    postalCode: "94607",
    ...changes,
  };
}

/** Dates as California has them: wherever else a patient is, a day that has begun there has begun. */
const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles", dateStyle: "short" });

/** The minute that it is now in this time zone, as a visit is written down. */
export function thisMinute(timeZone: string): { on: string; time: string } {
  const now = new Date();
  const on = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(now);
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(now);
  return { on, time };
}

/** The date so many days ago, as `2026-11-23`. */
export function daysAgo(days: number): string {
  return calendar.format(Date.now() - days * 86_400_000);
}
