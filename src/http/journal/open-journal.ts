import type { MiddlewareHandler } from "hono";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { pruneRequests } from "../../core/db/queries/requests.ts";
import { createRedactor } from "../../core/redaction/redactor.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";
import { JournalQueue } from "./journal-queue.ts";
import { recordRequest } from "./record-request.ts";
import { writeEntries } from "./write-entries.ts";

/** A journal of the marketplaces' requests in the database. */
export interface Journal {
  /** Middleware that must run around every other handler. */
  readonly middleware: MiddlewareHandler<ServiceEnv>;
  /** Resolves when everything recorded so far is written. */
  flush(): Promise<void>;
  /** Writes the remaining entries. Later requests are not recorded. */
  close(): Promise<void>;
}

const batchDelayMs = 200;
const pruneIntervalMs = 3_600_000;

/** Opens the journal. Old entries are deleted by the configuration's limits until it is closed. */
export function openJournal({ config, marketplaces, db, log, now }: Omit<ServiceContext, "ledger" | "terms">): Journal {
  const redactor = createRedactor(secretsOf(config));
  const answers = new Set<Promise<void>>();
  const queue = new JournalQueue({
    write: (batch) => writeEntries(db, batch, redactor),
    onLoss: (count, error) =>
      log.warn({ count, ...(error !== undefined && { err: error }) }, "requests were not recorded in the journal"),
    later: (run) => setTimeout(run, batchDelayMs).unref(),
  });
  const prune = () =>
    pruneRequests(db, config.journal, now()).catch((error: unknown) =>
      log.warn({ err: error }, "old journal entries could not be deleted"),
    );
  let pruning = prune();
  const timer = setInterval(() => {
    pruning = prune();
  }, pruneIntervalMs).unref();

  const middleware = recordRequest({
    marketplaces,
    bodyBytesMax: config.limits.bodyBytes,
    now,
    keep(entry) {
      const kept = entry
        .then((complete) => queue.add(complete))
        .catch((error: unknown) => log.warn({ err: error }, "a request was not recorded in the journal"))
        .finally(() => answers.delete(kept));
      answers.add(kept);
    },
  });
  const flush = async () => {
    await Promise.all(answers);
    await queue.flush();
  };
  return {
    middleware,
    flush,
    async close() {
      clearInterval(timer);
      await pruning;
      await flush();
    },
  };
}
