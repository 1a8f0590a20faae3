import { type Kysely, sql } from "kysely";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Tables } from "./tables.ts";

/** Default of database.connections: connections of a process for its statements. */
export const connectionsDefault = 10;
/** How many of a control plane's connections serve operators' pages and lists. The rest serves orders. */
export function connectionsOfReaders(connections: number): number {
  return Math.floor(connections * 0.4);
}

/** Connections of a process's job queue: three for jobs, and one that listens for new jobs. */
const queueConnections = 4;

/** Maximum number of connections of this many processes (control planes or workers). */
export function connectionsNeeded(
  { connections = connectionsDefault }: ControlPlaneConfig["database"],
  processes: number,
) {
  return processes * (connections + queueConnections);
}

/**
 * Explains the problem if the server allows fewer connections than `processes` may open; otherwise undefined.
 */
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
  return `the server allows ${limit} connections, but up to ${needed} are needed (${processes} × (database.connections + ${queueConnections})): raise max_connections, or the limit of the role or the database${smaller}`;
}

/** With fewer connections, requests wait for each other. */
const connectionsMin = 3;
