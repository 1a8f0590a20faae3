import { setTimeout as sleep } from "node:timers/promises";
import type { Tenant } from "../../core/model/tenant.ts";
import { billTenant } from "./close-periods.ts";
import { type CounterOptions, recordCounters } from "./record-counters.ts";
import { type SendOptions, sendConsumptions } from "./send-consumptions.ts";

/** Well below the time that a marketplace waits for a response. */
const timeLimitMs = 5_000;

export interface RemovalBilling extends SendOptions, Pick<CounterOptions, "counters" | "terms"> {
  /** Undefined without apifew credentials: counters are not read. */
  readonly readCounters: CounterOptions["readCounters"] | undefined;
  readonly timeLimitMs?: number;
}

/**
 * Bills the usage of an add-on before its deletion is answered, since a marketplace rejects consumptions of a
 * deleted add-on. A slow or unavailable vendor does not delay the deletion: unbilled usage is recorded and
 * shown to operators.
 */
export function billBeforeRemoval(parts: RemovalBilling): (tenant: Tenant) => Promise<void> {
  const { db, billing, readCounters, counters, terms, log } = parts;
  const limitMs = parts.timeLimitMs ?? timeLimitMs;
  const bill = async ({ id, state, externalId: addonId }: Tenant) => {
    // A license released by an earlier deletion request has no counter to read.
    if (readCounters && state !== "removed") {
      await recordCounters({ db, readCounters, counters, terms, log }, [id]).catch((error: unknown) => {
        log.warn({ err: error, tenantId: id }, "could not read counters before the add-on's deletion");
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
      log.warn({ err: error, tenantId: tenant.id }, "could not bill usage before the add-on's deletion");
    });
    const late = sleep(limitMs, undefined, { signal: waiting.signal }).then(
      () => log.warn({ tenantId: tenant.id }, "usage was not billed in time before the add-on's deletion"),
      () => undefined,
    );
    await Promise.race([billing, late]);
    waiting.abort();
  };
}
