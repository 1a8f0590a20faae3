import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import pg, { type ClientBase } from "pg";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import { assertSessions } from "./assert-sessions.ts";
import { assertUsable } from "./assert-usable.ts";
import { toConnectionError } from "./connection-error.ts";
import { connectionsDefault, connectionsOfReaders } from "./connections-needed.ts";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";
import { limitStatements, prepareSession } from "./session-settings.ts";
import type { Tables } from "./tables.ts";
import { getTypeParser } from "./value-parsers.ts";

/** An open database of the control plane. */
export interface Database {
  readonly kind: "embedded" | "external";
  readonly db: Kysely<Tables>;
  /**
   * The same database for operators' pages and lists, so that orders never wait for these. With `hasReaders`,
   * it has connections of its own and a time limit for statements; otherwise it is `db`.
   */
  readonly readersDb: Kysely<Tables>;
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
  /** Gives a part of the connections to `readersDb`. */
  readonly hasReaders?: boolean;
}

const connectTimeoutMs = 10_000;
/** Longer than any page takes, and short enough that abandoned requests do not pile up. */
const readersTimeout = "15s";

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
  { name = "marketplane", connections = connectionsDefault, hasReaders = false }: ConnectOptions,
): Promise<Database> {
  const ofReaders = hasReaders ? connectionsOfReaders(connections) : 0;
  let isClosing = false;
  const onLost = (reason: string) => {
    if (!isClosing) {
      log.warn({ reason }, "a database connection was lost");
    }
  };
  const db = openPool(url, { name, connections: connections - ofReaders, onLost, prepare: prepareSession });
  const readersDb = hasReaders
    ? openPool(url, { name: `${name}-readers`, connections: ofReaders, onLost, prepare: prepareReaders })
    : db;
  const close = async () => {
    isClosing = true;
    await Promise.all([db.destroy(), hasReaders ? readersDb.destroy() : undefined]);
  };
  try {
    if (kind === "external") {
      await assertSessions(url);
    }
    await assertUsable(db);
  } catch (error) {
    await close();
    throw toConnectionError(error, url);
  }
  return { kind, db, readersDb, url, close };
}

/** The session of a reader: its statements end after a time, even where the server has no limit. */
async function prepareReaders(client: ClientBase): Promise<void> {
  await prepareSession(client);
  await limitStatements(client, readersTimeout);
}

interface PoolOptions {
  readonly name: string;
  readonly connections: number;
  /** Called with the reason when a connection is lost. */
  onLost(reason: string): void;
  prepare(client: ClientBase): Promise<void>;
}

function openPool(url: string, { name, connections, onLost, prepare }: PoolOptions): Kysely<Tables> {
  const pool = createPool(url, name, connections, prepare);
  // A query on a broken connection fails, and the pool replaces it. Without a listener, the process would
  // crash.
  pool.on("connect", (client) => {
    // Not the error itself: it references the whole client.
    client.on("error", ({ message }) => onLost(message));
  });
  pool.on("error", () => undefined);
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

function createPool(url: string, name: string, connections: number, onConnect: PoolOptions["prepare"]): pg.Pool {
  try {
    return new pg.Pool({
      connectionString: url,
      application_name: name,
      max: connections,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      types: { getTypeParser },
      onConnect,
    });
  } catch (error) {
    throw toConnectionError(error, url);
  }
}
