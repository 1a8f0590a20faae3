import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { hostname } from "node:os";
import { systemClock } from "@marketplane/providers/http/clock.ts";
import { failedAttempts } from "@marketplane/providers/http/failed-attempts.ts";
import type { RateBudget } from "@marketplane/providers/http/rate-limiter.ts";
import { VendorError, type VendorErrorKind } from "@marketplane/providers/http/vendor-error.ts";
import { type Notice, notices } from "@marketplane/providers/notice.ts";
import { SettingsError } from "@marketplane/providers/settings.ts";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import { repeatInBackground } from "../background/repeat-in-background.ts";
import type { Environment } from "../config/resolve-references.ts";
import type { Tables } from "../db/tables.ts";
import type { Metrics } from "../telemetry/create-metrics.ts";
import { observeVendorCalls } from "../telemetry/observe-vendor-calls.ts";
import { VendorTally } from "../telemetry/vendor-tally.ts";
import { vendorUrls } from "../telemetry/vendor-urls.ts";
import { writeVendorHealth } from "./write-vendor-health.ts";

interface WatchOptions {
  readonly db: Kysely<Tables>;
  readonly environment: Environment;
  readonly metrics: Pick<Metrics, "vendorCallDuration">;
  /** The kind of process, such as worker. */
  readonly role: string;
  readonly log: Logger;
}

const intervalMs = 10_000;

/**
 * Measures every call of this process to a vendor, for /metrics and for the console, which merges all
 * processes.
 */
export function watchVendors({ db, environment, metrics, role, log }: WatchOptions): { stop(): Promise<void> } {
  const now = () => new Date();
  const tally = new VendorTally(now);
  const stopObserving = observeVendorCalls(vendorUrls(environment), metrics, (call) => tally.noteCall(call));
  const stopNoting = noteFailures(tally);
  const stopLogging = logNotices(log);
  const process = `${role} ${hostname()}:${globalThis.process.pid}`;
  const budgets = budgetsOf(environment);
  const write = () => writeVendorHealth({ db, tally, budgets, process, now: now() });
  const repeated = repeatInBackground({
    what: "storing the vendors' health",
    round: async () => {
      await write();
      return intervalMs;
    },
    retryMs: intervalMs,
    clock: systemClock,
    log,
  });
  return {
    stop: async () => {
      stopObserving();
      stopNoting();
      stopLogging();
      await repeated.stop();
      await write();
    },
  };
}

/** Rate limits of the vendors that document one. */
function budgetsOf(environment: Environment): Readonly<Record<string, RateBudget>> {
  const settings = { configured: () => undefined, environment };
  return Object.fromEntries(
    vendorAccounts.flatMap(({ title, readBudget }) => {
      try {
        return readBudget === undefined ? [] : [[title, readBudget(settings)]];
      } catch (error) {
        // A call to the vendor reports the invalid setting.
        if (error instanceof SettingsError) {
          return [];
        }
        throw error;
      }
    }),
  );
}

const Attempt = z.object({ error: z.instanceof(VendorError), pauseMs: z.number().optional() });

/** Statuses that are a normal answer to a question. */
const noFaults: readonly VendorErrorKind[] = ["not-found", "conflict"];

function noteFailures(tally: VendorTally): () => void {
  const note = (message: unknown) => {
    const attempt = Attempt.safeParse(message);
    if (!attempt.success) {
      return;
    }
    const { error, pauseMs } = attempt.data;
    const { vendor } = error.details;
    const isFault = !noFaults.includes(error.kind);
    tally.noteFailure({ vendor, message: error.message, isRetried: pauseMs !== undefined, isFault });
  };
  subscribe(failedAttempts.name, note);
  return () => {
    unsubscribe(failedAttempts.name, note);
  };
}

/** Logs notices of vendors and resources, such as a billing warning. Returns a function that stops it. */
function logNotices(log: Logger): () => void {
  const note = (notice: unknown) => log.warn({ notice: (notice as Notice).message }, "notice of a vendor or resource");
  notices.subscribe(note);
  return () => {
    notices.unsubscribe(note);
  };
}
