import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  endOperatorSession,
  findOperatorSession,
  openOperatorSession,
} from "../../../core/sign-in/operator-sessions.ts";
import { findOperator } from "../../../core/sign-in/operator-tokens.ts";
import { callerAddress } from "../../kernel/limits/caller-address.ts";
import { TokenBuckets } from "../../kernel/limits/token-buckets.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { ServiceEnv } from "../../kernel/service-env.ts";
import type { OperatorCookie } from "./operator-cookie.ts";
import { safeNext } from "./safe-next.ts";
import { signInPage } from "./sign-in-page.ts";

const triesPerMinute = 10;
const Form = z.object({ token: z.string().trim(), next: z.string().optional() });

/** The sign-in and sign-out routes, which need no session. */
export function signInRoutes({ config, db, now, log }: ServiceContext, cookie: OperatorCookie): Hono<ServiceEnv> {
  const routes = new Hono<ServiceEnv>();
  const tries = new TokenBuckets(triesPerMinute, () => performance.now());

  function refuse(c: Context<ServiceEnv>, next: string) {
    const waitMs = tries.take(callerAddress(c, config.limits.proxies) ?? "unknown");
    if (waitMs !== undefined) {
      const seconds = Math.ceil(waitMs / 1_000);
      const error = `Too many failed attempts. Try again in ${seconds} seconds.`;
      return c.html(signInPage({ next, error }), 429, { "Retry-After": String(seconds) });
    }
    log.warn({ requestId: c.get("requestId") }, "console sign-in refused");
    const error = "This token is unknown, expired or revoked. Check that you copied the whole token.";
    return c.html(signInPage({ next, error }), 401);
  }

  routes.get("/console/sign-in", async (c) => {
    const next = safeNext(c.req.query("next"));
    const key = cookie.read(c);
    const isSignedIn = key !== undefined && (await findOperatorSession(db, key, { now: now(), isUserAction: false }));
    return isSignedIn ? c.redirect(next, 303) : c.html(signInPage({ next }));
  });

  routes.post("/console/sign-in", async (c) => {
    const form = Form.safeParse(await c.req.parseBody());
    const next = safeNext(form.data?.next);
    // Only failed attempts are limited, so others at the same address cannot lock out an operator with a
    // valid token.
    const operator = form.data && (await findOperator(db, form.data.token, now()));
    if (operator === undefined) {
      return refuse(c, next);
    }
    const agent = c.req.header("User-Agent");
    const { key, expiresAt } = await openOperatorSession(db, operator, { agent, now: now() });
    cookie.write(c, key, expiresAt);
    return c.redirect(next, 303);
  });

  routes.post("/console/sign-out", async (c) => {
    const key = cookie.read(c);
    const session = key && (await findOperatorSession(db, key, { now: now(), isUserAction: false }));
    if (session) {
      await endOperatorSession(db, session.id);
    }
    cookie.remove(c);
    return c.redirect("/console/sign-in", 303);
  });
  return routes;
}
