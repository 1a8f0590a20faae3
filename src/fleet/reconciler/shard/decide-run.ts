import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type Blocked, type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";

/** A tenant of a shard, and when to retry it if its last run failed. */
export interface ShardTenant {
  readonly tenant: Tenant;
  readonly retryAt: Date | undefined;
  /** The tenant's hostnames that exist at Cloudflare. */
  readonly observed?: readonly string[];
}

export type RunDecision =
  /** Nothing is due until `wakeAt` or until a tenant changes. */
  | { readonly kind: "idle"; readonly wakeAt: Date | undefined }
  | {
      readonly kind: "run";
      /** Tenants that the run brings to their newest generation. It leaves all others unchanged. */
      readonly pending: readonly Tenant[];
      /**
       * Declarations of the pending tenants that are not removed. Resources that are not declared are
       * deleted.
       */
      readonly declarations: readonly TenantDeclaration[];
      /** Tenants that cannot be declared now, and why. */
      readonly blockedTenants: readonly { readonly tenant: Tenant; readonly blocked: Blocked }[];
      /** Whether the run also reverts changes made at the vendors. */
      readonly isRemediation: boolean;
    };

/**
 * Decides from the recorded state of a shard's tenants alone whether the engine must run, and for which
 * tenants. The event that triggered the job has no influence. With `remediated`, the run covers exactly these
 * tenants, due or not.
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
