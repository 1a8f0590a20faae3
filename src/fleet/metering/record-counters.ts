import { randomUUID } from "node:crypto";
import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { CounterReading } from "@marketplane/providers/apifew/read-counters.ts";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../core/db/tables.ts";
import type { TermsBySource } from "../../core/ledger/source-terms.ts";
import { factOf, takeLastReading, writeReading } from "./counter-readings.ts";
import { type CountedUser, listCounted } from "./list-counted.ts";
import { inMeteringTransaction, lockMetering } from "./metering-lock.ts";
import { periodOf } from "./period.ts";

export interface CounterOptions {
  readonly db: Kysely<Tables>;
  /** Reads a counter of several users; see readCounters. */
  readCounters(name: string, logins: Iterable<string>): Promise<CounterReading[]>;
  /** apifew counters by name, with the price of one increment. */
  readonly counters: Readonly<Record<string, { readonly price: string }>>;
  /** The marketplaces' terms, which determine the owners' logins. */
  readonly terms: TermsBySource;
  readonly log: Logger;
}

/**
 * Reads the counters of tenants' owners, and records their growth as usage of the current month. Each counter
 * is billed to one tenant: see listCounted. The first reading of a license costs nothing, since the earlier
 * value is unknown; neither does a counter that has fallen. `only` lists the tenants to bill; all by default.
 */
export async function recordCounters(
  { db, readCounters, counters, terms, log }: CounterOptions,
  only?: readonly string[],
): Promise<void> {
  if (Object.keys(counters).length === 0) {
    return;
  }
  const users = await listCounted(db, terms, only);
  if (users.length === 0) {
    return;
  }
  const logins = users.map(({ login }) => login);
  for (const [counter, { price }] of Object.entries(counters)) {
    const startedAt = await databaseTime(db);
    const readings = await readCounters(counter, logins);
    const byLogin = new Map(readings.map((reading) => [foldLogin(reading.userLogin), reading]));
    for (const user of users) {
      const reading = byLogin.get(foldLogin(user.login));
      if (reading?.kind === "failed") {
        log.warn({ tenantId: user.tenantId, counter, err: reading.error }, "could not read a counter");
      } else if (reading !== undefined) {
        await recordReading(db, { user, counter, price, reading, startedAt });
      }
    }
  }
}

interface Reading {
  readonly user: CountedUser;
  readonly counter: string;
  readonly price: string;
  readonly reading: Exclude<CounterReading, { readonly kind: "failed" }>;
  /** No later than the request to apifew. */
  readonly startedAt: Date;
}

function recordReading(db: Kysely<Tables>, { user, counter, price, reading, startedAt }: Reading): Promise<void> {
  const { tenantId } = user;
  const of = { ...user, counter };
  return inMeteringTransaction(db, tenantId, async (transaction) => {
    await lockMetering(transaction, factOf(of));
    const last = await takeLastReading(transaction, user, counter);
    // Another process has read the counter since, perhaps a higher value: this reading could look like a
    // fall.
    if (last !== undefined && last.at >= startedAt) {
      return;
    }
    // A license that is temporarily unused keeps its counter, and counting continues from there.
    if (reading.kind === "absent" && last !== undefined) {
      return;
    }
    const value = reading.kind === "absent" ? 0 : reading.value;
    const at = await databaseTime(transaction);
    const grown = last === undefined ? 0 : value - last.value;
    if (grown > 0) {
      const cost = sql<string>`${price}::numeric * ${String(grown)}::numeric`;
      const reportKey = `apifew:${counter}:${at.toISOString()}:${randomUUID()}`;
      const usage = { tenantId, period: periodOf(at), reportKey, cost, source: "apifew", reportedAt: at };
      await transaction.insertInto("usage").values(usage).execute();
    }
    await writeReading(transaction, of, { value, at });
  });
}

/** The database's time, which all processes share. */
async function databaseTime(db: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error("the database returned no timestamp");
  }
  return row.at;
}
