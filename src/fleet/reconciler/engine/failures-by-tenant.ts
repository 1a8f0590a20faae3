import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Failure } from "./run-events.ts";
import type { StackRun } from "./stack-runner.ts";

/** What a run complained of, by the tenant whose resource it was about. */
export function failuresByTenant({ failures }: Pick<StackRun, "failures">): ReadonlyMap<string, readonly Failure[]> {
  const byTenant = new Map<string, Failure[]>();
  for (const failure of failures) {
    const id = tenantOfUrn(failure.urn);
    if (id !== undefined) byTenant.set(id, [...(byTenant.get(id) ?? []), failure]);
  }
  return byTenant;
}
