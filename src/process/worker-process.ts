import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import type { MetricsSnapshot } from "../core/telemetry/merge-metrics.ts";

export interface WorkerProcess {
  /** The series that it sent last; none before it has. */
  metrics(): readonly MetricsSnapshot[];
  /** Ends it in order, so that the next run resumes its work; kills it when that takes too long. */
  close(): Promise<void>;
}

const restartDelayMs = 1_000;
const restartDelayMaxMs = 60_000;
/** A worker that has lived for this long has started well. */
const settledMs = 60_000;

const Message = z.object({ metrics: z.custom<MetricsSnapshot>((value) => Array.isArray(value)) });

interface SuperviseOptions {
  readonly log: Logger;
  /** How long it may take to end in order. */
  readonly closeTimeoutMs: number;
}

/**
 * Keeps a worker running in a process of its own, so that the engine's programs do not delay the marketplaces. A worker that
 * dies is started again, after a longer delay each time it dies at once.
 */
export function superviseWorker(
  command: readonly [string, ...string[]],
  { log, closeTimeoutMs }: SuperviseOptions,
): WorkerProcess {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let latest: readonly MetricsSnapshot[] = [];

  const runOnce = async (): Promise<number> => {
    const [program, ...args] = command;
    const startedAt = performance.now();
    // Its log joins ours, and its channel closes when this process ends. In a session of its own, since a terminal's Ctrl-C
    // would reach it, and its engine, a second time.
    child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit", "ipc"], detached: true });
    child.on("message", (message) => {
      const told = Message.safeParse(message);
      if (told.success) {
        latest = [told.data.metrics];
      }
    });
    const [code, signal] = await once(child, "exit");
    latest = [];
    if (!stopping.signal.aborted) {
      log.error({ code, signal }, "the worker has ended and is started again");
    }
    return performance.now() - startedAt;
  };

  const keepRunning = async () => {
    let delayMs = restartDelayMs;
    while (!stopping.signal.aborted) {
      const livedMs = await runOnce().catch((error: unknown) => {
        log.error({ err: error }, "the worker could not be started");
        return 0;
      });
      delayMs = livedMs > settledMs ? restartDelayMs : Math.min(delayMs * 2, restartDelayMaxMs);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = keepRunning();

  return {
    metrics: () => latest,
    close: async () => {
      stopping.abort();
      const kill = () => child?.kill("SIGKILL");
      // A second signal ends this process at once, and the worker with it.
      process.once("exit", kill);
      child?.kill("SIGTERM");
      const overdue = setTimeout(kill, closeTimeoutMs);
      await done;
      clearTimeout(overdue);
      process.off("exit", kill);
    },
  };
}
