import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { appendAudit } from "../../../core/ledger/append-audit.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";

/** A search of the whole fleet at once, or the cure of the tenant that a finding is of. */
export type DriftRequest =
  | { readonly kind: "scan" }
  | { readonly kind: "remediate"; readonly tenantId: string; readonly fingerprint: string };

interface RequestOptions {
  /** Who asks, for the audit log. */
  readonly actor: string;
  readonly now: Date;
}

export interface RequestedTask {
  readonly id: number;
  /** False where the same has been asked for already and is not done yet. */
  readonly isNew: boolean;
}

/** Asks the workers for something; one of them takes it up within seconds. */
export function requestTask(
  db: Kysely<Tables>,
  request: DriftRequest,
  { actor, now }: RequestOptions,
): Promise<RequestedTask> {
  const about = request.kind === "remediate" ? request : { kind: request.kind, tenantId: null, fingerprint: null };
  return inLedgerTransaction(db, async (transaction) => {
    const { kind, tenantId, fingerprint } = about;
    // Nobody else asks meanwhile: who writes to the ledger is alone.
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
    const nobody = { worker: null, startedAt: null, heldUntil: null, endedAt: null, outcome: null, reason: null };
    const { id } = await transaction
      .insertInto("driftTasks")
      .values({ ...about, ...nobody, requestedBy: actor, requestedAt: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    const detail = { task: id, ...(fingerprint !== null && { fingerprint }) };
    await appendAudit(transaction, { at: now, actor, action: `drift.${kind}`, tenantId, detail });
    return { id, isNew: true };
  });
}
