/** The last reading of each license's counters, stored as facts. */
import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { Kysely, Transaction } from "kysely";
import { z } from "zod";
import { deleteFacts, readFact, readFacts, writeFact } from "../../core/db/queries/facts.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { CountedUser } from "./list-counted.ts";

/** The time is by the database's clock. */
const LastReading = z.object({ value: z.number(), at: z.coerce.date() });
export type LastReading = z.infer<typeof LastReading>;

/** A counter of the license that a user uses. */
export interface LicenseCounter {
  readonly login: string;
  /** Null until a run has recorded the license in use. */
  readonly pricingUid: string | null;
  readonly counter: string;
}

/** The name of the fact. Metering locks it while it reads and replaces the value. */
export function factOf({ login, pricingUid, counter }: LicenseCounter): string {
  return `counter:${JSON.stringify([foldLogin(login), pricingUid, counter])}`;
}

/** Earlier versions stored readings by tenant. */
function earlierFactOf(tenantId: string, counter: string): string {
  return `counter:${tenantId}:${counter}`;
}

/** The last reading of a user's counter. */
export async function takeLastReading(
  transaction: Transaction<Tables>,
  user: CountedUser,
  counter: string,
): Promise<LastReading | undefined> {
  return (
    (await readLast(transaction, factOf({ ...user, counter }))) ??
    (await takeEarlierReading(transaction, user, counter))
  );
}

/** Stores a reading in place of the last one. */
export async function writeReading(
  transaction: Transaction<Tables>,
  of: LicenseCounter,
  { value, at }: LastReading,
): Promise<void> {
  await writeFact(transaction, factOf(of), { value, at: at.toISOString() });
}

/**
 * The last readings of the counters that a tenant is billed for, by counter. `login` is its owner's at
 * apifew. A tenant whose owner uses the license of another tenant has none.
 */
export async function readLastReadings(
  db: Kysely<Tables>,
  { id, login }: { readonly id: string; readonly login: string | undefined },
  counters: readonly string[],
): Promise<ReadonlyMap<string, LastReading>> {
  if (login === undefined || counters.length === 0) {
    return new Map();
  }
  const use = await db
    .selectFrom("licenseUses")
    .select(["tenantId", "pricingUid"])
    .where("login", "=", foldLogin(login))
    .where("isGranted", "=", true)
    .executeTakeFirst();
  if (use !== undefined && use.tenantId !== id) {
    return new Map();
  }
  const namesOf = (counter: string) => [
    factOf({ login, pricingUid: use?.pricingUid ?? null, counter }),
    factOf({ login, pricingUid: null, counter }),
    earlierFactOf(id, counter),
  ];
  const facts = await readFacts(db, counters.flatMap(namesOf));
  return new Map(
    counters.flatMap((counter): [string, LastReading][] => {
      const name = namesOf(counter).find((one) => facts.has(one));
      return name === undefined ? [] : [[counter, LastReading.parse(facts.get(name))]];
    }),
  );
}

async function readLast(transaction: Transaction<Tables>, name: string): Promise<LastReading | undefined> {
  const fact = await readFact(transaction, name);
  return fact === undefined ? undefined : LastReading.parse(fact);
}

/**
 * Earlier versions stored readings by tenant, and readings have no pricing until a run records one. Either is
 * used for one more reading, whichever license is in use.
 */
async function takeEarlierReading(
  transaction: Transaction<Tables>,
  { login, tenantId, tenantIds, pricingUid }: CountedUser,
  counter: string,
): Promise<LastReading | undefined> {
  const unnamed = factOf({ login, pricingUid: null, counter });
  const reading =
    (pricingUid === null ? undefined : await readLast(transaction, unnamed)) ??
    (await readLast(transaction, earlierFactOf(tenantId, counter)));
  await deleteFacts(transaction, [unnamed, ...tenantIds.map((id) => earlierFactOf(id, counter))]);
  return reading;
}
