import { coalesce } from "@marketplane/providers/coalesce.ts";
import type { Kysely } from "kysely";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import { listPending } from "../../../core/db/migrate.ts";
import { proveWrite } from "../../../core/db/queries/facts.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";

const checkTimeoutMs = 2_000;

/** The parts that a control plane needs. Each check rejects if its part is not available. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** How long a successful write proves that the database is available, so that many callers cost little. */
const writeAgeMsMax = 1_000;

/**
 * The checks of a control plane: its database accepts writes, is migrated to this program's version, and has
 * a queue.
 */
export function readinessChecks(db: Kysely<Tables>, queue: Pick<ReconcileQueue, "countWaiting">): ReadinessChecks {
  return {
    database: provenWrite(db, () => performance.now()),
    migrations: async () => {
      const pending = await listPending(db);
      if (pending.length > 0) {
        throw new Error(`the database lacks ${pending.join(", ")}`);
      }
    },
    queue: async () => {
      await queue.countWaiting();
    },
  };
}

/** Commits a write. It fails if the server is read-only or has no disk space left. */
export function provenWrite(db: Kysely<Tables>, nowMs: () => number): () => Promise<void> {
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  const prove = coalesce(async () => {
    const startedMs = nowMs();
    // If the table is missing, the check of the migrations says so.
    await proveWrite(db);
    writtenAtMs = startedMs;
  });
  return async () => {
    if (nowMs() - writtenAtMs > writeAgeMsMax) {
      await prove();
    }
  };
}

/** The failed checks by name, with the reason. A check that takes longer than two seconds has failed. */
export async function failedChecks(checks: ReadinessChecks): Promise<ReadonlyMap<string, unknown>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withTimeout(check(), checkTimeoutMs, () => new Error(`no answer within ${checkTimeoutMs} ms`));
        return [];
      } catch (error) {
        return [[name, error] as const];
      }
    }),
  );
  return new Map(results.flat());
}
