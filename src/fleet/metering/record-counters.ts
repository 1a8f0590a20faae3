import { randomUUID } from "node:crypto";
import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { CounterReading } from "@marketplane/providers/apifew/read-counters.ts";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import type { Tables } from "../../core/db/tables.ts";
import { type CountedUser, listCounted } from "./list-counted.ts";
import { inMeteringTransaction, lockMetering } from "./metering-lock.ts";
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
 * Reads the counters of tenants' owners, and records by how much each has grown as usage of the present month. Each counter is
 * billed to one tenant: see listCounted. The first reading of a license costs nothing, since what came before is unknown; nor does a
 * counter that has fallen. `only` names the tenants that are billed; by default all are.
 */
export async function recordCounters(
  { db, readCounters, counters, log }: CounterOptions,
  only?: readonly string[],
): Promise<void> {
  if (Object.keys(counters).length === 0) {
    return;
  }
  const users = await listCounted(db, only);
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
        log.warn({ tenantId: user.tenantId, counter, err: reading.error }, "a counter could not be read");
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
  /** When apifew was asked, or before. */
  readonly startedAt: Date;
}

function recordReading(db: Kysely<Tables>, { user, counter, price, reading, startedAt }: Reading): Promise<void> {
  const { tenantId, login, pricingUid } = user;
  const name = factOf(login, pricingUid, counter);
  return inMeteringTransaction(db, tenantId, async (transaction) => {
    await lockMetering(transaction, name);
    const last = (await readFact(transaction, name)) ?? (await takeEarlierFact(transaction, user, counter));
    // Another process has read it meanwhile, and may know more: this reading could look like a fall.
    if (last !== undefined && last.at >= startedAt) {
      return;
    }
    // A license that is not in use for now has its counter still, and counts on from there.
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
    const next = JSON.stringify({ value, at: at.toISOString() });
    await transaction
      .insertInto("facts")
      .values({ name, value: next })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: next }))
      .execute();
  });
}

function factOf(login: string, pricingUid: string | null, counter: string): string {
  return `counter:${JSON.stringify([foldLogin(login), pricingUid, counter])}`;
}

type Fact = z.infer<typeof LastReading>;

async function readFact(transaction: Transaction<Tables>, name: string): Promise<Fact | undefined> {
  const fact = await transaction.selectFrom("facts").select("value").where("name", "=", name).executeTakeFirst();
  return fact && LastReading.parse(fact.value);
}

/**
 * Readings were kept by tenant at first, and are without a pricing until a run has noted one. They are good for one more reading, of
 * whichever license is in use.
 */
async function takeEarlierFact(
  transaction: Transaction<Tables>,
  { login, tenantId, tenantIds, pricingUid }: CountedUser,
  counter: string,
): Promise<Fact | undefined> {
  const nameOf = (id: string) => `counter:${id}:${counter}`;
  const unnamed = factOf(login, null, counter);
  const fact =
    (pricingUid === null ? undefined : await readFact(transaction, unnamed)) ??
    (await readFact(transaction, nameOf(tenantId)));
  const names = [unnamed, ...tenantIds.map(nameOf)];
  await transaction.deleteFrom("facts").where("name", "=", sql<string>`any(${names}::text[])`).execute();
  return fact;
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
