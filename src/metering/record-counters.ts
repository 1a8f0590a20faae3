import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { CounterReading } from "@marketplane/providers/apifew/read-counters.ts";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import type { Tables } from "../db/tables.ts";
import { inMeteringTransaction } from "./metering-lock.ts";
import { periodOf } from "./period.ts";

/** What the last reading of a counter was, by the database's clock. */
const LastReading = z.object({ value: z.number(), at: z.coerce.date() });

export interface CounterOptions {
  readonly db: Kysely<Tables>;
  /** Reads a counter of many users; see readCounters. */
  readCounters(name: string, logins: Iterable<string>): Promise<CounterReading[]>;
  /** Counters of apifew by name, and what one more of each costs. */
  readonly counters: Readonly<Record<string, { readonly price: string }>>;
  readonly log: Logger;
}

/**
 * Reads the counters of all tenants' owners, and records by how much each has grown as usage of the present month. The first
 * reading costs nothing, since nobody knows what came before; nor does a counter that has fallen, which begins anew.
 */
export async function recordCounters({ db, readCounters, counters, log }: CounterOptions): Promise<void> {
  const tenants = await listOwners(db);
  const logins = tenants.map(({ login }) => login);
  for (const [counter, { price }] of Object.entries(counters)) {
    const startedAt = await databaseTime(db);
    const readings = await readCounters(counter, logins);
    const byLogin = new Map(readings.map((reading) => [foldLogin(reading.userLogin), reading]));
    for (const { tenantId, login } of tenants) {
      const reading = byLogin.get(foldLogin(login));
      if (reading?.kind === "failed") {
        log.warn({ tenantId, counter, err: reading.error }, "a counter could not be read");
      } else if (reading !== undefined) {
        const value = reading.kind === "value" ? reading.value : 0;
        await recordReading(db, { tenantId, counter, price, value, startedAt });
      }
    }
  }
}

async function listOwners(db: Kysely<Tables>): Promise<{ tenantId: string; login: string }[]> {
  const rows = await db
    .selectFrom("tenants")
    .select(["id as tenantId", sql<string | null>`desired -> 'owner' ->> 'login'`.as("login")])
    .where("state", "<>", "removed")
    .execute();
  return rows.flatMap(({ tenantId, login }) => (login === null ? [] : [{ tenantId, login }]));
}

interface Reading {
  readonly tenantId: string;
  readonly counter: string;
  readonly price: string;
  readonly value: number;
  /** When apifew was asked, or before. */
  readonly startedAt: Date;
}

function recordReading(db: Kysely<Tables>, reading: Reading): Promise<void> {
  const { tenantId, counter, price, value, startedAt } = reading;
  const name = `counter:${tenantId}:${counter}`;
  return inMeteringTransaction(db, tenantId, async (transaction) => {
    const fact = await transaction.selectFrom("facts").select("value").where("name", "=", name).executeTakeFirst();
    const last = fact && LastReading.parse(fact.value);
    if (last !== undefined && last.at >= startedAt) {
      // Another process has read it meanwhile, and may know more: this reading could look like a fall.
      return;
    }
    const at = await databaseTime(transaction);
    const grown = last === undefined ? 0 : value - last.value;
    if (grown > 0) {
      const cost = sql<string>`${price}::numeric * ${String(grown)}::numeric`;
      const reportKey = `apifew:${counter}:${at.toISOString()}`;
      const usage = { tenantId, period: periodOf(at), reportKey, cost, source: "apifew", reportedAt: at };
      await transaction.insertInto("usage").values(usage).execute();
    }
    const next = JSON.stringify({ value, at: at.toISOString() });
    await transaction
      .insertInto("facts")
      .values({ name, value: next })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: next }))
      .execute();
  });
}

/** The clock that all processes share. */
async function databaseTime(db: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error("the database told no time");
  }
  return row.at;
}
