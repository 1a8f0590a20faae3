import type { StackRun } from "./stack-runner.ts";

/**
 * What a run complained of, by the tenant whose resource it was about. A tenant's resources are named after it
 * (stacks/tenant.ts), and ids of the control plane are letters only.
 */
export function failuresByTenant({ failures }: StackRun): ReadonlyMap<string, readonly string[]> {
  const byTenant = new Map<string, string[]>();
  for (const { urn, message } of failures) {
    const id = tenantOf(urn);
    if (id !== undefined) byTenant.set(id, [...(byTenant.get(id) ?? []), message]);
  }
  return byTenant;
}

function tenantOf(urn: string | undefined): string | undefined {
  const [, , types = "", name = ""] = urn?.split("::") ?? [];
  return types.split("$").includes("marketplane:index:Tenant") ? name.split("-")[0] : undefined;
}
