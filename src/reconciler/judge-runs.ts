import type { Tenant } from "../ledger/tenant.ts";
import type { RunDecision } from "./decide-run.ts";
import { failuresByTenant } from "./failures-by-tenant.ts";
import { hinder, judgeTenant, type TenantJudgement } from "./judge-tenant.ts";
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
  const unfinished = whyUnfinished(runs.at(-1));
  for (const tenant of pending) {
    const own = failures.flatMap((byTenant) => byTenant.get(tenant.id) ?? []);
    judgements.set(tenant, judgeTenant(tenant, results.get(tenant.id), own, unfinished));
  }
  for (const { tenant, hindrance } of hindered) judgements.set(tenant, hinder(hindrance));
  return judgements;
}

/** Why the last round has not done everything that it was to do; undefined when it has. */
function whyUnfinished(last: StackRun | undefined): string | undefined {
  if (last?.isSuccess) return undefined;
  const [failure] = last?.failures ?? [];
  return `The run ended before it was done${failure ? `: ${failure.message}` : "."}`;
}
