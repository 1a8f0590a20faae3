import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import type { MetricsSnapshot } from "../core/telemetry/merge-metrics.ts";

export interface WorkerProcess {
  /** The last series that it sent; empty before the first. */
  metrics(): readonly MetricsSnapshot[];
  /** Stops it in order, so that the next run resumes its work; kills it if that takes too long. */
  close(): Promise<void>;
}

const restartDelayMs = 1_000;
const restartDelayMaxMs = 60_000;
/** A worker that ran for this long counts as started successfully. */
const healthyMs = 60_000;

const Message = z.object({ metrics: z.custom<MetricsSnapshot>((value) => Array.isArray(value)) });

interface SuperviseOptions {
  readonly log: Logger;
  /** How long an orderly stop may take. */
  readonly closeTimeoutMs: number;
}

/**
 * Keeps a worker running in a separate process, so that the engine's programs do not delay the marketplaces.
 * If the worker dies it is restarted, with a longer delay each time it dies soon after its start.
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
    // Its log goes to our standard error, and its channel closes when this process ends. It has its own
    // session, because a terminal's Ctrl-C would otherwise signal the worker and its engine a second time.
    child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit", "ipc"], detached: true });
    child.on("message", (message) => {
      const parsed = Message.safeParse(message);
      if (parsed.success) {
        latest = [parsed.data.metrics];
      }
    });
    const [code, signal] = await once(child, "exit");
    latest = [];
    if (!stopping.signal.aborted) {
      log.error({ code, signal }, "the worker ended unexpectedly; restarting it");
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
      delayMs = livedMs > healthyMs ? restartDelayMs : Math.min(delayMs * 2, restartDelayMaxMs);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = keepRunning();

  return {
    metrics: () => latest,
    close: async () => {
      stopping.abort();
      const kill = () => child?.kill("SIGKILL");
      // If a second signal ends this process at once, the worker must end too.
      process.once("exit", kill);
      child?.kill("SIGTERM");
      const overdue = setTimeout(kill, closeTimeoutMs);
      await done;
      clearTimeout(overdue);
      process.off("exit", kill);
    },
  };
}
