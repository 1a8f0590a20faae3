import type { Kysely, RawBuilder, Transaction } from "kysely";
import pg from "pg";
import type { Logger } from "pino";
import type { Tables } from "../db/tables.ts";
import type { Change, Ledger } from "./change.ts";
import { GroupCommit } from "./group-commit.ts";
import { inLedgerTransaction } from "./ledger-transaction.ts";
import { LedgerUnavailableError } from "./ledger-unavailable.ts";
import { loadHoldings } from "./load-holdings.ts";
import { assertStorable } from "./unstorable-text.ts";
import { WorkingSet } from "./working-set.ts";
import { writeOutcome } from "./write-outcome.ts";

interface LedgerOptions {
  readonly db: Kysely<Tables>;
  readonly queue: {
    /** SQL for the shards that already have a job that no worker has taken. */
    readonly waitingShards: RawBuilder<string[]>;
    /** Ensures that each of the shards has a job, within the transaction. */
    enqueue(shards: readonly string[], transaction: Transaction<Tables>): Promise<void>;
  };
  placeTenant(tenantId: string): string;
  readonly log: Logger;
  now(): Date;
  /** Maximum number of waiting changes. */
  readonly waitingMax?: number;
  /** Called with the number of changes that were committed together. */
  onBatch?(size: number): void;
  /** Time limit of a batch. After it, the changes fail as unavailable. */
  readonly deadlineMs?: number;
}

/** A submitted change, without the type of its answer. */
interface Submission {
  readonly change: Change<unknown>;
  /** Decides on the working set. The returned function answers the caller. */
  decide(set: WorkingSet): () => void;
  reject(error: unknown): void;
}

const batchSizeMax = 128;
const waitingMaxDefault = 2_048;
const deadlineMsDefault = 8_000;

/** The ledger on PostgreSQL. Any number of processes can have one. */
export function postgresLedger(options: LedgerOptions): Ledger {
  const submissions = new GroupCommit<Submission>({
    commit: (batch) => commitOrReject(options, batch),
    sizeMax: batchSizeMax,
    waitingMax: options.waitingMax ?? waitingMaxDefault,
  });
  return {
    submit: <Answer>(change: Change<Answer>) =>
      new Promise<Answer>((resolve, reject) => {
        const { key, actor, action, hostnames } = change;
        assertStorable({ key, actor, action, hostnames });
        submissions.add({ change, reject, decide: (set) => settlement(() => set.decide(change), resolve, reject) });
      }),
    close: () => submissions.close(),
  };
}

function settlement<Answer>(
  decide: () => Answer,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): () => void {
  try {
    const answer = decide();
    return () => resolve(answer);
  } catch (error) {
    return () => reject(error);
  }
}

async function commitOrReject(options: LedgerOptions, batch: readonly Submission[]): Promise<void> {
  try {
    await commitBatch(options, batch);
  } catch (error) {
    if (!isStatementFault(error)) {
      options.log.error({ err: error, changes: batch.length }, "failed to commit changes");
      rejectAll(batch, toUnavailable(error));
    } else if (batch.length > 1) {
      // The database refused one of the changes. Commit them one by one, so that the others succeed.
      for (const submission of batch) {
        await commitOrReject(options, [submission]);
      }
    } else {
      rejectAll(batch, error);
    }
  }
}

async function commitBatch(options: LedgerOptions, batch: readonly Submission[]): Promise<void> {
  const { db, queue, placeTenant, now, deadlineMs = deadlineMsDefault } = options;
  const changes = batch.map(({ change }) => change);
  let isCommitting = false;
  const commit = inLedgerTransaction(db, async (transaction) => {
    const keys = changes.map(({ key }) => key);
    const hostnames = changes.flatMap((change) => change.hostnames ?? []);
    const { holdings, waitingShards } = await loadHoldings(transaction, keys, hostnames, queue.waitingShards);
    const set = new WorkingSet(holdings, { now: now(), placeTenant });
    const settlements = batch.map(({ decide }) => decide(set));
    const outcome = set.outcome();
    if (outcome.entries.length > 0) {
      await writeOutcome(transaction, outcome);
    }
    // A worker that takes a waiting job meanwhile does not read its shard before this commit: see
    // settleWrites.
    const shards = outcome.shards.filter((shard) => !waitingShards.includes(shard));
    if (shards.length > 0) {
      await queue.enqueue(shards, transaction);
    }
    isCommitting = true;
    return settlements;
  }).catch((error: unknown) => {
    // An error of a statement is certain: the server rolled the transaction back.
    throw isCommitting && !isStatementFault(error)
      ? new LedgerUnavailableError("it is unknown whether the change was committed", { cause: error })
      : error;
  });
  const settlements = await withinDeadline(commit, deadlineMs);
  options.onBatch?.(batch.length);
  for (const settle of settlements) {
    settle();
  }
}

/** Without a deadline, a batch would wait as long as TCP for a server that vanished. */
async function withinDeadline<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new LedgerUnavailableError("the database did not answer in time")), deadlineMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Classes of SQLSTATE that concern a statement's content, not the server's health. */
const statementFaults = ["21", "22", "23", "42", "44", "54"];

function isStatementFault(error: unknown): boolean {
  return error instanceof pg.DatabaseError && statementFaults.includes((error.code ?? "").slice(0, 2));
}

function toUnavailable(error: unknown): LedgerUnavailableError {
  return error instanceof LedgerUnavailableError
    ? error
    : new LedgerUnavailableError("the database did not commit the change", { cause: error });
}

function rejectAll(batch: readonly Submission[], error: unknown): void {
  for (const { reject } of batch) {
    reject(error);
  }
}
