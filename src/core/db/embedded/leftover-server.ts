import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

/** A server's entries in postmaster.pid. */
interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

const pollMs = 50;
const fastShutdownMs = 60_000;
const immediateShutdownMs = 10_000;

/** The server that runs on `dataFolder`, if any. */
export function findServer(dataFolder: string): RunningServer | undefined {
  const lines = readPidFile(dataFolder);
  if (lines === undefined) {
    return undefined;
  }
  const server = { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
  return isServerOf(server.pid, dataFolder) ? server : undefined;
}

/**
 * Stops a server that a killed control plane left running on the folder. The caller holds the folder's lock,
 * so the server belongs to no running process.
 */
export async function endLeftoverServer(dataFolder: string, log: Logger): Promise<void> {
  const server = findServer(dataFolder);
  if (server !== undefined) {
    log.warn({ pid: server.pid }, "stopping the database server that a killed process left running");
    const isOver = () => !isServerOf(server.pid, dataFolder);
    const steps = [
      ["SIGINT", fastShutdownMs],
      ["SIGQUIT", immediateShutdownMs],
    ] as const;
    for (const [signal, timeoutMs] of steps) {
      send(signal, server.pid);
      if (await comesTrue(isOver, timeoutMs)) {
        return;
      }
    }
    throw new Error(
      `The database server of an earlier run (process ${server.pid}) does not stop: stop it by hand, then start again`,
    );
  }
  // Another program may have reused the dead server's process id. PostgreSQL would mistake it for the server.
  rmSync(join(dataFolder, "postmaster.pid"), { force: true });
}

async function comesTrue(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    if (condition()) {
      return true;
    }
    await sleep(pollMs);
  }
  return condition();
}

function readPidFile(dataFolder: string): string[] | undefined {
  try {
    return readFileSync(join(dataFolder, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
}

// A server's working directory is its data folder. Without /proc (macOS), only check that the process exists.
function isServerOf(pid: number, dataFolder: string): boolean {
  if (process.platform !== "linux") {
    return send(0, pid);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
  } catch {
    return false;
  }
}

function send(signal: NodeJS.Signals | 0, pid: number): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
