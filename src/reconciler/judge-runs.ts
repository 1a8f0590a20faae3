import type { Tenant } from "../ledger/tenant.ts";
import type { RunDecision } from "./decide-run.ts";
import { failuresByTenant } from "./failures-by-tenant.ts";
import { hinder, judgeTenant, type TenantJudgement } from "./judge-tenant.ts";
import { mayGiveUp } from "./run-rounds.ts";
import type { TenantResult } from "./shard-program.ts";
import type { StackRun } from "./stack-runner.ts";

/** What the rounds of a run say of every tenant that it was about. */
export function judgeRuns(
  { pending, hindered }: Pick<Extract<RunDecision, { kind: "run" }>, "pending" | "hindered">,
  results: ReadonlyMap<string, TenantResult>,
  runs: readonly StackRun[],
): ReadonlyMap<Tenant, TenantJudgement> {
  const judgements = new Map<Tenant, TenantJudgement>();
  const failures = runs.map(failuresByTenant);
  for (const tenant of pending) {
    const own = failures.flatMap((byTenant) => byTenant.get(tenant.id) ?? []);
    judgements.set(tenant, judgeTenant(tenant, results.get(tenant.id), own, whyUnfinished(tenant, runs)));
  }
  for (const { tenant, hindrance } of hindered) judgements.set(tenant, hinder(hindrance));
  return judgements;
}

/** Why more may be left to do for a tenant than its own resources complained of; undefined when nothing is. */
function whyUnfinished(tenant: Tenant, runs: readonly StackRun[]): string | undefined {
  const broken = runs.find((run) => !run.isComplete || hasSharedFailure(run));
  if (broken) return messageOf(broken);
  const isDown = runs.at(-1)?.isSuccess ?? false;
  return isDown || !mayGiveUp(tenant)
    ? undefined
    : "What it gives up is taken down when the other tenants' failures allow.";
}

/** True of a failure that is no tenant's own, such as the program's or the engine's. */
function hasSharedFailure(run: StackRun): boolean {
  return !run.isSuccess && sharedFailures(run).length > 0;
}

function messageOf(run: StackRun): string {
  const [first] = sharedFailures(run);
  return `The run ended before it was done${first ? `: ${first}` : "."}`;
}

function sharedFailures(run: StackRun): string[] {
  const own = new Set([...failuresByTenant(run).values()].flat());
  return run.failures.flatMap(({ message }) => (own.has(message) ? [] : [message]));
}
