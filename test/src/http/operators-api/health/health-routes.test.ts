import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../../src/core/db/open-database.ts";
import { healthRoutes } from "../../../../../src/http/operators-api/health/health-routes.ts";
import { provenWrite, readinessChecks } from "../../../../../src/http/operators-api/health/readiness.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { asSuperuser, createDatabase, hasDatabase, useDatabase } from "../../../../support/database.ts";
import { offlineContext } from "../../../../support/service-context.ts";
import { silentLog } from "../../../../support/silent-log.ts";

type Checks = Parameters<typeof healthRoutes>[0]["checks"];

async function ask(path: string, checks: Checks, isStopping = false) {
  const group = healthRoutes({ checks, isStopping: () => isStopping, log: silentLog });
  const answer = await createApp(offlineContext(), { groups: [group] }).request(path);
  return { status: answer.status, text: await answer.text() };
}

const broken = () => Promise.reject(new Error("connect ECONNREFUSED db.internal:5432 as user cp"));
const fine = () => Promise.resolve();

describe("/healthz", () => {
  it("checks only the process", async () => {
    expect(await ask("/healthz", { database: broken }, true)).toEqual({ status: 200, text: '{"status":"ok"}' });
  });
});

describe("/readyz", () => {
  it("names all missing parts, without internals", async () => {
    const answer = await ask("/readyz", { database: broken, queue: fine, migrations: broken });
    expect(answer).toEqual({ status: 503, text: '{"status":"unavailable","missing":["database","migrations"]}' });
  });

  it("answers 503 once the process is stopping, and 200 while everything is ready", async () => {
    expect((await ask("/readyz", { database: fine }, true)).text).toContain('"stopping"');
    expect((await ask("/readyz", { database: fine })).status).toBe(200);
  });

  it("does not wait for a hanging check", async () => {
    const answer = await ask("/readyz", { database: () => new Promise(() => undefined) });
    expect(answer.text).toContain('"missing":["database"]');
  });
});

describe.skipIf(!hasDatabase)("the checks", () => {
  const store = useDatabase();
  const queue = { countWaiting: async () => 0 };

  it("distinguish a migrated database, one that is not, and one that is gone", async () => {
    expect((await ask("/readyz", readinessChecks(store.database.db, queue))).status).toBe(200);
    const empty = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
    expect((await ask("/readyz", readinessChecks(empty.db, queue))).text).toContain('"missing":["migrations"]');
    await empty.close();
    expect((await ask("/readyz", readinessChecks(empty.db, queue))).text).toContain(
      '"missing":["database","migrations"]',
    );
  });

  it("detect a database that answers but refuses writes", async () => {
    const url = await createDatabase();
    const { db, close } = await openDatabase({ url, folder: "unused" }, silentLog);
    onTestFinished(close);
    await migrate(db);
    const name = new URL(url).pathname.slice(1);
    await asSuperuser((client) => client.query(`alter database ${name} set default_transaction_read_only to on`));
    await asSuperuser((client) =>
      client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]),
    );
    await expect.poll(() => sql`select 1`.execute(db).catch(() => undefined)).toBeDefined();
    expect((await ask("/readyz", readinessChecks(db, queue))).text).toContain('"missing":["database"]');
  });

  it("write at most once a second, however often they are called", async () => {
    const { db } = store.database;
    let nowMs = 0;
    const prove = provenWrite(db, () => nowMs);
    const writtenAt = async () =>
      (await db.selectFrom("facts").select("value").where("name", "=", "written-at").execute())[0]?.value;
    await prove();
    const first = await writtenAt();
    nowMs = 1_000;
    await Promise.all([prove(), prove(), prove()]);
    expect(await writtenAt()).toEqual(first);
    nowMs = 1_001;
    await prove();
    expect(await writtenAt()).not.toEqual(first);
  });

  it("detect an unavailable queue", async () => {
    const away = { countWaiting: () => Promise.reject(new Error("away")) };
    expect((await ask("/readyz", readinessChecks(store.database.db, away))).text).toContain('"missing":["queue"]');
  });
});
