import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import type { Tables } from "../../../core/db/tables.ts";
import { verifyChain } from "../../../core/ledger/audit-chain.ts";
import { readAudit } from "../../../core/ledger/read-audit.ts";

const fact = "console-audit-verification";
/** After this long without an end, the process that verified has died. */
const patienceMs = 15 * 60_000;

const Verification = z.object({
  startedAt: z.iso.datetime(),
  by: z.string(),
  endedAt: z.iso.datetime().nullable(),
  /** The head that the whole log led to; kept from the verification before as long as this one runs. */
  head: z.object({ seq: z.number(), hash: z.string() }).nullable(),
  /** What is not as it was once written. */
  fault: z.object({ seq: z.number(), what: z.string() }).nullable(),
});

/** The last time that somebody had the audit log's chain followed, and what came of it. */
export type Verification = z.infer<typeof Verification>;

/** The last verification; undefined when there was none. */
export async function readVerification(db: Kysely<Tables>): Promise<Verification | undefined> {
  const row = await db.selectFrom("facts").select("value").where("name", "=", fact).executeTakeFirst();
  return row && Verification.parse(row.value);
}

/** Whether it is under way at this moment. */
export function isUnderWay({ startedAt, endedAt }: Verification, now: Date): boolean {
  return endedAt === null && now.getTime() - Date.parse(startedAt) < patienceMs;
}

interface VerifyOptions {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  /** Who asks for it. */
  readonly by: string;
  now(): Date;
}

/**
 * Begins to follow the chain from its first entry, unless that is under way, and does not wait for the end: a long log takes a
 * while. The head that was found last has to be an entry of it still, which shows what was cut off since.
 */
export async function beginVerification({ db, log, by, now }: VerifyOptions): Promise<void> {
  const before = await readVerification(db);
  if (before !== undefined && isUnderWay(before, now())) {
    return;
  }
  const begun = { startedAt: now().toISOString(), by, endedAt: null, head: before?.head ?? null, fault: null };
  await keep(db, begun);
  follow(db, begun, now).catch((error: unknown) => log.error({ err: error }, "the audit log could not be verified"));
}

async function follow(db: Kysely<Tables>, begun: Verification, now: () => Date): Promise<void> {
  const verdict = await verifyChain(readAudit(db), begun.head?.hash);
  const endedAt = now().toISOString();
  const end = verdict.isIntact
    ? { head: { seq: verdict.head.seq, hash: verdict.head.hash } }
    : { fault: { seq: verdict.seq, what: verdict.what } };
  await keep(db, { ...begun, endedAt, ...end });
}

async function keep(db: Kysely<Tables>, verification: Verification): Promise<void> {
  const value = JSON.stringify(verification);
  await db
    .insertInto("facts")
    .values({ name: fact, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}
