import { STATUS_CODES } from "node:http";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ServiceEnv } from "./service-env.ts";

const mediaType = "application/problem+json";

/** The body of every error (RFC 9457). */
export const Problem = z
  .looseObject({
    type: z.string().openapi({ description: "about:blank: the status identifies the problem." }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional().openapi({ description: "The cause, as a sentence for people." }),
    requestId: z.string().optional().openapi({ description: "The request's id in the control plane's log." }),
  })
  .openapi("Problem");

/** The errors that a route may declare. */
export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 408
  | 409
  | 410
  | 412
  | 413
  | 415
  | 417
  | 422
  | 429
  | 500
  | 503;

export interface ProblemOptions {
  /** The error in the caller's terms, without internal details. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Additional members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Thrown by a route: the request is answered with this problem. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: ProblemStatus;
  readonly options: ProblemOptions;

  constructor(status: ProblemStatus, options: ProblemOptions = {}) {
    super(options.detail ?? titleOf(status));
    this.status = status;
    this.options = options;
  }
}

/** The answer to a failed request. */
export function problem(
  c: Context<ServiceEnv>,
  status: ContentfulStatusCode,
  { detail, headers, members }: ProblemOptions = {},
): Response {
  const requestId = c.get("requestId");
  const message = c.get("hasMessage") === true ? { message: detail ?? titleOf(status) } : {};
  const body = toProblemBody(status, { ...message, ...members, ...(detail && { detail }), requestId });
  return c.body(body, status, { ...headers, "Content-Type": mediaType });
}

/** The body of a problem (RFC 9457). */
export function toProblemBody(
  status: number,
  { detail, requestId, ...members }: { readonly detail?: string; readonly [member: string]: unknown },
): string {
  const said = { type: "about:blank", title: titleOf(status), status, ...(detail !== undefined && { detail }) };
  return JSON.stringify({ ...members, ...said, requestId });
}

/** Declares problems as answers of a route. */
export function problems<const Statuses extends readonly ProblemStatus[]>(
  ...statuses: Statuses
): Record<Statuses[number], { description: string; content: { [mediaType]: { schema: typeof Problem } } }>;
export function problems(...statuses: ProblemStatus[]) {
  const content = { [mediaType]: { schema: Problem } };
  return Object.fromEntries(statuses.map((status) => [status, { description: titleOf(status), content }]));
}

/** Problems that any route may answer with. */
export const commonProblems = problems(400, 405, 408, 413, 415, 417, 429, 500, 503);

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? "Failure";
}
