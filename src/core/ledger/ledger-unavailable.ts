/**
 * The outcome of a change is unknown: the queue was full, or the database failed before or during the commit.
 * The caller should retry. Changes are idempotent, so a change that was committed is not applied twice.
 */
export class LedgerUnavailableError extends Error {
  override readonly name = "LedgerUnavailableError";
  /** Seconds until the caller should retry. */
  readonly retryAfterSeconds = 2;
}
