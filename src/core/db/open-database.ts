import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import { assertSessions } from "./assert-sessions.ts";
import { assertUsable } from "./assert-usable.ts";
import { toConnectionError } from "./connection-error.ts";
import { connectionsDefault } from "./connections-needed.ts";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";
import { prepareSession } from "./session-settings.ts";
import type { Tables } from "./tables.ts";
import { getTypeParser } from "./value-parsers.ts";

/** An open database of the control plane. */
export interface Database {
  readonly kind: "embedded" | "external";
  readonly db: Kysely<Tables>;
  /** Connection URL with password, for code that opens its own connections. Never log it. */
  readonly url: string;
  /** Closes the connections, and stops the embedded server if this process started it. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Name of this process in the server's list of sessions. */
  readonly name?: string;
  /** Uses the embedded server of a running control plane instead of throwing. */
  readonly joins?: boolean;
}

const connectTimeoutMs = 10_000;

/**
 * Opens the database: the PostgreSQL server at `config.url`, or the embedded server of `config.folder`. Does
 * not migrate. Errors name the server and never the password.
 */
export async function openDatabase(
  config: ControlPlaneConfig["database"],
  log: Logger,
  options: OpenOptions = {},
): Promise<Database> {
  const withConnections = { ...options, connections: config.connections };
  if (config.url !== undefined) {
    return connect(config.url, "external", log, withConnections);
  }
  const server = await openEmbeddedPostgres(config.folder, log, { joins: options.joins ?? false });
  try {
    const database = await connect(server.url, "embedded", log, withConnections);
    return { ...database, close: () => database.close().finally(() => server.close()) };
  } catch (error) {
    await server.close();
    throw error;
  }
}

interface ConnectOptions extends OpenOptions {
  readonly connections: number | undefined;
}

async function connect(
  url: string,
  kind: Database["kind"],
  log: Logger,
  { name = "marketplane", connections = connectionsDefault }: ConnectOptions,
): Promise<Database> {
  const pool = openPool(url, name, connections);
  let isClosing = false;
  // A query on a broken connection fails, and the pool replaces it. Without a listener, the process would
  // crash.
  pool.on("connect", (client) => {
    client.on("error", ({ message }) => {
      // Not the error itself: it references the whole client.
      if (!isClosing) {
        log.warn({ reason: message }, "a database connection was lost");
      }
    });
  });
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  try {
    if (kind === "external") {
      await assertSessions(url);
    }
    await assertUsable(db);
  } catch (error) {
    await db.destroy();
    throw toConnectionError(error, url);
  }
  return {
    kind,
    db,
    url,
    close: () => {
      isClosing = true;
      return db.destroy();
    },
  };
}

function openPool(url: string, name: string, connections: number): pg.Pool {
  try {
    return new pg.Pool({
      connectionString: url,
      application_name: name,
      max: connections,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      types: { getTypeParser },
      onConnect: prepareSession,
    });
  } catch (error) {
    throw toConnectionError(error, url);
  }
}
