import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type Blocked, type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";

/** A tenant of a shard, and when it is to be tried again after it has failed. */
export interface ShardTenant {
  readonly tenant: Tenant;
  readonly retryAt: Date | undefined;
  /** Hostnames of the tenant's that Cloudflare was seen to have. */
  readonly observed?: readonly string[];
}

export type RunDecision =
  /** Nothing to do before `wakeAt`, or before something changes. */
  | { readonly kind: "idle"; readonly wakeAt: Date | undefined }
  | {
      readonly kind: "run";
      /** Tenants that the run brings to their newest generation; all others it leaves as they are. */
      readonly pending: readonly Tenant[];
      /** What those of them are to have that are not removed; whatever is left out is taken down. */
      readonly declarations: readonly TenantDeclaration[];
      /** Tenants that cannot be declared now. */
      readonly blockedTenants: readonly { readonly tenant: Tenant; readonly blocked: Blocked }[];
      /** Whether what was changed at the vendors by hand is set right, too. */
      readonly isRemediation: boolean;
    };

/**
 * Decides from the state of all tenants of a shard, and from nothing else, whether the engine has to run and on what.
 * Which event woke the worker does not matter. With `remediated`, the run is about these tenants and no others, due or not.
 */
export function decideRun(
  tenants: readonly ShardTenant[],
  config: DeclarationConfig,
  now: Date,
  remediated?: ReadonlySet<string>,
): RunDecision {
  const unconverged = tenants.filter(({ tenant }) => tenant.generation > tenant.observedGeneration);
  const isResting = ({ retryAt }: ShardTenant) => retryAt !== undefined && retryAt > now;
  const due = remediated
    ? tenants.filter(({ tenant }) => remediated.has(tenant.id))
    : unconverged.filter((each) => !isResting(each));
  if (due.length === 0) {
    const waits = unconverged.flatMap(({ retryAt }) => (retryAt ? [retryAt.getTime()] : []));
    return { kind: "idle", wakeAt: waits.length > 0 ? new Date(Math.min(...waits)) : undefined };
  }
  const declared = due.map(({ tenant, observed }) => ({
    tenant,
    result: declareTenant(tenant, config, { observed }),
  }));
  return {
    kind: "run",
    isRemediation: remediated !== undefined,
    pending: declared.flatMap(({ tenant, result }) => (result && "blocked" in result ? [] : [tenant])),
    declarations: declared.flatMap(({ result }) => (result && "declaration" in result ? [result.declaration] : [])),
    blockedTenants: declared.flatMap(({ tenant, result }) =>
      result && "blocked" in result ? [{ tenant, blocked: result.blocked }] : [],
    ),
  };
}
