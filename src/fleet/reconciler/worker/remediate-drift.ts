import type { Clock } from "@marketplane/providers/http/clock.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { TermsBySource } from "../../../core/ledger/source-terms.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import type { DriftReport } from "../../../core/model/drift-report.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { detectDrift } from "../../drift/detect-drift.ts";
import { applyDriftConditions } from "../../drift/scheduled/drift-conditions.ts";
import { recordFindings } from "../../drift/scheduled/drift-findings.ts";
import type { StackSource } from "../../drift/stack-source.ts";
import type { DriftTask } from "../../drift/tasks/drift-tasks.ts";
import type { TaskEnd } from "../../drift/tasks/work-on-task.ts";
import type { ShardOutcome } from "../run/reconcile-shard.ts";
import type { Reconciler } from "./create-reconciler.ts";

export interface RemediateParts {
  readonly db: Kysely<Tables>;
  readonly terms: TermsBySource;
  readonly reconciler: Pick<Reconciler, "remediate">;
  /** All stacks of the fleet. */
  readonly listStacks: () => Promise<readonly StackSource[]>;
  readonly environment: Settings["environment"];
  readonly clock: Clock;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const pollMs = 1_000;
/** How long to wait for the shard. The first run of a large shard takes one to two minutes. */
const waitMsMax = 5 * 60_000;

/**
 * Remediates one tenant: a run refreshes and updates only its resources. Then its shard is scanned again, and
 * findings that no longer apply are closed.
 */
export async function remediateDrift(
  task: Pick<DriftTask, "tenantId" | "fingerprint">,
  parts: RemediateParts,
): Promise<TaskEnd> {
  const tenant = task.tenantId === null ? undefined : await findTenant(parts.db, { id: task.tenantId });
  if (!tenant) {
    return failed("The tenant no longer exists.");
  }
  const outcome = await remediateWhenFree(tenant, parts);
  if (outcome === "held-elsewhere") {
    return failed("Another worker held the shard for five minutes. Try again later.");
  }
  if (outcome === "idle") {
    return failed("The shard has no resources of the tenant: it was removed, or is being moved to another shard.");
  }
  if (outcome === "failed") {
    return failed(await whyNotReady(parts.db, tenant));
  }
  return scanAgain(task, tenant.shard, parts);
}

function failed(reason: string): TaskEnd {
  return { outcome: "failed", reason };
}

async function remediateWhenFree(tenant: Tenant, { reconciler, clock, signal }: RemediateParts): Promise<ShardOutcome> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const outcome = await reconciler.remediate(tenant, signal);
    if (outcome !== "held-elsewhere" || waitedMs >= waitMsMax) {
      return outcome;
    }
    await clock.sleep(pollMs, signal);
  }
}

/** The run recorded the failure on the tenant, which is retried like any other. */
async function whyNotReady(db: Kysely<Tables>, { id }: Tenant): Promise<string> {
  const tenant = await findTenant(db, { id });
  const ready = tenant?.conditions.find(({ type }) => type === "Ready");
  return `${ready?.message ?? "The run failed."} It is retried automatically.`;
}

async function scanAgain(
  { fingerprint }: Pick<DriftTask, "fingerprint">,
  shard: string,
  { db, terms, listStacks, environment, clock, now, signal }: RemediateParts,
): Promise<TaskEnd> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const stacks = (await listStacks()).filter(({ name }) => name === shard);
    const report = await detectDrift({ stacks, environment, isUnmanagedWanted: false, clock });
    await db.transaction().execute((transaction) => recordFindings(transaction, report, now(), shard));
    await applyDriftConditions(db, terms, now());
    if (!isHeld(report) || waitedMs >= waitMsMax) {
      return judge(report, fingerprint);
    }
    await clock.sleep(pollMs, signal);
  }
}

/** True if an update holds the stack: the shard's next run may have started. */
function isHeld({ stacks }: DriftReport): boolean {
  return stacks.some(({ status }) => status === "skipped");
}

function judge({ stacks, findings, errors }: DriftReport, fingerprint: string | null): TaskEnd {
  if (findings.some((finding) => finding.fingerprint === fingerprint)) {
    return {
      outcome: "left",
      reason: "Still drifted after the run: neither the declaration nor the vendor resolved it.",
    };
  }
  const unchecked = stacks.find(({ status }) => status !== "checked");
  if (stacks.length > 0 && !unchecked) {
    return { outcome: "remediated", reason: null };
  }
  const why = unchecked?.reason ?? errors[0]?.message ?? "the stack was not found";
  return failed(`Remediated, but the result could not be verified: ${why}.`);
}
