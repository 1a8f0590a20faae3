import type { MiddlewareHandler } from "hono";
import { withTimeout } from "../../../core/background/with-timeout.ts";
import { HttpError } from "../problem.ts";

/**
 * Answers 503 with Retry-After if a request takes too long. Its work continues, so a caller who repeats the
 * request finds the result.
 */
export function limitTime(timeoutMs: number): MiddlewareHandler {
  return (_c, next) => withTimeout(next(), timeoutMs, tooLate);
}

/** The error for a request that took too long. */
export function tooLate(): HttpError {
  return new HttpError(503, { detail: "The request took too long. Send it again.", headers: { "Retry-After": "2" } });
}
