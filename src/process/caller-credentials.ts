import type { Context } from "hono";
import { findOperatorSession } from "../core/sign-in/operator-sessions.ts";
import { findOperator } from "../core/sign-in/operator-tokens.ts";
import { operatorCookie } from "../http/console/sessions/operator-cookie.ts";
import type { CallerCredentials } from "../http/kernel/limits/limit-rate.ts";
import { isBelow } from "../http/kernel/marketplace-endpoint.ts";
import { bearerToken } from "../http/kernel/operator-auth/require-operator.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import type { ServiceEnv } from "../http/kernel/service-env.ts";

/**
 * Recognizes the callers that the rate limit counts by credential: operators' tokens and sessions, and
 * marketplaces' passwords.
 */
export function callerCredentials({
  config,
  marketplaces,
  db,
  now,
}: Pick<ServiceContext, "config" | "marketplaces" | "db" | "now">): CallerCredentials {
  const cookie = operatorCookie(config.publicUrl);
  return {
    read: (c) => (isConsole(c) ? cookie.read(c) : c.req.header("Authorization")),
    async areValid(c) {
      if (isConsole(c)) {
        const key = cookie.read(c);
        return (
          key !== undefined && (await findOperatorSession(db, key, { now: now(), isUserAction: false })) !== undefined
        );
      }
      const token = bearerToken(c.req.header("Authorization"));
      if (token !== undefined) {
        return (await findOperator(db, token, now())) !== undefined;
      }
      return marketplaces.some(({ isProven }) => isProven(c));
    },
  };
}

const isConsole = (c: Context<ServiceEnv>) => isBelow("/console", c.req.path);
