import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { migrate } from "../../src/core/db/migrate.ts";
import { type Database, openDatabase } from "../../src/core/db/open-database.ts";
import { silentLog } from "./silent-log.ts";

interface Door {
  readonly url?: string;
  readonly reason?: string;
}

/** URL of the run's PostgreSQL server, or the reason why there is none. */
const door: Door = await askDoor();

/**
 * Whether there is a PostgreSQL server to test with: `describe.skipIf(!hasDatabase)`. Without one, the run
 * lists the skipped tests at its end; with CI=true they fail instead.
 */
export const hasDatabase = door.url !== undefined || process.env.CI === "true";

/**
 * A fresh, migrated database for all tests of the file. Its `database` can be used from the first `beforeAll`
 * on.
 */
export function useDatabase(): { readonly database: Database } {
  let database: Database | undefined;
  beforeAll(async () => {
    database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
    await migrate(database.db);
  });
  afterAll(() => database?.close());
  return {
    get database() {
      if (database === undefined) {
        throw new Error("the database is opened before the file's tests, not while they are collected");
      }
      return database;
    },
  };
}

/** URL of a new, empty database on the run's server. */
export async function createDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asSuperuser((client) => client.query(`create database ${name}`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs `work` as the server's superuser, in its maintenance database. */
export async function asSuperuser<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(serverUrl());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  if (door.url === undefined) {
    throw new Error(`No PostgreSQL server to test with: ${door.reason}`);
  }
  return door.url;
}

async function askDoor(): Promise<Door> {
  const response = await fetch(inject("databaseDoor"));
  return (await response.json()) as Door;
}
