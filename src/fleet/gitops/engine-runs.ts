import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isEngineRunning } from "../../../engine/is-engine-running.ts";

const Run = z.object({ stack: z.string(), host: z.string(), pid: z.int() });
type Run = z.infer<typeof Run>;

/** Who the engine says holds a stack. */
export interface LockHolder {
  readonly host: string;
  readonly pid: number;
}

const holder = /: created by \S+@(\S+) \(pid (\d+)\) at /g;

/** Reads the holders of a stack's lock from what the engine complains of; empty when it is about something else. */
export function lockHolders(complaint: string): LockHolder[] {
  return [...complaint.matchAll(holder)].map(([, host = "", pid]) => ({ host, pid: Number(pid) }));
}

/** The engine's runs that this watcher started, on disk, so that the next process knows which were left behind. */
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

  /** Whether every holder is a run of ours on the stack that died without giving its lock back. */
  isLeftBehind(stack: string, holders: readonly LockHolder[]): boolean {
    const runs = this.#read();
    return (
      holders.length > 0 &&
      holders.every(({ host, pid }) =>
        runs.some((run) => run.stack === stack && run.host === host && run.pid === pid && isOver(run)),
      )
    );
  }

  /** Processes of runs that go on although their watcher was killed. */
  stillRunning(): readonly number[] {
    return this.#read()
      .filter((run) => run.host === hostname() && !isOver(run))
      .map(({ pid }) => pid);
  }

  /** Whether a run on the stack was killed, and nobody has cleaned up after it. */
  hasDied(stack: string): boolean {
    return this.#read().some((run) => run.stack === stack && isOver(run));
  }

  /** Forgets the runs that are over. */
  forgetOver(): void {
    for (const run of this.#read().filter(isOver)) {
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

/** A run of another machine may be alive for all that can be seen from here. */
function isOver({ host, pid }: Run): boolean {
  return host === hostname() && !isEngineRunning(pid);
}
