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

/** Options of a scan of the fleet. */
export interface FleetScanOptions {
  readonly db: Kysely<Tables>;
  readonly config: Omit<ControlPlaneConfig["drift"], "everyMinutes">;
  /** The marketplaces' terms, which name a marketplace in a tenant's conditions. */
  readonly terms: TermsBySource;
  /** The name of the process that scans. */
  readonly worker: string;
  /** All stacks of the fleet. */
  readonly listStacks: () => Promise<readonly StackSource[]>;
  readonly environment: Settings["environment"];
  /** Reads the current status of all hostnames from Cloudflare and records it. */
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
/**
 * The longest delay between two checks whether a scan is due, because other workers start later and clocks
 * differ.
 */
const waitMsMax = 5 * minuteMs;

/** The scheduled scan of the whole fleet. One worker at a time runs it. */
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
  return { what: "the drift scan", round, retryMs };
}

/** Runs a scan that was started, and records its result. */
export async function scanFleet(options: FleetScanOptions, { id }: { readonly id: number }): Promise<DriftReport> {
  const { db, config, now, log } = options;
  const report = await scan(options).finally(async () => {
    if (!stopSignal()?.aborted) {
      return;
    }
    // A partial scan is discarded, so that another worker can start one immediately.
    await abandonScan(db, id);
    stopSignal()?.throwIfAborted();
  });
  await endScan(db, report, { id, now: now(), keepDays: config.days });
  await showInConditions(report, options);
  log.info({ result: report.result, ...report.summary }, "drift scan finished");
  return report;
}

/** Shows the findings in the panel and the console immediately instead of after the next run. */
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
    log.warn({ err: error }, "could not refresh the hostnames that a drift scan reported");
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

/** Shared objects belong to the deployment, whose stack is not scanned here. */
function isOfTenants({ kind, type }: Finding): boolean {
  return kind !== "unmanaged" || !findResource(type)?.isShared;
}
