import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "@marketplane/providers/error-text.ts";
import { Client } from "pg";
import { folderOf } from "../../drift/stack-lock.ts";

interface PrunerOptions {
  readonly backendUrl: string;
  readonly project: string;
  readonly warn: (message: string) => void;
}

/** Runs of a stack between two prunings of a database backend; each pruning opens a connection. */
const runsBetween = 20;
/** Each run adds a summary and a copy of the state. */
const rowsOfRun = 2;
const timeoutMs = 10_000;

/**
 * Deletes old run records from the engine's backend, which keeps them all: from a folder after each run, from
 * a PostgreSQL database every few runs. Object stores have their own retention rules. A failure here does not
 * fail the run.
 */
export function historyPruner({ backendUrl, project, warn }: PrunerOptions): (stack: string) => Promise<void> {
  const folder = folderOf(backendUrl);
  if (folder !== undefined) {
    return async (stack) => pruneHistory(folder, project, stack);
  }
  if (!/^postgres(ql)?:/.test(backendUrl)) {
    return async () => undefined;
  }
  const runs = new Map<string, number>();
  return async (stack) => {
    const run = runs.get(stack) ?? 0;
    runs.set(stack, run + 1);
    if (run % runsBetween > 0) {
      return;
    }
    try {
      await pruneRows(new URL(backendUrl), `.pulumi/history/${project}/${stack}/`);
    } catch (error) {
      const reason = errorText(error);
      warn(`could not delete old run records from the engine's backend: ${reason}`);
    }
  };
}

/**
 * Keys in the engine's table begin with the database's name. The names of a stack's records end with the
 * time.
 */
async function pruneRows(url: URL, folder: string): Promise<void> {
  const prefix = `${decodeURIComponent(url.pathname.slice(1))}/${folder}`;
  const table = url.searchParams.get("table") ?? "pulumi_state";
  url.searchParams.delete("table");
  const client = new Client({
    connectionString: url.href,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // The query reports a broken connection. Without this listener, a connection that breaks between queries
  // would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const name = client.escapeIdentifier(table);
    await client.query(
      `delete from ${name} where key in (select key from ${name} where starts_with(key, $1) order by key desc offset $2)`,
      [prefix, runsKept * rowsOfRun],
    );
  } finally {
    await client.end();
  }
}

/** Run records that the engine's backend keeps per stack; the database keeps one of every run. */
const runsKept = 20;
/** Each run adds a summary and a copy of the state, each with an attributes file. */
const filesOfRun = 4;

/** Deletes the oldest run records of a stack from a folder backend; the engine itself never deletes any. */
export function pruneHistory(stateFolder: string, project: string, stack: string): void {
  const folder = join(stateFolder, ".pulumi/history", project, stack);
  for (const file of oldestOf(folder)) {
    rmSync(join(folder, file), { force: true });
  }
}

/** File names begin with the stack's name and end with the time, so they sort by age. */
function oldestOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .slice(0, -runsKept * filesOfRun);
  } catch (error) {
    // Before its first run a stack has no folder.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return [];
    }
    throw error;
  }
}
