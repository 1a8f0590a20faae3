import { setTimeout as sleep } from "node:timers/promises";
import { errorText } from "@marketplane/providers/error-text.ts";
import type { Logger } from "pino";
import { ensureCluster, toDataFolder, toUrl } from "./embedded/cluster.ts";
import { lockFolder, readOwner } from "./embedded/folder-lock.ts";
import { endLeftoverServer, findServer } from "./embedded/leftover-server.ts";
import { findServerPrograms } from "./embedded/server-programs.ts";
import { findServerUser, prepareFolder, type ServerUser } from "./embedded/server-user.ts";
import { type SupervisedServer, superviseServer } from "./embedded/supervise-server.ts";

/** A PostgreSQL server that is a child of this process, or of the process that was joined. */
export interface EmbeddedPostgres {
  readonly url: string;
  close(): Promise<void>;
}

const joinTimeoutMs = 20_000;
const joinPollMs = 100;

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: 100,
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  lc_messages: "C",
  logging_collector: "off",
  log_destination: "stderr",
  // Statements and their values contain personal data.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

/**
 * Runs the embedded server on `folder` until `close`. The first start creates the folder. The server also
 * ends with this process. If another process runs the folder's server, throws, or with `joins` uses that
 * server.
 */
export async function openEmbeddedPostgres(
  folder: string,
  log: Logger,
  { joins }: { readonly joins: boolean },
): Promise<EmbeddedPostgres> {
  const user = findServerUser(toDataFolder(folder));
  const root = prepareFolder(folder, user, log);
  const lock = lockFolder(root);
  if (lock === undefined) {
    return joins ? joinServer(root) : refuse(root);
  }
  try {
    const server = await startOn(root, user, log);
    return { url: toUrl(root, server.port), close: () => server.close().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw new Error(`The embedded database in ${root} cannot be started: ${errorText(error)}`, { cause: error });
  }
}

async function startOn(root: string, user: ServerUser | undefined, log: Logger): Promise<SupervisedServer> {
  const programs = await findServerPrograms(root);
  await ensureCluster(root, programs, user);
  const dataFolder = toDataFolder(root);
  await endLeftoverServer(dataFolder, log);
  const onLine = (line: string) => log.debug({ line }, "embedded database");
  return superviseServer({ programs, dataFolder, user, settings, onLine }, log);
}

function refuse(root: string): never {
  throw new Error(
    `The embedded database in ${root} is in use by ${readOwner(root)}, and only one control plane can use it: stop that process, or set database.url to a PostgreSQL server for both`,
  );
}

async function joinServer(root: string): Promise<EmbeddedPostgres> {
  for (let waitedMs = 0; waitedMs < joinTimeoutMs; waitedMs += joinPollMs) {
    const server = findServer(toDataFolder(root));
    if (server?.isReady) {
      return { url: toUrl(root, server.port), close: async () => {} };
    }
    await sleep(joinPollMs);
  }
  throw new Error(`The embedded database in ${root} is in use by ${readOwner(root)}, whose server does not start`);
}
