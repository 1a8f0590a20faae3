import type { Clock } from "@marketplane/providers/http/clock.ts";
import { stopSignal } from "@marketplane/providers/http/stop-signal.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import { findResource } from "@marketplane/providers/vendors.ts";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Work } from "../../../core/background/repeat-in-background.ts";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { TermsBySource } from "../../../core/ledger/source-terms.ts";
import type { DriftReport, Finding } from "../../../core/model/drift-report.ts";
import { detectDrift } from "../detect-drift.ts";
import { noPolicy } from "../drift-policy.ts";
import type { StackSource } from "../stack-source.ts";
import { applyDriftConditions } from "./drift-conditions.ts";
import { abandonScan, claimScan, endScan } from "./drift-scans.ts";
import { sendNotices } from "./notices.ts";

/** What a search of the fleet takes. */
export interface FleetScanOptions {
  readonly db: Kysely<Tables>;
  readonly config: Omit<ControlPlaneConfig["drift"], "everyMinutes">;
  /** The marketplaces' terms, which name a marketplace in a tenant's conditions. */
  readonly terms: TermsBySource;
  /** Names the process that searches. */
  readonly worker: string;
  /** The stacks of the whole fleet. */
  readonly listStacks: () => Promise<readonly StackSource[]>;
  readonly environment: Settings["environment"];
  /** Reads what Cloudflare says of every hostname now, and records it. */
  readonly refreshHostnames: () => Promise<void>;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly log: Logger;
}

export interface ScheduledDriftOptions extends FleetScanOptions {
  readonly config: FleetScanOptions["config"] & { readonly everyMinutes: number };
}

const retryMs = 60_000;
const minuteMs = 60_000;
/** A worker that begins later, or another process's clock, waits no longer than this to look whether it is its turn. */
const waitMsMax = 5 * minuteMs;

/** The scheduled search over the whole fleet, by one of all workers at a time. */
export function scheduledDrift(options: ScheduledDriftOptions): Work {
  const { config, db, now, worker } = options;
  const { everyMinutes } = config;
  const everyMs = everyMinutes * minuteMs;
  const round = async (): Promise<number> => {
    const claim = await claimScan(db, { worker, everyMs, now: now() });
    if ("id" in claim) {
      await scanFleet(options, claim);
    }
    // Retry the notices that could not be sent before.
    await sendDriftNotices(options);
    return Math.min("id" in claim ? everyMs : claim.waitMs, waitMsMax);
  };
  return { what: "searching for drift", round, retryMs };
}

/** Carries out a search that has begun, and writes down what came of it. */
export async function scanFleet(options: FleetScanOptions, { id }: { readonly id: number }): Promise<DriftReport> {
  const { db, config, now, log } = options;
  const report = await scan(options).finally(async () => {
    if (!stopSignal()?.aborted) {
      return;
    }
    // Part of a search proves nothing, and another worker may begin at once.
    await abandonScan(db, id);
    stopSignal()?.throwIfAborted();
  });
  await endScan(db, report, { id, now: now(), keepDays: config.days });
  await showInConditions(report, options);
  log.info({ result: report.result, ...report.summary }, "the fleet was searched for drift");
  return report;
}

/** What a search learns is shown in the panel and the console at once, not after the next run. */
async function showInConditions(
  { findings }: DriftReport,
  { db, terms, now, log, refreshHostnames }: FleetScanOptions,
) {
  await applyDriftConditions(db, terms, now());
  if (findings.every(({ type, kind }) => type !== "cloudflare:CustomHostname" || kind === "unmanaged")) {
    return;
  }
  try {
    await refreshHostnames();
  } catch (error) {
    log.warn({ err: error }, "the hostnames that a drift scan found could not be looked at");
  }
}

/** Sends the pending notices to the configured targets. */
export function sendDriftNotices({ db, config, now, log }: FleetScanOptions): Promise<void> {
  return sendNotices({ db, targets: config.notify, now, log });
}

async function scan({ config, listStacks, environment, clock }: FleetScanOptions): Promise<DriftReport> {
  const { confirmAfterSeconds, unmanaged } = config;
  const report = await detectDrift({
    stacks: await listStacks(),
    environment,
    isUnmanagedWanted: unmanaged,
    policy: { ...noPolicy, confirmAfterSeconds },
    clock,
  });
  const findings = report.findings.filter(isOfTenants);
  const count = report.findings.length - findings.length;
  const counts = { ...report.summary.findings, unmanaged: (report.summary.findings.unmanaged ?? 0) - count };
  return { ...report, findings, summary: { ...report.summary, findings: counts } };
}

/** What tenants share is the deployment's, whose stack is not among these. */
function isOfTenants({ kind, type }: Finding): boolean {
  return kind !== "unmanaged" || !findResource(type)?.isShared;
}
