import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { listApplied, migrate } from "../../../../src/core/db/migrate.ts";
import { openDatabase } from "../../../../src/core/db/open-database.ts";
import type { Tables } from "../../../../src/core/db/tables.ts";
import { verifyChain } from "../../../../src/core/ledger/audit-chain.ts";
import { readAudit } from "../../../../src/core/ledger/audit-log.ts";
import { createDatabase, hasDatabase } from "../../../support/database.ts";
import { silentLog } from "../../../support/silent-log.ts";

async function open(): Promise<Kysely<Tables>> {
  const database = await openDatabase({ url: await createDatabase(), folder: "unused" }, silentLog);
  onTestFinished(() => database.close());
  return database.db;
}

/** The database of an earlier version, migrated to this one. */
async function openFormer(): Promise<Kysely<Tables>> {
  const db = await open();
  await sql.raw(await readFile(join(import.meta.dirname, "former-database.sql"), "utf8")).execute(db);
  expect((await listApplied(db)).at(-1)).toBe("0008-declarations");
  expect(await migrate(db)).toContain("0022-drift-words");
  return db;
}

/**
 * Every column, constraint, index, trigger and function of the schema. The order of columns does not count.
 */
async function describeSchema(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, is_identity) as text
      from information_schema.columns where table_schema = current_schema()
    union all
    select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = current_schema()::regnamespace
    union all
    select indexdef from pg_indexes where schemaname = current_schema()
    union all
    select pg_get_triggerdef(pg_trigger.oid) from pg_trigger join pg_class on pg_class.oid = tgrelid
      where not tgisinternal and relnamespace = current_schema()::regnamespace
    union all
    select pg_get_functiondef(oid) from pg_proc where pronamespace = current_schema()::regnamespace
    order by 1
  `.execute(db);
  return rows.map(({ text }) => text);
}

describe.skipIf(!hasDatabase)("a database of an earlier version", () => {
  test("gets the tables that a new database has", async () => {
    const [former, fresh] = [await openFormer(), await open()];
    await migrate(fresh);

    const expected = await describeSchema(fresh);
    expect(expected.length).toBeGreaterThan(100);
    expect(await describeSchema(former)).toEqual(expected);
  });

  test("keeps its tenants, runs and requests, and an audit log that verifies", async () => {
    const db = await openFormer();

    expect(
      await db.selectFrom("tenants").select(["externalId", "state", "plan"]).orderBy("externalId").execute(),
    ).toEqual([
      { externalId: "addon_1", state: "active", plan: "pro" },
      { externalId: "addon_2", state: "removed", plan: "basic" },
      { externalId: "shoe-shop", state: "active", plan: "pro" },
    ]);
    expect(await db.selectFrom("runs").select("outcome").orderBy("id").execute()).toEqual([
      { outcome: "failed" },
      { outcome: "converged" },
    ]);
    expect(await db.selectFrom("requests").select("route").execute()).toHaveLength(2);
    expect(await verifyChain(readAudit(db))).toMatchObject({ isIntact: true });
  });
});
