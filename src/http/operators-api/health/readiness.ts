import { coalesce } from "@marketplane/providers/coalesce.ts";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import { listPending } from "../../../core/db/migrate.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";

const checkTimeoutMs = 2_000;

/** What a control plane needs to do its work, each by a check that rejects when it is not there. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** A write proves the database for that long, so that any number of callers cost it little. */
const writeAgeMsMax = 1_000;

/** The checks of a control plane: its database takes writes, is migrated to this program's version, and has a queue. */
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

/** Commits a write, which a server fails that only allows reads or has no disk space left. */
export function provenWrite(db: Kysely<Tables>, nowMs: () => number): () => Promise<void> {
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  const prove = coalesce(async () => {
    const startedMs = nowMs();
    await write(db);
    writtenAtMs = startedMs;
  });
  return async () => {
    if (nowMs() - writtenAtMs > writeAgeMsMax) {
      await prove();
    }
  };
}

const noSuchTable = "42P01";

async function write(db: Kysely<Tables>): Promise<void> {
  try {
    await sql`insert into facts (name, value) values ('written-at', to_jsonb(now()))
      on conflict (name) do update set value = excluded.value`.execute(db);
  } catch (error) {
    // Without the table it is the migrations that are missing, which their own check says.
    if (!(error instanceof pg.DatabaseError && error.code === noSuchTable)) {
      throw error;
    }
  }
}

/** The failed checks by name, with why; a check that takes longer than two seconds has failed. */
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
