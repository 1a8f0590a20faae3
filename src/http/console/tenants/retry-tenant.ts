import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { appendAudit } from "../../../core/ledger/audit-log.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import { deleteAttempt } from "../../../fleet/reconciler/run/attempts.ts";
import { HttpError } from "../../kernel/problem.ts";

interface Retry {
  readonly id: string;
  readonly actor: string;
  readonly now: Date;
}

/**
 * Deletes a tenant's failures, so that its shard is due at once; workers poll for due shards every few
 * seconds. Throws a problem 404 or 409 if there is nothing to retry.
 */
export async function retryTenant(db: Kysely<Tables>, { id, actor, now }: Retry): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    const tenant = await findTenant(transaction, { id });
    if (tenant === undefined) {
      throw new HttpError(404, { detail: "There is no tenant with this id." });
    }
    if (tenant.observedGeneration >= tenant.generation) {
      throw new HttpError(409, { detail: "There is nothing to retry: the tenant has converged." });
    }
    const detail = { generation: tenant.generation, failures: await deleteAttempt(transaction, id) };
    await appendAudit(transaction, { at: now, actor, action: "retry", tenantId: id, detail });
  });
}
