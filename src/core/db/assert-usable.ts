import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** The oldest supported major version of PostgreSQL that has all features that the SQL uses. */
const majorVersionMin = 14;

interface ServerFacts {
  version: string;
  versionNumber: number;
  role: string;
  database: string;
  schema: string | null;
  mayCreateTables: boolean | null;
  mayCreateSchemas: boolean;
  isReadOnly: boolean;
  encoding: string;
}

/**
 * Throws if the server is too old, read-only, not in UTF-8, or does not grant what tables and the job queue
 * need.
 */
export async function assertUsable(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version') as version,
      current_setting('server_version_num')::int as version_number,
      current_user::text as role,
      current_database()::text as database,
      current_schema()::text as schema,
      has_schema_privilege(current_schema(), 'create') as may_create_tables,
      has_database_privilege(current_database(), 'create') or to_regnamespace('pgboss') is not null as may_create_schemas,
      pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only,
      current_setting('server_encoding') as encoding
  `.execute(db);
  for (const facts of rows) {
    const problem = findProblem(facts);
    if (problem !== undefined) {
      throw new UnusableServerError(problem);
    }
  }
}

/** The version that the server reports, such as "18.4". */
export async function readServerVersion(db: Kysely<Tables>): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db);
  return rows[0]?.version;
}

/** The server answers, but the control plane cannot use it. */
export class UnusableServerError extends Error {}

export function findProblem(facts: ServerFacts): string | undefined {
  const { version, role, database, schema } = facts;
  if (facts.versionNumber < majorVersionMin * 10_000) {
    return `it runs PostgreSQL ${version}; version ${majorVersionMin} or newer is required`;
  }
  if (facts.isReadOnly) {
    return "it is read-only: use the URL of the primary server";
  }
  if (facts.encoding !== "UTF8") {
    return `database "${database}" has the encoding ${facts.encoding}, which cannot store every name: create one with CREATE DATABASE "${database}_utf8" ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0, and use its URL`;
  }
  if (schema === null) {
    return `role "${role}" has no schema for its tables: CREATE SCHEMA AUTHORIZATION "${role}", or grant it one of its search_path`;
  }
  if (facts.mayCreateTables !== true) {
    return `role "${role}" may not create tables: GRANT USAGE, CREATE ON SCHEMA "${schema}" TO "${role}"`;
  }
  if (!facts.mayCreateSchemas) {
    return `role "${role}" may not create the job queue's schema: GRANT CREATE ON DATABASE "${database}" TO "${role}"`;
  }
  return undefined;
}
