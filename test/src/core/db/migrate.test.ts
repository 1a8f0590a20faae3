import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { listApplied, listPending, migrate } from "../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import { createDatabase, hasDatabase, useDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";
import { startDatabaseProcess } from "../../../support/start-database-process.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const places = {
  "the embedded server": async () => ({ folder: await temporaryFolder() }),
  "a server by URL": async () => ({ url: await createDatabase(), folder: "unused" }),
};

describe.skipIf(!hasDatabase).each(Object.entries(places))("migrations on %s", (_, makePlace) => {
  test("create every table in an empty database, and do nothing the second time", async () => {
    const database = await openDatabase(await makePlace(), silentLog);
    try {
      const pending = await listPending(database.db);
      expect(pending[0]).toBe("0001-control-plane");
      expect(await migrate(database.db)).toEqual(pending);
      expect(await migrate(database.db)).toEqual([]);
      expect(await listPending(database.db)).toEqual([]);
      expect(await database.db.selectFrom("tenants").selectAll().execute()).toEqual([]);
    } finally {
      await database.close();
    }
  });
});

describe.skipIf(!hasDatabase)("migrations", () => {
  const use = useDatabase();

  test("run once if two processes start at the same time", async () => {
    const url = await createDatabase();
    const processes = [startDatabaseProcess("migrate", url), startDatabaseProcess("migrate", url)];
    await Promise.all(processes.map(({ ended }) => ended));
    const done = processes.flatMap(({ lines }) => lines.flatMap((line) => JSON.parse(line)));
    expect(done).toEqual(await listApplied(use.database.db));
  });

  test("of a newer program make an older program refuse the database", async () => {
    const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
    try {
      await migrate(database.db);
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(database.db);
      await expect(migrate(database.db)).rejects.toThrow(/newer than this version.*9999-later/);
    } finally {
      await database.close();
    }
  });

  test("declare foreign keys that a restore can defer", async () => {
    const { rows } = await sql`
      select conrelid::regclass from pg_constraint where contype = 'f' and not condeferrable
        and connamespace = current_schema()::regnamespace
    `.execute(use.database.db);
    expect(rows).toEqual([]);
  });
});

describe.skipIf(!hasDatabase)("the audit log", () => {
  const use = useDatabase();
  const statements = ["update audit set actor = 'somebody'", "delete from audit", "truncate audit"];

  test.each(statements)("refuses: %s", async (statement) => {
    const { db } = use.database;
    await db
      .insertInto("audit")
      .values({
        seq: 1,
        at: new Date(),
        actor: "system",
        action: "test",
        detail: "{}",
        previousHash: "",
        hash: statement,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const before = await db.selectFrom("audit").selectAll().execute();
    await expect(sql.raw(statement).execute(db)).rejects.toThrow("append-only");
    expect(await db.selectFrom("audit").selectAll().execute()).toEqual(before);
  });
});
