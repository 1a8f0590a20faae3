import type { TermsBySource } from "../../../core/ledger/source-terms.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";
import type { TenantResult } from "../declaration/shard-program.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import type { RunDecision } from "../shard/decide-run.ts";
import { hinder, judgeTenant, type TenantJudgement } from "./tenant-outcome.ts";
import { engineReport, tenantReport } from "./tenant-report.ts";

/** What the rounds of a run say of every tenant that it was about. */
export function judgeRuns(
  { pending, hindered }: Pick<Extract<RunDecision, { kind: "run" }>, "pending" | "hindered">,
  results: ReadonlyMap<string, TenantResult>,
  runs: readonly StackRun[],
  terms: TermsBySource,
): ReadonlyMap<Tenant, TenantJudgement> {
  const judgements = new Map<Tenant, TenantJudgement>();
  const engine = engineReport(runs);
  for (const tenant of pending) {
    const report = tenantReport(tenant.id, results.get(tenant.id), engine);
    judgements.set(tenant, judgeTenant(tenant, report, terms[tenant.source]));
  }
  for (const { tenant, hindrance } of hindered) judgements.set(tenant, hinder(hindrance));
  return judgements;
}
