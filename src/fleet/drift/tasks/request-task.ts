import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { appendAudit } from "../../../core/ledger/audit-log.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";

/** A scan of the whole fleet, or the remediation of a finding's tenant. */
export type DriftRequest =
  | { readonly kind: "scan" }
  | { readonly kind: "remediate"; readonly tenantId: string; readonly fingerprint: string };

interface RequestOptions {
  /** The operator, for the audit log. */
  readonly actor: string;
  readonly now: Date;
}

export interface RequestedTask {
  readonly id: number;
  /** False if the same task was requested before and has not ended. */
  readonly isNew: boolean;
}

/** Queues a task, which a worker starts within seconds. */
export function requestTask(
  db: Kysely<Tables>,
  request: DriftRequest,
  { actor, now }: RequestOptions,
): Promise<RequestedTask> {
  const about = request.kind === "remediate" ? request : { kind: request.kind, tenantId: null, fingerprint: null };
  return inLedgerTransaction(db, async (transaction) => {
    const { kind, tenantId, fingerprint } = about;
    // A ledger transaction excludes all other writers, so no second request can come in between.
    const same = await transaction
      .selectFrom("driftTasks")
      .select("id")
      .where("kind", "=", kind)
      .where("tenantId", "is not distinct from", tenantId)
      .where("endedAt", "is", null)
      .executeTakeFirst();
    if (same) {
      return { id: same.id, isNew: false };
    }
    const waiting = { worker: null, startedAt: null, heldUntil: null, endedAt: null, outcome: null, reason: null };
    const { id } = await transaction
      .insertInto("driftTasks")
      .values({ ...about, ...waiting, requestedBy: actor, requestedAt: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    const detail = { task: id, ...(fingerprint !== null && { fingerprint }) };
    await appendAudit(transaction, { at: now, actor, action: `drift.${kind}`, tenantId, detail });
    return { id, isNew: true };
  });
}
