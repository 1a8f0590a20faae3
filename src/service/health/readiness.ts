import { type Kysely, sql } from "kysely";
import { listPending } from "../../db/migrate.ts";
import type { Tables } from "../../db/tables.ts";
import type { ReconcileQueue } from "../../queue/reconcile-queue.ts";
import { withinTime } from "../limits/within-time.ts";

const checkTimeoutMs = 2_000;

/** What a control plane needs to do its work, each by a check that rejects when it is not there. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** The checks of a control plane: its database answers, is migrated to this program's version, and has a queue. */
export function readinessChecks(db: Kysely<Tables>, queue: Pick<ReconcileQueue, "countWaiting">): ReadinessChecks {
  return {
    database: async () => {
      await sql`select 1`.execute(db);
    },
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

/** The failed checks by name, with why; a check that takes longer than two seconds has failed. */
export async function failedChecks(checks: ReadinessChecks): Promise<ReadonlyMap<string, unknown>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withinTime(check(), checkTimeoutMs, () => new Error(`no answer within ${checkTimeoutMs} ms`));
        return [];
      } catch (error) {
        return [[name, error] as const];
      }
    }),
  );
  return new Map(results.flat());
}
