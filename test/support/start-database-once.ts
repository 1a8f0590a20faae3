import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureCluster, toDataFolder, toUrl } from "../../src/core/db/embedded/cluster.ts";
import { findServerPrograms } from "../../src/core/db/embedded/server-programs.ts";
import { findServerUser, prepareFolder } from "../../src/core/db/embedded/server-user.ts";
import { superviseServer } from "../../src/core/db/embedded/supervise-server.ts";
import { silentLog } from "./silent-log.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Returns the URL of the run's PostgreSQL server, which it starts at the first request. */
    databaseDoor: string;
  }
}

/** One PostgreSQL server for the run, started for the first test file that needs it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<RunningServer> | undefined;
  const failures: string[] = [];
  const door = createServer((_, response) => {
    started ??= startServerForTests();
    started.then(
      ({ url }) => response.end(JSON.stringify({ url })),
      (error) => {
        failures.push(String(error));
        response.end(JSON.stringify({ reason: String(error) }));
      },
    );
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", () => resolve()));
  const address = door.address();
  project.provide("databaseDoor", `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
  return async () => {
    door.close();
    await started?.then(({ close }) => close()).catch(() => undefined);
    if (failures.length > 0) {
      process.stderr.write(`\nTESTS THAT NEED A POSTGRESQL SERVER WERE SKIPPED\n  why: ${failures[0]}\n\n`);
    }
  };
}

interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

async function startServerForTests(): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "marketplane-database-"));
  const user = findServerUser(toDataFolder(folder));
  const root = prepareFolder(folder, user, silentLog);
  const programs = await findServerPrograms(root);
  await ensureCluster(root, programs, user);
  // Its data need not outlive the run.
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 300,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
  };
  const server = await superviseServer(
    { programs, dataFolder: toDataFolder(root), user, settings, onLine: () => undefined },
    silentLog,
  );
  return {
    url: toUrl(root, server.port),
    close: () => server.close().finally(() => rm(root, { recursive: true, force: true })),
  };
}
