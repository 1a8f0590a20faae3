import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

export interface DatabaseProcess {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly lines: readonly string[];
  /** Resolves once it has printed this many lines; rejects if it ends earlier. */
  untilPrinted(count: number): Promise<void>;
  /** Resolves when it has ended and its whole output is read. */
  readonly ended: Promise<void>;
}

/** Starts ./database-process.ts. */
export function startDatabaseProcess(task: "migrate" | "write", place: string): DatabaseProcess {
  const program = new URL("database-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, task, place], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) {
      look();
    }
  });
  const ended = once(child, "close").then(() => undefined);
  function untilPrinted(count: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      if (lines.length >= count) {
        resolve();
      }
    };
    waiting.add(look);
    look();
    ended.then(() => reject(new Error(`it ended after ${lines.length} lines`)));
    return promise.finally(() => waiting.delete(look));
  }
  return { child, lines, untilPrinted, ended };
}
