import { type Kysely, sql } from "kysely";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Tables } from "./tables.ts";

/** Connections of a process for its own statements, unless database.connections says otherwise. */
export const connectionsDefault = 10;
/** Those of its job queue: three for jobs, and one that listens for new ones. */
const queueConnections = 4;

/** How many connections so many processes, control planes or workers, may have at the same time. */
export function connectionsNeeded(
  { connections = connectionsDefault }: ControlPlaneConfig["database"],
  processes: number,
) {
  return processes * (connections + queueConnections);
}

/** What is wrong where the server lets this role have fewer connections than `processes` may open; undefined where it has enough. */
export async function findTooFewConnections(
  db: Kysely<Tables>,
  config: ControlPlaneConfig["database"],
  processes: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ limit: number }>`
    select least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int,
      (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user),
      (select nullif(datconnlimit, -1) from pg_database where datname = current_database())
    ) as limit`.execute(db);
  const needed = connectionsNeeded(config, processes);
  const limit = rows[0]?.limit ?? needed;
  if (limit >= needed) {
    return undefined;
  }
  const each = Math.floor(limit / processes) - queueConnections;
  const smaller = each >= connectionsMin ? `, or set database.connections to ${each} at most` : "";
  return `the server allows ${limit} connections, and ${needed} may be needed (${processes} × (database.connections + ${queueConnections})): raise max_connections, or the limit of the role or the database${smaller}`;
}

/** With fewer, requests wait for each other. */
const connectionsMin = 3;
