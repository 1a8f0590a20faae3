import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { AttemptTable } from "../../../core/db/tables/shard-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import type { ReconcileParts } from "./reconcile-parts.ts";

export type Attempt = Selectable<AttemptTable>;

/** The tenant's failures at its current generation. */
export function findAttempt(
  db: Kysely<Tables>,
  { id, generation }: Pick<Tenant, "id" | "generation">,
): Promise<Attempt | undefined> {
  return db
    .selectFrom("attempts")
    .selectAll()
    .where("tenantId", "=", id)
    .where("generation", "=", generation)
    .executeTakeFirst();
}

/** Deletes the tenant's failures, so that its shard is due at once. Returns their number. */
export async function deleteAttempt(transaction: Transaction<Tables>, tenantId: string): Promise<number> {
  const deleted = await transaction
    .deleteFrom("attempts")
    .where("tenantId", "=", tenantId)
    .returning("failures")
    .executeTakeFirst();
  return deleted?.failures ?? 0;
}

interface TriedTenants {
  readonly outcomes: ReadonlyMap<Tenant, TenantOutcome>;
  readonly runs: readonly Pick<StackRun, "isComplete">[];
}

/** Records the failures of the tenants of a run, and deletes those of converged ones. */
export async function writeAttempts(
  transaction: Transaction<Tables>,
  { outcomes, runs }: TriedTenants,
  { config, now, random }: Pick<ReconcileParts, "config" | "now" | "random">,
): Promise<void> {
  const ids = [...outcomes.keys()].map(({ id }) => id);
  const before = await transaction
    .selectFrom("attempts")
    .select(["tenantId", "generation", "failures"])
    .where("tenantId", "=", sql<string>`any(${ids}::text[])`)
    .execute();
  const generations = new Map([...outcomes.keys()].map(({ id, generation }) => [id, generation]));
  const ofSame = before.filter(({ tenantId, generation }) => generations.get(tenantId) === generation);
  const failuresBefore = new Map(ofSame.map(({ tenantId, failures }) => [tenantId, failures]));
  await transaction.deleteFrom("attempts").where("tenantId", "=", sql<string>`any(${ids}::text[])`).execute();
  const isComplete = runs.every((run) => run.isComplete);
  const firstDelayMs = config.reconciler.retrySeconds * 1_000;
  const failed = [...outcomes].flatMap(([{ id, generation }, { isConverged }]) => {
    // A killed engine is not a failure of the tenants.
    const failures = Math.max(1, (failuresBefore.get(id) ?? 0) + (isComplete ? 1 : 0));
    const retryAt = new Date(now().getTime() + retryDelayMs(failures, firstDelayMs, random));
    return isConverged ? [] : [{ tenantId: id, generation, failures, retryAt }];
  });
  if (failed.length === 0) {
    return;
  }
  await transaction.insertInto("attempts").values(failed).execute();
  // A converged tenant whose remediation failed is retried like any other tenant.
  await sql`
    update tenants set observed_generation = generation - 1
    where id = any(${failed.map(({ tenantId }) => tenantId)}::text[]) and observed_generation = generation
      and generation = (${JSON.stringify(Object.fromEntries(generations))}::jsonb ->> id)::integer`.execute(
    transaction,
  );
}

const delayMaxMs = 30 * 60_000;

/**
 * Delay in milliseconds before a tenant is retried after its n-th consecutive failure. It doubles from the
 * first delay up to 30 minutes. Up to half of it is random jitter, so that tenants that failed together are
 * not retried together.
 */
export function retryDelayMs(failures: number, firstDelayMs: number, random: () => number): number {
  const bound = Math.min(delayMaxMs, firstDelayMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(bound / 2 + (bound / 2) * random());
}
