import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import pg from "pg";
import type { Logger } from "pino";
import { isDatabaseUnavailable } from "../../core/db/is-unavailable.ts";
import { HostnameTakenError } from "../../core/ledger/hostname-claims.ts";
import { LedgerUnavailableError } from "../../core/ledger/ledger-unavailable.ts";
import { InvalidCursorError } from "../../core/ledger/tenant-cursor.ts";
import { UnstorableTextError } from "../../core/ledger/unstorable-text.ts";
import { HttpError, type ProblemOptions, problem } from "./problem.ts";
import type { ServiceEnv } from "./service-env.ts";

/** SQLSTATEs for text that PostgreSQL can neither store nor compare. */
const unstorable = ["22021", "22P05"];
/** How soon a restarting server may be available. */
const databaseRetrySeconds = 5;

/** The answer to an error thrown by a route. Internal details go only to the log. */
export function answerError(error: Error, c: Context<ServiceEnv>, log: Logger): Response {
  const { status, options } = problemOf(error);
  if (status >= 500) {
    // Without the path: its last segment may be the secret of the CloudFlare app.
    log.error({ err: error, requestId: c.get("requestId"), method: c.req.method }, "request failed");
  }
  return problem(c, status, options);
}

/** The problem that reports an error to the caller. */
export function problemOf(error: Error): { status: ContentfulStatusCode; options: ProblemOptions } {
  if (error instanceof HttpError) {
    return error;
  }
  if (error instanceof LedgerUnavailableError) {
    const headers = { "Retry-After": String(error.retryAfterSeconds) };
    return {
      status: 503,
      options: { detail: "The change may not have been recorded. Send the request again.", headers },
    };
  }
  if (error instanceof HostnameTakenError) {
    return { status: 409, options: { detail: `${error.message}.` } };
  }
  if (error instanceof UnstorableTextError || error instanceof InvalidCursorError) {
    return { status: 400, options: { detail: `${error.message}.` } };
  }
  if (error instanceof HTTPException) {
    return { status: error.status, options: ofException(error) };
  }
  if (error instanceof pg.DatabaseError && unstorable.includes(error.code ?? "")) {
    return { status: 400, options: { detail: "Text must be well-formed Unicode without U+0000." } };
  }
  if (isDatabaseUnavailable(error)) {
    const detail = "The database does not answer. The change may not have been recorded. Send the request again.";
    return { status: 503, options: { detail, headers: { "Retry-After": String(databaseRetrySeconds) } } };
  }
  return { status: 500, options: { detail: "The control plane failed. See its log for the cause." } };
}

function ofException(error: HTTPException): ProblemOptions {
  const challenge = error.res?.headers.get("WWW-Authenticate");
  return {
    ...(error.status < 500 && error.message !== "" && { detail: error.message }),
    ...(challenge && { headers: { "WWW-Authenticate": challenge } }),
  };
}
