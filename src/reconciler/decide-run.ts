import type { TenantDeclaration } from "../../stacks/tenant-declaration.ts";
import type { Tenant } from "../ledger/tenant.ts";
import { type DeclarationConfig, declareTenant, type Hindrance } from "./declare-tenant.ts";

/** A tenant of a shard, and when it is to be tried again after it has failed. */
export interface ShardTenant {
  readonly tenant: Tenant;
  readonly retryAt: Date | undefined;
}

export type RunDecision =
  /** Nothing to do before `wakeAt`, or before something changes. */
  | { readonly kind: "idle"; readonly wakeAt: Date | undefined }
  | {
      readonly kind: "run";
      /** Everything that the shard's stack is to hold: whatever is left out is taken down. */
      readonly declarations: readonly TenantDeclaration[];
      /** Tenants that the run leaves as they are: they failed a short while ago, or cannot be declared now. */
      readonly rested: readonly string[];
      /** Tenants that the run brings to their newest generation. */
      readonly pending: readonly Tenant[];
      readonly hindered: readonly { readonly tenant: Tenant; readonly hindrance: Hindrance }[];
    };

/**
 * Decides from the state of all tenants of a shard, and from nothing else, whether the engine has to run and on what.
 * Which event woke the worker does not matter.
 */
export function decideRun(tenants: readonly ShardTenant[], config: DeclarationConfig, now: Date): RunDecision {
  const unconverged = tenants.filter(({ tenant }) => tenant.generation > tenant.observedGeneration);
  const isResting = ({ retryAt }: ShardTenant) => retryAt !== undefined && retryAt > now;
  const due = unconverged.filter((each) => !isResting(each));
  if (due.length === 0) {
    const waits = unconverged.flatMap(({ retryAt }) => (retryAt ? [retryAt.getTime()] : []));
    return { kind: "idle", wakeAt: waits.length > 0 ? new Date(Math.min(...waits)) : undefined };
  }
  const declared = tenants.map((each) => ({ ...each, declared: declareTenant(each.tenant, config) }));
  const hindered = declared.flatMap(({ tenant, declared: result }) =>
    result && "hindrance" in result ? [{ tenant, hindrance: result.hindrance }] : [],
  );
  const hinderedIds = new Set(hindered.map(({ tenant }) => tenant.id));
  return {
    kind: "run",
    declarations: declared.flatMap(({ declared: result }) =>
      result && "declaration" in result ? [result.declaration] : [],
    ),
    rested: [...unconverged.filter(isResting).map(({ tenant }) => tenant.id), ...hinderedIds],
    pending: due.flatMap(({ tenant }) => (hinderedIds.has(tenant.id) ? [] : [tenant])),
    hindered,
  };
}
