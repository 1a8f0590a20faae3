import { sql, type Transaction } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import type { Tables } from "../../../../src/core/db/tables.ts";
import { unawaited } from "../../../../src/core/db/unawaited-statements.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

const lock = 7;

describe.skipIf(!hasDatabase)("a statement that is not waited for", () => {
  it("counts as done before the server has done it, and takes effect before what follows", async () => {
    const { db } = await open();
    const released = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holder = db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${lock})`.execute(transaction);
      held.resolve();
      await released.promise;
    });
    await held.promise;

    const locks = await db.transaction().execute(async (transaction) => {
      await sql`${unawaited}select pg_advisory_xact_lock(${lock})`.execute(transaction);
      released.resolve();
      const { rows } = await sql`
        select 1 from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()`.execute(transaction);
      return rows;
    });
    await holder;

    expect(locks).toHaveLength(1);
  });

  it("is what the next one fails with where it failed itself", async () => {
    const { db } = await open();

    const work = db.transaction().execute(async (transaction) => {
      await failLater(transaction);
      await sql`select 1`.execute(transaction);
    });

    await expect(work).rejects.toThrow("division by zero");
  });

  it("is what the commit fails with where nothing else was waited for, and nothing is kept", async () => {
    const { db } = await open();
    await sql`create table kept (number integer)`.execute(db);

    const work = db.transaction().execute(async (transaction) => {
      await sql`${unawaited}insert into kept values (1)`.execute(transaction);
      await failLater(transaction);
    });

    await expect(work).rejects.toThrow("division by zero");
    expect((await sql`select * from kept`.execute(db)).rows).toEqual([]);
  });

  it("leaves the error of whoever gives the transaction up as it is", async () => {
    const { db } = await open();

    const work = db.transaction().execute(async (transaction) => {
      await failLater(transaction);
      throw new Error("given up");
    });

    await expect(work).rejects.toThrow("given up");
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  });
});

const failLater = (transaction: Transaction<Tables>) => sql`${unawaited}select 1 / 0`.execute(transaction);

async function open() {
  const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
  onTestFinished(() => database.close());
  return database;
}
