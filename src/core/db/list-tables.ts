import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** The control plane's tables by name, without the job queue's, which has a schema of its own, and those of the migrations. */
export async function listTables(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename::text as name from pg_tables
    where schemaname = current_schema() and tablename not like 'kysely\\_%'
    order by tablename
  `.execute(db);
  return rows.map(({ name }) => name);
}
