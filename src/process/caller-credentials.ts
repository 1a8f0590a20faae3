import type { Context } from "hono";
import { operatorCookie } from "../http/console/sessions/operator-cookie.ts";
import { findOperatorSession } from "../http/console/sessions/operator-sessions.ts";
import type { CallerCredentials } from "../http/kernel/limits/limit-rate.ts";
import { marketplaceProof } from "../http/kernel/marketplace-proof.ts";
import { findOperator } from "../http/kernel/operator-auth/find-operator.ts";
import { bearerToken } from "../http/kernel/operator-auth/require-operator.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import type { ServiceEnv } from "../http/kernel/service-env.ts";

/** The credentials of callers that the rate limit knows apart: operators' tokens and sessions, and marketplaces' passwords. */
export function callerCredentials({
  config,
  db,
  now,
}: Pick<ServiceContext, "config" | "db" | "now">): CallerCredentials {
  const cookie = operatorCookie(config.publicUrl);
  const isMarketplace = marketplaceProof(config);
  return {
    read: (c) => (isConsole(c) ? cookie.read(c) : c.req.header("Authorization")),
    async areValid(c) {
      if (isConsole(c)) {
        const key = cookie.read(c);
        return key !== undefined && (await findOperatorSession(db, key, { now: now(), isByHand: false })) !== undefined;
      }
      const token = bearerToken(c.req.header("Authorization"));
      if (token !== undefined) return (await findOperator(db, token, now())) !== undefined;
      return isMarketplace(c, "clevercloud") || isMarketplace(c, "cloudflare-app");
    },
  };
}

const isConsole = (c: Context<ServiceEnv>) => c.req.path === "/console" || c.req.path.startsWith("/console/");
