import { sql } from "kysely";
import type { ClientBase } from "pg";

/**
 * What our statements, and the texts that we read, depend on. A database or a role can have other values (ALTER DATABASE … SET,
 * ALTER ROLE … SET), so every connection sets these before its first use.
 */
const settings: Readonly<Record<string, string>> = {
  // How values are written, and how those that we send are read.
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  client_encoding: "UTF8",
  bytea_output: "hex",
  extra_float_digits: "1",
  array_nulls: "on",
  quote_all_identifiers: "off",
  // What statements mean. "replica" would switch foreign keys off, and the trigger that protects the audit log.
  standard_conforming_strings: "on",
  transform_null_equals: "off",
  default_transaction_isolation: "read committed",
  session_replication_role: "origin",
  row_security: "on",
  // Connections rest in the pool, and one of them waits for notifications.
  idle_session_timeout: "0",
  // What was acknowledged survives a crash. Any other value than "off" keeps that, so only "off" is replaced.
  synchronous_commit: "on",
};

/** A server that does not answer this fails the connection, as one does that cannot be reached. */
const timeoutMs = 10_000;

/**
 * The schema that holds our tables; for a database without any, the first of the search path that we may create tables in. So a
 * search path that is changed later hides no tables. Temporary tables come last, so that none hides one of ours.
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

/** Gives a new connection the session that our statements rely on; rejects where the server does not grant it. */
export async function prepareSession(client: ClientBase): Promise<void> {
  // The types of pg lack query_timeout for a single query.
  const query = {
    text: statement,
    values: [Object.keys(settings), Object.values(settings)],
    query_timeout: timeoutMs,
  };
  await client.query(query);
}

/**
 * Lifts the time limits that a database or a role may have, until the transaction ends: for work that takes as long as the
 * database is large, while limits are meant for single requests.
 */
export const withoutTimeLimits = sql`
  select set_config(name, '0', true) from unnest(array[
    'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout'
  ]) as limited(name) where current_setting(name, true) <> '0'`;
