import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isEngineRunning } from "../../../engine/is-engine-running.ts";

const Run = z.object({ stack: z.string(), host: z.string(), pid: z.int() });
type Run = z.infer<typeof Run>;

/** A process that holds a stack's lock, according to the engine. */
export interface LockHolder {
  readonly host: string;
  readonly pid: number;
}

const holder = /: created by \S+@(\S+) \(pid (\d+)\) at /g;

/** Reads the holders of a stack's lock from the engine's error; empty for any other error. */
export function lockHolders(message: string): LockHolder[] {
  return [...message.matchAll(holder)].map(([, host = "", pid]) => ({ host, pid: Number(pid) }));
}

/**
 * Records on disk the engine runs that this watcher started, so that the next process can find interrupted
 * ones.
 */
export class EngineRuns {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  begin(stack: string, pid: number): void {
    writeFileSync(this.#file(pid), JSON.stringify({ stack, host: hostname(), pid } satisfies Run));
  }

  end(pid: number): void {
    rmSync(this.#file(pid), { force: true });
  }

  /** Whether every holder is one of our runs on the stack that died without releasing its lock. */
  isLeftBehind(stack: string, holders: readonly LockHolder[]): boolean {
    const runs = this.#read();
    return (
      holders.length > 0 &&
      holders.every(({ host, pid }) =>
        runs.some((run) => run.stack === stack && run.host === host && run.pid === pid && hasEnded(run)),
      )
    );
  }

  /** Processes of runs that are still running although their watcher was killed. */
  stillRunning(): readonly number[] {
    return this.#read()
      .filter((run) => run.host === hostname() && !hasEnded(run))
      .map(({ pid }) => pid);
  }

  /** Whether a run on the stack was killed and not cleaned up since. */
  hasDied(stack: string): boolean {
    return this.#read().some((run) => run.stack === stack && hasEnded(run));
  }

  /** Deletes the records of runs that have ended. */
  forgetEnded(): void {
    for (const run of this.#read().filter(hasEnded)) {
      this.end(run.pid);
    }
  }

  #read(): Run[] {
    return readdirSync(this.#folder).flatMap((name) => {
      try {
        return [Run.parse(JSON.parse(readFileSync(join(this.#folder, name), "utf8")))];
      } catch {
        return [];
      }
    });
  }

  #file(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

/** A run on another machine may still be alive; that cannot be checked here. */
function hasEnded({ host, pid }: Run): boolean {
  return host === hostname() && !isEngineRunning(pid);
}
