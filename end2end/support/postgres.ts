import { randomBytes } from "node:crypto";
import { Client } from "pg";

export interface Database {
  url: string;
  /** Runs a statement, as nobody but the database's owner can: what time alone brings about is brought about so. */
  execute(statement: string): Promise<void>;
  drop(): Promise<void>;
}

/** A new, empty database on the server that `TEST_POSTGRES_URL` names. */
export async function createDatabase(): Promise<Database> {
  const server = process.env["TEST_POSTGRES_URL"];
  if (!server) {
    throw new Error(
      "journeys on PostgreSQL need TEST_POSTGRES_URL: `.make/test journeys` starts a server of its own, `.make/postgres start` one that stays",
    );
  }
  const name = `journeys_${randomBytes(8).toString("hex")}`;
  await execute(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    execute: (statement) => execute(url.href, statement),
    drop: () => execute(server, `drop database if exists ${name} with (force)`),
  };
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
