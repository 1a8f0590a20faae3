import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { isEngineRunning } from "./is-engine-running.ts";

/** A file that the engine writes about itself while it works on a stack. */
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
 * Repairs a stack in a folder backend after its engine or worker was killed. Waits for an engine that
 * outlived its worker, and removes files that the engine cannot read. The engine writes an attributes file
 * before each file; if it was killed in between, that file is empty ("failed to load checkpoint: EOF").
 * Without it, the state can be read.
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

/** An engine whose worker died has lost its program. It exits once the calls in progress are answered. */
async function untilEnded(locks: string): Promise<void> {
  for (let waitedMs = 0; ownersOf(locks).some(isEngineRunning); waitedMs += pollMs) {
    if (waitedMs >= waitMsMax) {
      throw new Error(`an engine is still working on the stack locked by ${locks}`);
    }
    await sleep(pollMs);
  }
}

/** Processes on this machine that locked the stack. */
function ownersOf(locks: string): number[] {
  return namesIn(locks).flatMap((name) => {
    const lock = Lock.safeParse(parse(join(locks, name)));
    return lock.success && lock.data.hostname === hostname() ? [lock.data.pid] : [];
  });
}

function isJson(path: string): boolean {
  return parse(path) !== undefined;
}

/** Undefined for a file that is incomplete or gone. */
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
    // Before its first run, a stack has neither folder.
    return [];
  }
}
