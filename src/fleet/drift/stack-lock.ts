import { readdirSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { isEngineRunning } from "../../../engine/is-engine-running.ts";

const Lock = z.object({ username: z.string(), hostname: z.string(), pid: z.int(), timestamp: z.string() });

/** A stack, and its project if that is known. */
export interface StackPlace {
  readonly project: string | undefined;
  readonly stack: string;
}

/**
 * Who holds the lock of a stack in a file backend; undefined if it is not locked. The engine writes one file
 * per running update: .pulumi/locks/organization/<project>/<stack>/<id>.json. The file of an engine that was
 * killed on this machine is ignored. Other backends have no readable lock.
 */
export function findLock(backendUrl: string, { project, stack }: StackPlace): string | undefined {
  const folder = folderOf(backendUrl);
  if (folder === undefined) {
    return undefined;
  }
  const locks = join(folder, ".pulumi", "locks", "organization");
  const projects = project === undefined ? namesIn(locks) : [project];
  const [first] = projects.flatMap((name) =>
    namesIn(join(locks, name, stack))
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => describe(join(locks, name, stack, file)) ?? []),
  );
  return first;
}

/** The folder of a file backend's URL; undefined for other backends. */
export function folderOf(backendUrl: string): string | undefined {
  if (!backendUrl.startsWith("file://")) {
    return undefined;
  }
  const path = backendUrl.slice("file://".length).split("?")[0] ?? "";
  if (path === "~" || path.startsWith("~/")) {
    return join(homedir(), path.slice(1));
  }
  return path.startsWith("/") ? fileURLToPath(`file://${path}`) : undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The folder does not exist before the first update.
    return [];
  }
}

/** Undefined if the engine that took the lock was killed. */
function describe(path: string): string | undefined {
  const lock = Lock.safeParse(readLock(path));
  if (!lock.success) {
    return "its lock is being written";
  }
  const { username, hostname: host, pid, timestamp } = lock.data;
  if (host === hostname() && !isEngineRunning(pid)) {
    return undefined;
  }
  return `${username}@${host}, process ${pid}, since ${timestamp}`;
}

function readLock(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
