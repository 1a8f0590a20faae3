import { sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import type { ConfigRevision } from "./config-revision.ts";

/** The stored facts about a tenant's declaration. */
export interface StoredDeclaration {
  readonly tenantId: string;
  readonly digest: string | null;
  /** The number of the configuration that the digest was computed with. */
  readonly configuration: number;
  /** Whether the engine's state may hold any of its resources. */
  readonly isInState: boolean;
  /** The tenant's resources in the state, by resourceKey; undefined keeps the stored value. */
  readonly resources?: readonly string[] | undefined;
}

interface Outcome {
  readonly isConverged: boolean;
  /** The resources of a converged tenant in the state, by resourceKey. */
  readonly resources: readonly string[] | undefined;
}

interface FinishedRun {
  readonly outcomes: ReadonlyMap<Tenant, Outcome>;
  /** Tenants that the engine was run for. */
  readonly pending: readonly Tenant[];
  /** Ids of the pending tenants that may still have vendor objects that the state does not record. */
  readonly unsettled: ReadonlySet<string>;
  readonly runs: readonly Pick<StackRun, "isComplete">[];
}

/** Saves the digests of declarations. A tenant that was ever in the state stays marked as such. */
export async function saveDeclarations(
  transaction: Transaction<Tables>,
  rows: readonly StoredDeclaration[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await sql`
    insert into declarations (tenant_id, digest, configuration, is_in_state, resources)
    select "tenantId", digest, configuration, "isInState", resources
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as rows("tenantId" text, digest text, configuration integer, "isInState" boolean, resources jsonb)
    on conflict (tenant_id) do update set digest = excluded.digest, configuration = excluded.configuration,
      is_in_state = declarations.is_in_state or excluded.is_in_state,
      resources = coalesce(excluded.resources, declarations.resources)`.execute(transaction);
}

/**
 * Before a run without checkpoints, records the declarations whose creates are lost if the run is
 * interrupted.
 */
export async function recordPendingCreates(
  transaction: Transaction<Tables>,
  declarations: readonly TenantDeclaration[],
  configuration: number,
): Promise<void> {
  const rows = declarations.map((declaration) => ({ tenantId: declaration.id, declaration }));
  await sql`
    insert into declarations (tenant_id, configuration, is_in_state, unfinished)
    select "tenantId", ${configuration}, false, declaration
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as rows("tenantId" text, declaration jsonb)
    on conflict (tenant_id) do update set unfinished = excluded.unfinished`.execute(transaction);
}

/** Records the result of a run: the tenants' new digests, and that the state records all of their objects. */
export async function saveRun(
  transaction: Transaction<Tables>,
  { outcomes, pending, unsettled, runs }: FinishedRun,
  { number: configuration, digestOf }: ConfigRevision,
): Promise<void> {
  const isInState = new Set(pending);
  const isGone = (tenant: Tenant) => tenant.state === "removed" && outcomes.get(tenant)?.isConverged === true;
  const tenants = [...outcomes.keys()];
  const rows = tenants.map((tenant) => ({
    ...{ tenantId: tenant.id, digest: digestOf(tenant), configuration },
    isInState: isInState.has(tenant),
    resources: outcomes.get(tenant)?.resources,
  }));
  await saveDeclarations(transaction, rows);
  const complete = runs.every(({ isComplete }) => isComplete) ? pending.filter(({ id }) => !unsettled.has(id)) : [];
  const anyOf = (some: readonly Tenant[]) => sql<string>`any(${some.map(({ id }) => id)}::text[])`;
  await transaction
    .updateTable("declarations")
    .set({ unfinished: null })
    .where("tenantId", "=", anyOf(complete))
    .where("unfinished", "is not", null)
    .execute();
  // A run on a stale state refreshes it, so convergence means that the state is accurate again.
  await transaction
    .updateTable("declarations")
    .set({ isStateStale: false })
    .where("tenantId", "=", anyOf(tenants.filter((tenant) => outcomes.get(tenant)?.isConverged === true)))
    .where("isStateStale", "=", true)
    .execute();
  await transaction
    .deleteFrom("declarations")
    .where("tenantId", "=", anyOf(tenants.filter(isGone)))
    .execute();
}
