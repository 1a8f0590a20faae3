import type { StackRun } from "./stack-runner.ts";
import { tenantOfUrn } from "./tenant-of-urn.ts";

/** What a run complained of, by the tenant whose resource it was about. */
export function failuresByTenant({ failures }: StackRun): ReadonlyMap<string, readonly string[]> {
  const byTenant = new Map<string, string[]>();
  for (const { urn, message } of failures) {
    const id = tenantOfUrn(urn);
    if (id !== undefined) byTenant.set(id, [...(byTenant.get(id) ?? []), message]);
  }
  return byTenant;
}
