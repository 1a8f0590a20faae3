import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { readLastReadings } from "../../../fleet/metering/counter-readings.ts";
import { periodOf } from "../../../fleet/metering/period.ts";
import { sumUsage } from "../../../fleet/metering/report-usage.ts";

/** A counter's last reading, or its desired value if it is not metered. */
export interface CounterReading {
  readonly name: string;
  readonly value: number;
  readonly readAt: Date | undefined;
}

export interface Usage {
  /** A decimal number in the invoice's currency; undefined without usage. */
  readonly cost: string | undefined;
  readonly counters: readonly CounterReading[];
}

interface UsageOptions {
  /** The owner's login at apifew; undefined until the marketplace provides it. */
  readonly login: string | undefined;
  /** Names of the counters that are read at apifew. */
  readonly metered: readonly string[];
  readonly now: Date;
}

/** A tenant's usage in the current month, and its counters. */
export async function loadUsage(
  db: Kysely<Tables>,
  tenant: Tenant,
  { login, metered, now }: UsageOptions,
): Promise<Usage> {
  const [cost, readings] = await Promise.all([
    sumUsage(db, tenant.id, periodOf(now)),
    readLastReadings(db, { id: tenant.id, login }, metered),
  ]);
  const counters = [...readings].map(([name, { value, at }]): CounterReading => ({ name, value, readAt: at }));
  const kept = Object.entries(tenant.desired.counters)
    .filter(([name]) => !readings.has(name))
    .map(([name, value]): CounterReading => ({ name, value, readAt: undefined }));
  return { cost, counters: [...counters, ...kept] };
}
