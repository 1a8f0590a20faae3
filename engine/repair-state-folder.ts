import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { isEngineRunning } from "./is-engine-running.ts";

/** What the engine writes of itself while it works on a stack. */
const Lock = z.object({ hostname: z.string(), pid: z.int().positive() });

const pollMs = 100;
const waitMsMax = 60_000;

interface StackFiles {
  /** The folder of the backend. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
}

/**
 * Makes a stack usable again whose engine or whose worker was killed, in a backend that is a folder: waits for an engine that
 * has outlived its worker, and takes away what the engine cannot read. It writes a file of attributes before each file, which
 * is empty when it was killed in between ("failed to load checkpoint: EOF"); without one it reads the state all the same.
 */
export async function repairStateFolder({ folder, project, stack }: StackFiles): Promise<void> {
  await untilEnded(join(folder, ".pulumi/locks/organization", project, stack));
  const stacks = join(folder, ".pulumi/stacks", project);
  for (const name of namesIn(stacks)) {
    const isOwn = name.startsWith(`${stack}.json`) && name.endsWith(".attrs");
    if (isOwn && !isJson(join(stacks, name))) {
      rmSync(join(stacks, name), { force: true });
    }
  }
}

/** An engine whose worker has died has lost its program: it exits once the calls in progress are answered. */
async function untilEnded(locks: string): Promise<void> {
  for (let waitedMs = 0; ownersOf(locks).some(isEngineRunning); waitedMs += pollMs) {
    if (waitedMs >= waitMsMax) {
      throw new Error(`an engine still works on the stack that ${locks} locks`);
    }
    await sleep(pollMs);
  }
}

/** Processes of this machine that have locked the stack. */
function ownersOf(locks: string): number[] {
  return namesIn(locks).flatMap((name) => {
    const lock = Lock.safeParse(parse(join(locks, name)));
    return lock.success && lock.data.hostname === hostname() ? [lock.data.pid] : [];
  });
}

function isJson(path: string): boolean {
  return parse(path) !== undefined;
}

/** Undefined for what is half written, or gone by now. */
function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Before its first run a stack has neither.
    return [];
  }
}
