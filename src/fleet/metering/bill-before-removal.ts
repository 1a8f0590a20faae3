import { setTimeout as sleep } from "node:timers/promises";
import type { Tenant } from "../../core/model/tenant.ts";
import { billTenant } from "./close-periods.ts";
import { type CounterOptions, recordCounters } from "./record-counters.ts";
import { type SendOptions, sendConsumptions } from "./send-consumptions.ts";

/** Well within the time that a marketplace waits for an answer. */
const timeLimitMs = 5_000;

export interface RemovalBilling extends SendOptions, Pick<CounterOptions, "counters"> {
  /** Undefined without credentials of apifew: what was counted is left. */
  readonly readCounters: CounterOptions["readCounters"] | undefined;
  readonly timeLimitMs?: number;
}

/**
 * Bills what an add-on has used until now, before its deletion is answered: a marketplace takes no consumption for one that is gone.
 * A vendor that is slow or away does not hold the deletion up: what was not billed in time is recorded, and shown to operators.
 */
export function billBeforeRemoval(parts: RemovalBilling): (tenant: Tenant) => Promise<void> {
  const { db, billing, readCounters, counters, log } = parts;
  const limitMs = parts.timeLimitMs ?? timeLimitMs;
  const bill = async ({ id, state, externalId: addonId }: Tenant) => {
    // A license that was released for a deletion has no counter to read.
    if (readCounters && state !== "removed") {
      await recordCounters({ db, readCounters, counters, log }, [id]).catch((error: unknown) => {
        log.warn({ err: error, tenantId: id }, "counters could not be read before the add-on's deletion");
      });
    }
    await billTenant(db, { source: billing.source, tenantId: id });
    const waiting = await db
      .selectFrom("consumptions")
      .select("part")
      .where("tenantId", "=", id)
      .where("state", "=", "pending")
      .executeTakeFirst();
    if (waiting !== undefined) {
      await sendConsumptions({ ...parts, addonId });
    }
  };
  return async (tenant) => {
    const waiting = new AbortController();
    const billing = bill(tenant).catch((error: unknown) => {
      log.warn({ err: error, tenantId: tenant.id }, "usage could not be billed before the add-on's deletion");
    });
    const late = sleep(limitMs, undefined, { signal: waiting.signal }).then(
      () => log.warn({ tenantId: tenant.id }, "usage was not billed in time before the add-on's deletion"),
      () => undefined,
    );
    await Promise.race([billing, late]);
    waiting.abort();
  };
}
