import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import type { MetricsSnapshot } from "../telemetry/merge-metrics.ts";

export interface WorkerProcess {
  /** What it told last; nothing before it has. */
  metrics(): readonly MetricsSnapshot[];
  /** Ends it in order, so that what it was at is gone on with by the next run. */
  close(): Promise<void>;
}

const restartDelayMs = 1_000;
const restartDelayMaxMs = 60_000;
/** A worker that has lived for this long has started well. */
const settledMs = 60_000;
const closeTimeoutMs = 30_000;

const Message = z.object({ metrics: z.custom<MetricsSnapshot>((value) => Array.isArray(value)) });

/**
 * Keeps a worker running in a process of its own: what the engine's programs cost does not keep the marketplaces waiting, and
 * one that dies is started anew, later and later while it dies at once.
 */
export function superviseWorker(command: readonly [string, ...string[]], log: Logger): WorkerProcess {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let latest: readonly MetricsSnapshot[] = [];

  const runOnce = async (): Promise<number> => {
    const [program, ...args] = command;
    const startedAt = performance.now();
    // Its log joins ours; its channel tells it when we end in whatever way.
    child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.on("message", (message) => {
      const told = Message.safeParse(message);
      if (told.success) latest = [told.data.metrics];
    });
    const [code, signal] = await once(child, "exit");
    latest = [];
    if (!stopping.signal.aborted) log.error({ code, signal }, "the worker has ended and is started again");
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
      child?.kill("SIGTERM");
      const overdue = setTimeout(() => child?.kill("SIGKILL"), closeTimeoutMs);
      await done;
      clearTimeout(overdue);
    },
  };
}
