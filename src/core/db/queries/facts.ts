/** Small persistent facts by name. The module that owns a fact parses its value. */
import { type Kysely, sql } from "kysely";
import pg from "pg";
import type { Tables } from "../tables.ts";

/** The fact's value; undefined if it is not recorded. */
export async function readFact(db: Kysely<Tables>, name: string): Promise<unknown> {
  const row = await db.selectFrom("facts").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value;
}

/** The values of the recorded ones of these facts, by name. */
export async function readFacts(db: Kysely<Tables>, names: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  if (names.length === 0) {
    return new Map();
  }
  const rows = await db.selectFrom("facts").select(["name", "value"]).where("name", "in", names).execute();
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** Records a fact, or replaces its value. */
export async function writeFact(
  db: Kysely<Tables>,
  name: string,
  fact: Readonly<Record<string, unknown>>,
): Promise<void> {
  const value = JSON.stringify(fact);
  await db
    .insertInto("facts")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/** Records a fact once: a recorded value stays. */
export async function writeFactOnce(
  db: Kysely<Tables>,
  name: string,
  fact: Readonly<Record<string, unknown>>,
): Promise<void> {
  await db
    .insertInto("facts")
    .values({ name, value: JSON.stringify(fact) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
}

/** Deletes facts. */
export async function deleteFacts(db: Kysely<Tables>, names: readonly string[]): Promise<void> {
  await db.deleteFrom("facts").where("name", "=", sql<string>`any(${names}::text[])`).execute();
}

const noSuchTable = "42P01";

/**
 * Commits a write, which fails on a server that is read-only or has no disk space left. A missing table is no
 * failure.
 */
export async function proveWrite(db: Kysely<Tables>): Promise<void> {
  try {
    await sql`insert into facts (name, value) values ('written-at', to_jsonb(now()))
      on conflict (name) do update set value = excluded.value`.execute(db);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === noSuchTable)) {
      throw error;
    }
  }
}
