import type { Kysely } from "kysely";
import type { Tables } from "../../../../src/core/db/tables.ts";
import type { Tenant } from "../../../../src/core/model/tenant.ts";
import { registerConfigRevision } from "../../../../src/fleet/reconciler/declaration/config-revision.ts";
import type { StackRunner } from "../../../../src/fleet/reconciler/engine/stack-runner.ts";
import type { ReconcileParts } from "../../../../src/fleet/reconciler/run/reconcile-parts.ts";
import { testConfig } from "../../../support/service-context.ts";
import { silentLog } from "../../../support/silent-log.ts";

/** Everything a run needs besides an engine, without vendors: all tenants belong to shard-00. */
export async function reconcileParts(db: Kysely<Tables>, runner: StackRunner): Promise<ReconcileParts> {
  const config = testConfig();
  return {
    ...{ db, config, runner, log: silentLog, worker: "test", random: () => 0.5 },
    now: () => new Date("2026-01-01T00:00:00Z"),
    revision: await registerConfigRevision(db, config),
    queue: { enqueue: () => Promise.resolve() },
    shards: { place: () => "shard-00", refresh: () => Promise.resolve() },
    fetchOwnerEmails: () => Promise.resolve(),
    recordCounters: () => Promise.resolve(),
    releaseLeftovers: () => Promise.resolve(),
    removeOtherUser: () => Promise.resolve(),
    deleteObject: () => Promise.resolve(),
  };
}

const tablesOfFleet = [
  "runs",
  "declarations",
  "attempts",
  "moves",
  "licenseUses",
  "hostnameClaims",
  "tenants",
  "shards",
  "shardSplits",
] as const satisfies readonly (keyof Tables)[];

/** Deletes every tenant and what runs recorded. */
export async function deleteFleet(db: Kysely<Tables>): Promise<void> {
  for (const table of tablesOfFleet) {
    await db.deleteFrom(table).execute();
  }
}

export function readTenant(db: Kysely<Tables>, id: string): Promise<Tenant> {
  return db.selectFrom("tenants").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
