import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import { findProblem } from "../../../../src/core/db/assert-usable.ts";
import { findFreePort } from "../../../../src/core/db/embedded/free-port.ts";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { asSuperuser, createDatabase, hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

const open = (url: string) => openDatabase({ url, folder: "unused" }, silentLog);

async function failureOf(url: string): Promise<string> {
  return open(url).then(
    ({ close }) => close().then(() => "none"),
    (error) => `${error.message}\n${inspect(error, { depth: null, showHidden: true })}`,
  );
}

const grantOf = (failure: string) => /GRANT .*/.exec(failure)?.[0] ?? "";

async function run(url: string, statement: string): Promise<void> {
  const { db, close } = await open(url);
  await sql.raw(statement).execute(db).finally(close);
}

describe("an unreachable server", () => {
  test("is named, without the password", async () => {
    const port = await findFreePort();
    const failure = await failureOf(`postgresql://shop:s3cret-p%40ss@127.0.0.1:${port}/sales`);
    expect(failure).toContain(`sales at 127.0.0.1:${port} of user shop cannot be used: connection refused`);
    expect(failure).not.toMatch(/s3cret/);
  });

  test("is named when its name is unknown", async () => {
    const failure = await failureOf("postgresql://shop:s3cret@host.invalid/sales");
    expect(failure).toMatch(/sales at host\.invalid of user shop cannot be used/);
    expect(failure).not.toContain("s3cret");
  });

  test("reports an invalid URL", async () => {
    const failure = await failureOf("postgresql://shop:s3cret@:port:/x");
    expect(failure).toContain("not a URL such as postgresql://");
    expect(failure).not.toContain("s3cret");
  });
});

describe.skipIf(!hasDatabase)("a refusing server", () => {
  test("is reported for the password, without showing it", async () => {
    const url = new URL(await createDatabase());
    url.password = "wrong-s3cret";
    const failure = await failureOf(url.href);
    expect(failure).toContain("user or password is wrong");
    expect(failure).not.toContain("s3cret");
  });

  test("is reported if the database does not exist", async () => {
    const url = new URL(await createDatabase());
    url.pathname = "/absent";
    expect(await failureOf(url.href)).toContain("absent at 127.0.0.1");
    expect(await failureOf(url.href)).toContain("the database does not exist");
  });

  test("is reported with the missing grants one by one, and is used once all are granted", async () => {
    const url = new URL(await createDatabase());
    const name = url.pathname.slice(1);
    const admin = await open(url.href);
    url.username = `role_${name}`;
    url.password = "s3cret";
    try {
      await asSuperuser((client) => client.query(`create role role_${name} login password 's3cret'`));
      const tables = await failureOf(url.href);
      expect(tables).toContain(`GRANT USAGE, CREATE ON SCHEMA "public" TO "role_${name}"`);
      await run(admin.url, grantOf(tables));
      const schemas = await failureOf(url.href);
      expect(schemas).toContain(`GRANT CREATE ON DATABASE "${name}" TO "role_${name}"`);
      await run(admin.url, grantOf(schemas));
      expect(await failureOf(url.href)).toBe("none");
    } finally {
      await admin.close();
    }
  });

  test("is reported as read-only if it refuses every write", async () => {
    const url = new URL(await createDatabase());
    await run(url.href, `alter database ${url.pathname.slice(1)} set default_transaction_read_only = on`);
    expect(await failureOf(url.href)).toContain("it is read-only");
  });
});

test("a server older than PostgreSQL 14 is refused with its version", () => {
  const facts = {
    version: "13.18",
    versionNumber: 130_018,
    role: "shop",
    database: "sales",
    schema: "public",
    mayCreateTables: true,
    mayCreateSchemas: true,
    isReadOnly: false,
    encoding: "UTF8",
  };
  expect(findProblem(facts)).toBe("it runs PostgreSQL 13.18; version 14 or newer is required");
  expect(findProblem({ ...facts, versionNumber: 140_000 })).toBeUndefined();
});

describe.skipIf(!hasDatabase)("readers' connections", () => {
  test("that are all busy make no other statement wait, and have a time limit", async () => {
    const config = { url: await createDatabase(), folder: "unused", connections: 5 };
    const { db, readersDb, close } = await openDatabase(config, silentLog, { hasReaders: true });
    try {
      const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(
        readersDb,
      );
      expect(rows).toEqual([{ limit: "15s" }]);
      // More than the readers' two connections. The statements end when their sessions do.
      const reads = [1, 2, 3, 4].map(() => sql`select pg_sleep(60)`.execute(readersDb).catch(() => "ended"));
      const { rows: others } = await sql<{
        limit: string;
      }>`select current_setting('statement_timeout') as limit`.execute(db);
      expect(others).toEqual([{ limit: "0" }]);
      const name = new URL(config.url).pathname.slice(1);
      const end = () =>
        asSuperuser((client) =>
          client.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and query like '%pg_sleep%'`,
          ),
        );
      await vi.waitFor(async () => {
        await end();
        expect(await Promise.race([Promise.all(reads), sleep(50)])).toHaveLength(4);
      }, 30_000);
    } finally {
      await close();
    }
  }, 60_000);

  test("keep a shorter limit of the server", async () => {
    const url = await createDatabase();
    const name = new URL(url).pathname.slice(1);
    await asSuperuser((client) => client.query(`alter database ${name} set statement_timeout = '2s'`));
    const { readersDb, close } = await openDatabase({ url, folder: "unused" }, silentLog, { hasReaders: true });
    const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(
      readersDb,
    );
    await close();
    expect(rows).toEqual([{ limit: "2s" }]);
  });
});
