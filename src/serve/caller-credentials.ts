import type { Context } from "hono";
import { auth } from "hono/utils/basic-auth";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import { operatorCookie } from "../console/sessions/operator-cookie.ts";
import { findOperatorSession } from "../console/sessions/operator-sessions.ts";
import { secretMatcher } from "../service/is-same-secret.ts";
import type { CallerCredentials } from "../service/limits/limit-rate.ts";
import { findOperator } from "../service/operator-auth/find-operator.ts";
import { bearerToken } from "../service/operator-auth/require-operator.ts";
import type { ServiceContext } from "../service/service-context.ts";
import type { ServiceEnv } from "../service/service-env.ts";

/** The credentials of callers that the rate limit knows apart: operators' tokens and sessions, and marketplaces' passwords. */
export function callerCredentials({
  config,
  db,
  now,
}: Pick<ServiceContext, "config" | "db" | "now">): CallerCredentials {
  const cookie = operatorCookie(config.publicUrl);
  const isAccount = secretMatcher(accountsOf(config));
  return {
    read: (c) => (isConsole(c) ? cookie.read(c) : c.req.header("Authorization")),
    async areValid(c) {
      if (isConsole(c)) {
        const key = cookie.read(c);
        return key !== undefined && (await findOperatorSession(db, key, { now: now(), isByHand: false })) !== undefined;
      }
      const token = bearerToken(c.req.header("Authorization"));
      if (token !== undefined) return (await findOperator(db, token, now())) !== undefined;
      const given = auth(c.req.raw);
      return given !== undefined && isAccount(toText({ user: given.username, password: given.password }));
    },
  };
}

const isConsole = (c: Context<ServiceEnv>) => c.req.path === "/console" || c.req.path.startsWith("/console/");

function accountsOf({ clevercloud, cloudflareApp }: ControlPlaneConfig): string[] {
  const { providerId: user = "", password, passwordBefore } = clevercloud ?? {};
  const ofAddons = [password, passwordBefore].flatMap((each) => (each === undefined ? [] : [{ user, password: each }]));
  return [...ofAddons, ...(cloudflareApp?.basic === undefined ? [] : [cloudflareApp.basic])].map(toText);
}

const toText = ({ user, password }: { readonly user: string; readonly password: string }) =>
  JSON.stringify([user, password]);
