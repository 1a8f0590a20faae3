import { sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import type { ConfigRevision } from "./config-revision.ts";

/** What is kept of a tenant's declaration. */
export interface StoredDeclaration {
  readonly tenantId: string;
  readonly digest: string | null;
  /** The number of the configuration that it agrees with. */
  readonly configuration: number;
  /** Whether the engine's state may hold any of its resources. */
  readonly isInState: boolean;
  /** The resources that the state has of it, by resourceKey; undefined leaves what was noted before. */
  readonly resources?: readonly string[] | undefined;
}

interface Outcome {
  readonly isConverged: boolean;
  /** The resources that the state holds of a tenant that converged, by resourceKey. */
  readonly resources: readonly string[] | undefined;
}

interface CarriedOutRun {
  readonly outcomes: ReadonlyMap<Tenant, Outcome>;
  /** Tenants that the engine was run for. */
  readonly pending: readonly Tenant[];
  /** Ids of those among them that may have what no state knows even so. */
  readonly unsettled: ReadonlySet<string>;
  readonly runs: readonly Pick<StackRun, "isComplete">[];
}

/** Notes what declarations were made of; that a tenant has been in the state is not forgotten. */
export async function saveDeclarations(
  transaction: Transaction<Tables>,
  notes: readonly StoredDeclaration[],
): Promise<void> {
  if (notes.length === 0) {
    return;
  }
  await sql`
    insert into declarations (tenant_id, digest, configuration, is_in_state, resources)
    select "tenantId", digest, configuration, "isInState", resources
    from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb)
      as notes("tenantId" text, digest text, configuration integer, "isInState" boolean, resources jsonb)
    on conflict (tenant_id) do update set digest = excluded.digest, configuration = excluded.configuration,
      is_in_state = declarations.is_in_state or excluded.is_in_state,
      resources = coalesce(excluded.resources, declarations.resources)`.execute(transaction);
}

/**
 * Notes, before a run whose state is written at its end alone, what may be at the vendors if that end never
 * comes.
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

/**
 * Notes what came of a run: what its tenants are made of now, and that the state knows of all that they have.
 */
export async function saveRun(
  transaction: Transaction<Tables>,
  { outcomes, pending, unsettled, runs }: CarriedOutRun,
  { number: configuration, digestOf }: ConfigRevision,
): Promise<void> {
  const isInState = new Set(pending);
  const isGone = (tenant: Tenant) => tenant.state === "removed" && outcomes.get(tenant)?.isConverged === true;
  const tenants = [...outcomes.keys()];
  const notes = tenants.map((tenant) => ({
    ...{ tenantId: tenant.id, digest: digestOf(tenant), configuration },
    isInState: isInState.has(tenant),
    resources: outcomes.get(tenant)?.resources,
  }));
  await saveDeclarations(transaction, notes);
  const settled = runs.every(({ isComplete }) => isComplete) ? pending.filter(({ id }) => !unsettled.has(id)) : [];
  const anyOf = (some: readonly Tenant[]) => sql<string>`any(${some.map(({ id }) => id)}::text[])`;
  await transaction
    .updateTable("declarations")
    .set({ unfinished: null })
    .where("tenantId", "=", anyOf(settled))
    .where("unfinished", "is not", null)
    .execute();
  // A run of a stale state refreshes it, so that one which converges leaves a true one.
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
