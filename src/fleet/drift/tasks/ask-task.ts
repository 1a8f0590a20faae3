import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { appendAudit } from "../../../core/ledger/append-audit.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";

/** A search of the whole fleet at once, or the cure of the tenant that a finding is of. */
export type DriftWish =
  | { readonly kind: "search" }
  | { readonly kind: "cure"; readonly tenantId: string; readonly fingerprint: string };

interface AskOptions {
  /** Who asks, for the audit log. */
  readonly actor: string;
  readonly now: Date;
}

export interface AskedTask {
  readonly id: number;
  /** False where the same has been asked for already and is not done yet. */
  readonly isNew: boolean;
}

/** Asks the workers for something; one of them takes it up within seconds. */
export function askTask(db: Kysely<Tables>, wish: DriftWish, { actor, now }: AskOptions): Promise<AskedTask> {
  const about = wish.kind === "cure" ? wish : { kind: wish.kind, tenantId: null, fingerprint: null };
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
      .values({ ...about, ...nobody, askedBy: actor, askedAt: now })
      .returning("id")
      .executeTakeFirstOrThrow();
    const detail = { task: id, ...(fingerprint !== null && { fingerprint }) };
    await appendAudit(transaction, { at: now, actor, action: `drift.${kind}`, tenantId, detail });
    return { id, isNew: true };
  });
}
