import { expect } from "@playwright/test";
import { startMailServer } from "./mail-server.mjs";

interface Letter {
  to: string[];
  words: string;
  read: boolean;
}

/** A mail server on loopback that takes every letter, and what has arrived there. */
export class Mailbox {
  private constructor(
    private readonly server: Awaited<ReturnType<typeof startMailServer>>,
    private readonly letters: Letter[],
  ) {}

  static async open(): Promise<Mailbox> {
    const letters: Letter[] = [];
    const arrived = (to: string[], words: string) => void letters.push({ to, words, read: false });
    const server = await startMailServer({}, ({ to, head, body }) => arrived(to, `${head}\n\n${body}`));
    return new Mailbox(server, letters);
  }

  /** What a server is told so that its letters come here. */
  get flags(): string[] {
    return ["--smtp-host", "127.0.0.1", "--smtp-port", String(this.server.port), "--smtp-tls", "none"];
  }

  /** All letters to this address, newest first, as they came. */
  async mailsTo(address: string): Promise<string[]> {
    return this.letters.filter(({ to }) => to.includes(address)).map(({ words }) => words).reverse();
  }

  /** The one-time code in the next letter to this address. */
  async codeFor(address: string): Promise<string> {
    return this.next(address, /Your code is (\d{6})/);
  }

  /** The way to choose a password, from the next letter to this address that shows one. */
  async invitationFor(address: string): Promise<string> {
    return this.next(address, /https:\/\/\S+(\/staff\/password\/[0-9a-f]+)/);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** What stands in a letter to this address that nobody has read: waits until there is one. */
  private async next(address: string, what: RegExp): Promise<string> {
    const arrived = () => this.letters.find(({ to, words, read }) => !read && to.includes(address) && what.test(words));
    await expect.poll(() => arrived() !== undefined, { message: `${what} in a new letter to ${address}` }).toBe(true);
    const letter = arrived();
    if (letter) letter.read = true;
    return what.exec(letter?.words ?? "")?.[1] ?? "";
  }
}
