import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/**
 * Names of the control plane's tables, without those of the migrations. The job queue's are in another
 * schema.
 */
export async function listTables(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename::text as name from pg_tables
    where schemaname = current_schema() and tablename not like 'kysely\\_%'
    order by tablename
  `.execute(db);
  return rows.map(({ name }) => name);
}
