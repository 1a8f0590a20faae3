import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { canonicalJson } from "../../../core/ledger/canonical-json.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { RunDecision } from "../shard/decide-run.ts";

type Run = Extract<RunDecision, { kind: "run" }>;

/** What the database records about a tenant's earlier runs. */
export interface EarlierRuns {
  /** Whether the Pulumi state may contain any of the tenant's resources. */
  readonly isInState: boolean;
  /** Whether the state may show license uses that were released without the engine. */
  readonly isStateStale: boolean;
  /** The declaration of an interrupted run whose creates may be missing from the state. */
  readonly unfinished: TenantDeclaration | undefined;
  /** How many times in a row the tenant has failed. */
  readonly failures: number;
}

/** After this many failures, an interrupted run is abandoned. The drift scan reports any objects it left. */
const failuresMax = 3;

/** Due tenants that one engine run handles together. */
export interface RunBatch extends Omit<Run, "kind" | "isRemediation"> {
  /**
   * False if the state is written only at the end. Allowed only for tenants that the state does not contain
   * yet.
   */
  readonly isCheckpointed: boolean;
  /** Whether the engine refreshes the state from the vendors first. */
  readonly isRefreshed: boolean;
  /** Tenants whose desired state has changed since their interrupted run. */
  readonly interrupted: readonly { readonly tenant: Tenant; readonly declaration: TenantDeclaration }[];
}

/**
 * Splits a run into tenants that the state contains and tenants that it does not. The engine writes the whole
 * state before and after each create, which is most of the cost of a first run. For tenants that no state
 * contains yet, a record in the database replaces these writes (docs/decisions/0021). If such a record
 * differs from the desired state, its creates are resumed first.
 */
export function splitRun(run: Run, earlier: ReadonlyMap<string, EarlierRuns>): readonly RunBatch[] {
  const { pending, declarations, blockedTenants, isRemediation } = run;
  const wanted = new Map(declarations.map((declaration) => [declaration.id, declaration]));
  const interrupted = pending.flatMap((tenant) => {
    const { unfinished: declaration, failures = 0 } = earlier.get(tenant.id) ?? {};
    const isInterrupted = declaration && failures < failuresMax && !isSame(declaration, wanted.get(tenant.id));
    return isInterrupted ? [{ tenant, declaration }] : [];
  });
  const interruptedIds = new Set(interrupted.map(({ tenant }) => tenant.id));
  const isNew = ({ id, observedGeneration }: Tenant) =>
    !isRemediation &&
    observedGeneration === 0 &&
    wanted.has(id) &&
    !interruptedIds.has(id) &&
    earlier.get(id)?.isInState !== true;
  const isStale = ({ id }: Tenant) => isRemediation || earlier.get(id)?.isStateStale === true;
  const known = pending.filter((tenant) => !isNew(tenant) && !isStale(tenant));
  const stale = pending.filter((tenant) => !isNew(tenant) && isStale(tenant));
  const fresh = pending.filter(isNew);
  const batchOf = (tenants: readonly Tenant[]) => ({
    pending: tenants,
    declarations: tenants.flatMap(({ id }) => wanted.get(id) ?? []),
    interrupted: interrupted.filter(({ tenant }) => tenants.includes(tenant)),
  });
  return [
    {
      ...batchOf(known),
      blockedTenants: isRemediation ? [] : blockedTenants,
      isRefreshed: false,
      isCheckpointed: true,
    },
    { ...batchOf(stale), blockedTenants: isRemediation ? blockedTenants : [], isRefreshed: true, isCheckpointed: true },
    { ...batchOf(fresh), blockedTenants: [], isRefreshed: false, isCheckpointed: false },
  ].filter((batch) => batch.pending.length > 0 || batch.blockedTenants.length > 0);
}

/** The batch without these tenants. */
export function withoutTenants(batch: RunBatch, ids: ReadonlySet<string>): RunBatch {
  return {
    ...batch,
    pending: batch.pending.filter(({ id }) => !ids.has(id)),
    declarations: batch.declarations.filter(({ id }) => !ids.has(id)),
  };
}

function isSame(left: TenantDeclaration, right: TenantDeclaration | undefined): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
