import type { MiddlewareHandler } from "hono";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import { HttpError } from "../problem.ts";

/**
 * Answers 503 with Retry-After where a request is not answered in time. What it began goes on to its end, for a caller who
 * repeats it to find.
 */
export function limitTime(timeoutMs: number): MiddlewareHandler {
  return (_c, next) => withTimeout(next(), timeoutMs, tooLate);
}

/** What a request that took too long is answered with. */
export function tooLate(): HttpError {
  return new HttpError(503, { detail: "It took too long. Send it again.", headers: { "Retry-After": "2" } });
}
