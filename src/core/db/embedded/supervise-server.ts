import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { findFreePort } from "./free-port.ts";
import { type ServerOptions, type ServerProcess, startServer } from "./server-process.ts";

export interface SupervisedServer {
  readonly port: number;
  close(): Promise<void>;
}

const startAttemptsMax = 40;
const retryMs = 250;

// Temporary failures: the port was taken before the start, or processes of a killed server are still running.
const passing = /could not bind|could not create any TCP|pre-existing shared memory|"postmaster.pid" already exists/;

/**
 * Starts a server on a free port of the loopback interface, and restarts it on that port if it exits
 * unexpectedly.
 */
export async function superviseServer(options: ServerOptions, log: Logger): Promise<SupervisedServer> {
  const closing = new AbortController();
  let { port, server } = await startOnFreePort(options);

  async function watch(): Promise<void> {
    while (true) {
      const lastLines = await server.ended;
      if (closing.signal.aborted) {
        return;
      }
      log.error({ lastLines }, "the database server exited unexpectedly; restarting it");
      const next = await startAgain(toServer(options, port), log, closing.signal);
      if (next === undefined) {
        return;
      }
      server = next;
    }
  }

  const watched = watch();
  return {
    port,
    async close() {
      closing.abort();
      await server.stop();
      await watched;
      // The watch may have started another server in the meantime.
      await server.stop();
    },
  };
}

const toServer = (options: ServerOptions, port: number): ServerOptions => ({
  ...options,
  settings: { ...options.settings, port },
});

async function startOnFreePort(options: ServerOptions): Promise<{ port: number; server: ServerProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    try {
      return { port, server: await startServer(toServer(options, port)) };
    } catch (error) {
      if (attempt === startAttemptsMax || !(error instanceof Error && passing.test(error.message))) {
        throw error;
      }
      await sleep(retryMs);
    }
  }
}

/** Retries until it succeeds or is cancelled: a full or missing disk may become available. */
async function startAgain(
  options: ServerOptions,
  log: Logger,
  signal: AbortSignal,
): Promise<ServerProcess | undefined> {
  while (!signal.aborted) {
    try {
      return await startServer(options);
    } catch (error) {
      log.error({ err: error }, "the database server failed to start; retrying");
      await sleep(retryMs, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
}
