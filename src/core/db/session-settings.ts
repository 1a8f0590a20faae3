import { sql } from "kysely";
import type { ClientBase } from "pg";

/**
 * Settings that the statements and the parsing of values depend on. A database or role can have other
 * defaults (ALTER DATABASE … SET, ALTER ROLE … SET), so every connection sets these before its first use.
 */
const settings: Readonly<Record<string, string>> = {
  // Format of values in both directions.
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  client_encoding: "UTF8",
  bytea_output: "hex",
  extra_float_digits: "1",
  array_nulls: "on",
  quote_all_identifiers: "off",
  // Meaning of statements. "replica" would disable foreign keys and the trigger that protects the audit log.
  standard_conforming_strings: "on",
  transform_null_equals: "off",
  default_transaction_isolation: "read committed",
  session_replication_role: "origin",
  row_security: "on",
  // Connections are idle in the pool, and one waits for notifications.
  idle_session_timeout: "0",
  // Committed changes must survive a crash. All values except "off" guarantee that, so only "off" is
  // replaced.
  synchronous_commit: "on",
};

/** If the server does not answer in time, the connection fails, as for an unreachable server. */
const timeoutMs = 10_000;

/**
 * The schema of the control plane's tables. In a new database, the first schema of the search path in which
 * the role may create tables. A later change of the search path therefore hides no tables. Temporary tables
 * come last, so that they hide none.
 */
const searchPath = `
  with ours as (
    select relnamespace as schema from pg_catalog.pg_class
    where relname in ('kysely_migration', 'operator_tokens', 'audit') and relkind = 'r'
      and pg_catalog.pg_has_role(relowner, 'usage')
    group by relnamespace having count(*) = 3
  ), path as (
    select oid as schema, place from unnest(pg_catalog.current_schemas(false) || array[current_user, 'public']::name[])
      with ordinality as named(name, place) join pg_catalog.pg_namespace on nspname = name
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'pgboss')
  )
  select schema from (
    select path.schema, 1 as preference, place from path where path.schema in (select ours.schema from ours)
    union all select ours.schema, 2, ours.schema::bigint from ours
    union all select path.schema, 3, place from path where pg_catalog.has_schema_privilege(path.schema, 'create')
    union all select path.schema, 4, place from path
  ) as candidates order by preference, place limit 1`;

const statement = `
  select pg_catalog.set_config(name, value, false) from unnest($1::text[], $2::text[]) as wanted(name, value)
    where pg_catalog.current_setting(name, true) <> value
      and (name <> 'synchronous_commit' or pg_catalog.current_setting(name) = 'off')
  union all
  select pg_catalog.set_config('search_path', pg_catalog.quote_ident(nspname) || ', pg_temp', false)
    from pg_catalog.pg_namespace where oid = (${searchPath})`;

/** Prepares a new connection's session for the statements. Rejects if the server does not permit it. */
export async function prepareSession(client: ClientBase): Promise<void> {
  // pg's types lack query_timeout of a single query.
  const query = {
    text: statement,
    values: [Object.keys(settings), Object.values(settings)],
    query_timeout: timeoutMs,
  };
  await client.query(query);
}

/** Limits the time of the session's statements, unless the server's own limit is shorter. */
export async function limitStatements(client: ClientBase, limit: string): Promise<void> {
  await client.query(
    `select set_config('statement_timeout', $1, false)
      where current_setting('statement_timeout') = '0' or current_setting('statement_timeout')::interval > $1::interval`,
    [limit],
  );
}

/**
 * Disables time limits of the database or role until the transaction ends. For work whose duration depends on
 * the size of the database, while the limits are meant for single requests.
 */
export const withoutTimeLimits = sql`
  select set_config(name, '0', true) from unnest(array[
    'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'
  ]) as limited(name) where current_setting(name, true) <> '0'`;
