/**
 * A change that nothing is known of: it was refused for want of room, or the database failed before or while it was
 * committed. Whoever repeats it gets its answer, for a change that did take effect changes nothing a second time.
 */
export class LedgerUnavailableError extends Error {
  override readonly name = "LedgerUnavailableError";
  /** When to try again. */
  readonly retryAfterSeconds = 2;
}
