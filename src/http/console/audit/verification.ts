import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import { readFact, writeFact } from "../../../core/db/queries/facts.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { verifyChain } from "../../../core/ledger/audit-chain.ts";
import { readAudit } from "../../../core/ledger/audit-log.ts";

const fact = "console-audit-verification";
/** A verification that has not ended after this long was interrupted. */
const patienceMs = 15 * 60_000;

const Verification = z.object({
  startedAt: z.iso.datetime(),
  by: z.string(),
  endedAt: z.iso.datetime().nullable(),
  /** The last entry that was verified; during a verification, the one from the previous verification. */
  head: z.object({ seq: z.number(), hash: z.string() }).nullable(),
  /** The first entry that was changed or deleted. */
  fault: z.object({ seq: z.number(), what: z.string() }).nullable(),
});

/** The last verification of the audit log and its result. */
export type Verification = z.infer<typeof Verification>;

/** The last verification; undefined if there was none. */
export async function readVerification(db: Kysely<Tables>): Promise<Verification | undefined> {
  const value = await readFact(db, fact);
  return value === undefined ? undefined : Verification.parse(value);
}

/** Whether the verification is running. */
export function isInProgress({ startedAt, endedAt }: Verification, now: Date): boolean {
  return endedAt === null && now.getTime() - Date.parse(startedAt) < patienceMs;
}

interface VerifyOptions {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  /** The actor that requested it. */
  readonly by: string;
  now(): Date;
}

/**
 * Starts a verification from the first entry, unless one is running. It does not wait for the end, because a
 * long log takes a while. The entry verified last must still be in the log, which reveals entries deleted
 * from its end.
 */
export async function beginVerification({ db, log, by, now }: VerifyOptions): Promise<void> {
  const before = await readVerification(db);
  if (before !== undefined && isInProgress(before, now())) {
    return;
  }
  const started = { startedAt: now().toISOString(), by, endedAt: null, head: before?.head ?? null, fault: null };
  await writeFact(db, fact, started);
  verify(db, started, now).catch((error: unknown) => log.error({ err: error }, "the audit log could not be verified"));
}

async function verify(db: Kysely<Tables>, started: Verification, now: () => Date): Promise<void> {
  const verdict = await verifyChain(readAudit(db), started.head?.hash);
  const endedAt = now().toISOString();
  const end = verdict.isIntact
    ? { head: { seq: verdict.head.seq, hash: verdict.head.hash } }
    : { fault: { seq: verdict.seq, what: verdict.what } };
  await writeFact(db, fact, { ...started, endedAt, ...end });
}
