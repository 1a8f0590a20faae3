import type { Clock } from "@marketplane/providers/http/clock.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ControlPlaneConfig } from "../../config/control-plane-config.ts";
import type { Tables } from "../../db/tables.ts";
import type { Work } from "../../serve/repeat-in-background.ts";
import { detectDrift } from "../detect-drift.ts";
import { noPolicy } from "../drift-policy.ts";
import type { Finding } from "../drift-report.ts";
import type { StackSource } from "../stack-source.ts";
import { claimRun, endRun } from "./drift-runs.ts";
import { tellNews } from "./notices.ts";

export interface ScheduledDriftOptions {
  readonly db: Kysely<Tables>;
  readonly config: Omit<ControlPlaneConfig["drift"], "everyMinutes"> & { readonly everyMinutes: number };
  /** Names the process that searches. */
  readonly worker: string;
  /** The stacks of the whole fleet. */
  readonly listStacks: () => Promise<readonly StackSource[]>;
  readonly environment: Settings["environment"];
  readonly clock: Clock;
  readonly now: () => Date;
  readonly log: Logger;
}

const retryMs = 60_000;
const minuteMs = 60_000;
/** A worker that begins later, or another process's clock, waits no longer than this to look whether it is its turn. */
const waitMsMax = 5 * minuteMs;

/** The scheduled search over the whole fleet, by one of all workers at a time. */
export function scheduledDrift(options: ScheduledDriftOptions): Work {
  const { config, db, log, now, worker } = options;
  const { everyMinutes, days: keepDays, notify: targets } = config;
  const everyMs = everyMinutes * minuteMs;
  const round = async (): Promise<number> => {
    const claim = await claimRun(db, { worker, everyMs, now: now() });
    if ("id" in claim) {
      const report = await search(options);
      await endRun(db, report, { id: claim.id, now: now(), keepDays });
      log.info({ result: report.result, ...report.summary }, "the fleet was searched for drift");
    }
    // What could not be told before is told now.
    await tellNews({ db, targets, now, log });
    return Math.min("id" in claim ? everyMs : claim.waitMs, waitMsMax);
  };
  return { what: "searching for drift", round, retryMs };
}

async function search({ config, listStacks, environment, clock }: ScheduledDriftOptions) {
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
  return kind !== "unmanaged" || (type !== "cloudflare:FallbackOrigin" && type !== "apifew:Pricing");
}
