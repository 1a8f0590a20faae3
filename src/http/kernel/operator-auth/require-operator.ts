import type { MiddlewareHandler } from "hono";
import { findOperator } from "../../../core/sign-in/operator-tokens.ts";
import { HttpError } from "../problem.ts";
import type { ServiceContext } from "../service-context.ts";
import type { ServiceEnv } from "../service-env.ts";
import { recordUse } from "./record-use.ts";

const readingMethods = ["GET", "HEAD"];

/** Requires an operator's token: any scope for reading, scope write for everything else. */
export function requireOperator(context: ServiceContext): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const token = bearerToken(c.req.header("Authorization"));
    if (token === undefined) {
      throw unauthorized("Send an operator's token: Authorization: Bearer mp_…");
    }
    const operator = await findOperator(context.db, token, context.now());
    if (operator === undefined) {
      throw unauthorized("The token is unknown, expired or revoked.", "invalid_token");
    }
    if (operator.scope !== "write" && !readingMethods.includes(c.req.method)) {
      throw forbidden(operator.name);
    }
    recordUse(operator, context);
    c.set("operator", operator);
    return next();
  };
}

/** The token of an Authorization header with scheme Bearer. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}

function unauthorized(detail: string, error?: string): HttpError {
  const challenge = `Bearer realm="marketplane"${error === undefined ? "" : `, error="${error}"`}`;
  return new HttpError(401, { detail, headers: { "WWW-Authenticate": challenge } });
}

function forbidden(name: string): HttpError {
  const challenge = 'Bearer realm="marketplane", error="insufficient_scope", scope="write"';
  const detail = `The token ${name} has scope read. This request requires a token with scope write.`;
  return new HttpError(403, { detail, headers: { "WWW-Authenticate": challenge } });
}
