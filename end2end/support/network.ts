import type { Page } from "@playwright/test";

/** The network of one page, as a telephone has it. */
export class Network {
  private constructor(private readonly emulate: (offline: boolean, upload: number) => Promise<void>) {}

  static async of(page: Page): Promise<Network> {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    return new Network(async (offline, uploadThroughput) => {
      const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput };
      await session.send("Network.emulateNetworkConditions", conditions);
    });
  }

  /** Sends at most so many bytes in a second. */
  slow(upload: number): Promise<void> {
    return this.emulate(false, upload);
  }

  /** Loses what is under way, and everything after it. */
  lose(): Promise<void> {
    return this.emulate(true, -1);
  }

  /** As quick as it can be. */
  restore(): Promise<void> {
    return this.emulate(false, -1);
  }
}
