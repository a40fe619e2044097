import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDatabase, type Database } from "./postgres";

export type Engine = "sqlite" | "postgres";

export interface ServerOptions {
  engine: Engine;
  /** Seed the demonstration clinic. Default: true. */
  demo?: boolean;
  /** More arguments for `asynclinic serve`. */
  arguments?: string[];
  /** More environment variables. Of the caller's own environment the server sees nothing but the search path. */
  environment?: Record<string, string>;
}

const binary = process.env["ASYNCLINIC"] ?? fileURLToPath(new URL("../../target/release/asynclinic", import.meta.url));
const startsWithin = 60_000;
const stopsWithin = 10_000;

/** The optimised binary on a free loopback port, with a data folder and a database of its own that go when it stops. */
export class Server {
  /** Where it listens, without a slash at the end. */
  url = "";
  /** All it has said so far, on both streams. */
  log = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly data: string,
    private readonly cleanUp: () => Promise<void>,
    /** What it stands on, where that is PostgreSQL. */
    readonly database?: Database,
  ) {
    const keep = (chunk: Buffer) => (this.log += chunk.toString());
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
  }

  static async start(options: ServerOptions): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), "asynclinic-journeys-"));
    const database = options.engine === "postgres" ? await createDatabase() : undefined;
    const child = spawn(
      binary,
      [
        "serve",
        ...((options.demo ?? true) ? ["--demo"] : []),
        ...["--data", data, "--listen", "127.0.0.1:0"],
        ...(options.arguments ?? []),
      ],
      {
        cwd: data,
        env: { PATH: process.env["PATH"], ...(database && { ASYNCLINIC_DATABASE_URL: database.url }), ...options.environment },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const server = new Server(child, data, async () => {
      await database?.drop();
      await rm(data, { recursive: true, force: true });
    }, database);
    try {
      server.url = await server.listening();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Asks it to stop, insists after ten seconds, and removes what it stored. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const insist = setTimeout(() => child.kill("SIGKILL"), stopsWithin);
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
      clearTimeout(insist);
    }
    await this.cleanUp();
  }

  /** Runs `asynclinic admin ...` on what it stores, while it runs; what that says. */
  async admin(...words: string[]): Promise<string> {
    const place = ["--data", this.data, ...(this.database ? ["--database-url", this.database.url] : [])];
    const { stdout } = await promisify(execFile)(binary, ["admin", ...words, ...place], { env: {} });
    return stdout;
  }

  /** Waits for the line that names its address. */
  private listening(): Promise<string> {
    return new Promise((resolve, reject) => {
      const { child } = this;
      const giveUp = (why: string) => reject(new Error(`${binary} ${why}\n${this.log}`));
      const timer = setTimeout(() => giveUp(`did not listen within ${startsWithin / 1000} seconds`), startsWithin);
      child.stdout?.on("data", () => {
        const url = /listening on (http:\/\/[^\s/]+)\/?\r?\n/.exec(this.log)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
      child.once("error", (error) => {
        clearTimeout(timer);
        giveUp(`did not start: ${error.message}`);
      });
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        giveUp(`ended before it listened, with ${signal ?? code}`);
      });
    });
  }
}
