import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { resourceKeyOf, tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { writeProgress } from "../../../core/ledger/record-observations.ts";
import { setCondition } from "../../../core/ledger/set-condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import { isHeld, type StackSource } from "../../drift/stack-source.ts";

interface RequeueParts {
  readonly db: Kysely<Tables>;
  readonly queue: Pick<ReconcileQueue, "enqueue">;
  /** The stacks of all shards that ever ran. */
  readonly listStacks: () => Promise<readonly StackSource[]>;
  readonly log: Logger;
  now(): Date;
}

type Noted = Pick<Tenant, "id" | "generation"> & { readonly resources: readonly string[] | null };

/**
 * Requeues tenants whose stack lacks resources that their last run left there, as after a lost or restored
 * state, and converged tenants whose license failed. Returns how many. Stacks with a running run are skipped.
 */
export async function requeueOnLostState(parts: RequeueParts): Promise<number> {
  const { listStacks, log } = parts;
  let dueCount = await makeDue(await listContradicted(parts.db), parts);
  for (const source of await listStacks()) {
    // Read the database first: a tenant that converges later may be missing from the state that is read next.
    const noted = await listConverged(parts.db, source.name);
    if (noted.length === 0) {
      continue;
    }
    try {
      const state = await source.read();
      if (isHeld(state)) {
        continue;
      }
      const kept = new Set(state.resources.map(({ urn }) => resourceKeyOf(urn)));
      const present = new Set(state.resources.map(({ urn }) => tenantOfUrn(urn)));
      const lacking = noted.filter(({ id, resources }) =>
        // Nothing is recorded for a tenant from before this was stored, until its next run.
        resources === null ? !present.has(id) : resources.some((key) => !kept.has(key)),
      );
      dueCount += await makeDue(lacking, parts);
    } catch (error) {
      log.warn({ err: error, shard: source.name }, "could not read the state of a shard");
    }
  }
  return dueCount;
}

function converged(db: Kysely<Tables>) {
  return db
    .selectFrom("tenants")
    .where("state", "<>", "removed")
    .where("observedGeneration", "=", sql.ref<number>("tenants.generation"));
}

function listConverged(db: Kysely<Tables>, shard: string): Promise<Noted[]> {
  return converged(db)
    .leftJoin("declarations", "declarations.tenantId", "tenants.id")
    .select(["tenants.id", "tenants.generation", "declarations.resources"])
    .where("shard", "=", shard)
    .execute();
}

const failedLicense = JSON.stringify([{ type: "Licensed", status: "false", reason: "Failed" }]);

function listContradicted(db: Kysely<Tables>): Promise<Omit<Noted, "resources">[]> {
  return converged(db)
    .select(["id", "generation"])
    .where(sql<boolean>`conditions @> ${failedLicense}::jsonb`)
    .execute();
}

async function makeDue(found: readonly Omit<Noted, "resources">[], { db, queue, now }: RequeueParts) {
  if (found.length === 0) {
    return 0;
  }
  const generations = new Map(found.map(({ id, generation }) => [id, generation]));
  return inLedgerTransaction(db, async (transaction) => {
    const tenants = await transaction
      .selectFrom("tenants")
      .select(tenantColumns)
      .where("id", "=", sql<string>`any(${[...generations.keys()]}::text[])`)
      .execute();
    // Skip tenants that changed or ran in the meantime; their own run handles them.
    const due = tenants.filter(
      ({ id, generation, observedGeneration }) =>
        generation === generations.get(id) && observedGeneration === generation,
    );
    if (due.length === 0) {
      return 0;
    }
    await writeProgress(
      transaction,
      due.map((tenant) => toDue(tenant, now())),
    );
    await queue.enqueue([...new Set(due.map(({ shard }) => shard))], transaction);
    return due.length;
  });
}

function toDue(tenant: Tenant, now: Date): Tenant {
  const report = {
    type: "Ready",
    status: "false",
    reason: "Reconciling",
    message: "The state lacks resources of the tenant. They are looked up at the vendors and created if missing.",
    observedGeneration: tenant.generation,
  } as const;
  const conditions = setCondition(tenant.conditions, report, now);
  return { ...tenant, observedGeneration: tenant.generation - 1, conditions };
}
