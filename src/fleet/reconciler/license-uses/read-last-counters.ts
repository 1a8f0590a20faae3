import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../../core/db/tables.ts";
import type { ReconcilerConfig } from "../declaration/declare-tenant.ts";
import type { RunDecision } from "../shard/decide-run.ts";
import { poolOf, usersOf } from "./use-of.ts";

type Run = Extract<RunDecision, { kind: "run" }>;

/** Records the growth of the counters of these tenants' licenses. */
export type RecordCounters = (tenantIds: readonly string[]) => Promise<void>;

interface CounterParts {
  readonly db: Kysely<Tables>;
  readonly config: ReconcilerConfig;
  readonly log: Logger;
  readonly recordCounters: RecordCounters;
}

/**
 * Reads the counters of licenses that a run may release because of a removal, a suspension, or a change of
 * plan or owner. A released license has no counter to read. If the reading fails, the growth since the
 * previous reading is lost.
 */
export async function readLastCounters(
  { pending, declarations }: Run,
  { db, config, log, recordCounters }: CounterParts,
): Promise<void> {
  if (Object.keys(config.metering.counters).length === 0) {
    return;
  }
  const uses = await db
    .selectFrom("licenseUses")
    .selectAll()
    .where("isGranted", "=", true)
    .where("tenantId", "=", sql<string>`any(${pending.map(({ id }) => id)}::text[])`)
    .execute();
  const ending = uses.filter(({ login, tenantId, pricingUid }) => {
    const declaration = declarations.find(({ id }) => id === tenantId);
    if (declaration === undefined || !usersOf(declaration).has(login)) {
      return true;
    }
    return poolOf(declaration, config.deployment).pricingUid !== pricingUid;
  });
  const tenants = [...new Set(ending.map(({ tenantId }) => tenantId))];
  if (tenants.length === 0) {
    return;
  }
  await recordCounters(tenants).catch((error: unknown) => {
    log.warn({ err: error, tenants: tenants.length }, "counters could not be read before their licenses are released");
  });
}
