import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { readFacts } from "../../../core/db/queries/facts.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { LicenseOutput } from "../../../core/model/license-output.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { periodOf } from "../../../fleet/metering/period.ts";

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

const Reading = z.object({ value: z.number(), at: z.coerce.date() });

/** A tenant's licenses; empty until they are created. */
export async function loadLicenses(db: Kysely<Tables>, { id }: Tenant): Promise<readonly LicenseOutput[]> {
  const row = await db.selectFrom("tenantOutputs").select("licenses").where("tenantId", "=", id).executeTakeFirst();
  return row?.licenses ?? [];
}

interface UsageOptions {
  /** Names of the counters that are read at apifew. */
  readonly metered: readonly string[];
  readonly now: Date;
}

/** A tenant's usage in the current month, and its counters. */
export async function loadUsage(db: Kysely<Tables>, tenant: Tenant, { metered, now }: UsageOptions): Promise<Usage> {
  const { id, desired } = tenant;
  const [sum, facts] = await Promise.all([
    db
      .selectFrom("usage")
      .select(sql<string | null>`sum(cost)::text`.as("cost"))
      .where("tenantId", "=", id)
      .where("period", "=", periodOf(now))
      .executeTakeFirstOrThrow(),
    readReadings(
      db,
      metered.map((name) => factOf(id, name)),
    ),
  ]);
  const counters = metered.flatMap((name): CounterReading[] => {
    const reading = facts.get(factOf(id, name));
    return reading === undefined ? [] : [{ name, value: reading.value, readAt: reading.at }];
  });
  const kept = Object.entries(desired.counters)
    .filter(([name]) => counters.every((counter) => counter.name !== name))
    .map(([name, value]): CounterReading => ({ name, value, readAt: undefined }));
  return { cost: sum.cost ?? undefined, counters: [...counters, ...kept] };
}

async function readReadings(db: Kysely<Tables>, names: readonly string[]) {
  const facts = await readFacts(db, names);
  return new Map([...facts].map(([name, value]) => [name, Reading.parse(value)]));
}

/** The name under which src/fleet/metering/record-counters.ts stores a counter's last reading. */
function factOf(tenantId: string, counter: string): string {
  return `counter:${tenantId}:${counter}`;
}
