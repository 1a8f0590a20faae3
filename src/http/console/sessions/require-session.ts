import { createMiddleware } from "hono/factory";
import { html } from "hono/html";
import { findOperatorSession } from "../../../core/sign-in/operator-sessions.ts";
import { recordUse } from "../../kernel/operator-auth/record-use.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { messagePage } from "../../ui/message-page.ts";
import type { ConsoleEnv } from "../console-context.ts";
import type { OperatorCookie } from "./operator-cookie.ts";
import { safeNext } from "./safe-next.ts";

/**
 * Requires a session, and for changes a token of scope write; without a session it redirects to the sign-in
 * page.
 */
export function requireSession(context: ServiceContext, cookie: OperatorCookie) {
  const { db, now } = context;
  return createMiddleware<ConsoleEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const address = `${pathname}${search}`;
    const isReading = c.req.method === "GET" || c.req.method === "HEAD";
    // Requests of automatic refresh carry this header and do not extend the session.
    const isUserAction = c.req.header("HX-Request") === undefined;
    const key = cookie.read(c);
    // Browsers withhold a strict cookie when a link on another site is followed. A page of our own can repeat
    // the request with it.
    if (key === undefined && isReading && c.req.header("Sec-Fetch-Site") === "cross-site") {
      return c.html(messagePage("One moment", html`<a href="${address}">Continue to the console</a>`), 200, {
        Refresh: "0",
      });
    }
    const session = key === undefined ? undefined : await findOperatorSession(db, key, { now: now(), isUserAction });
    if (session === undefined) {
      const signIn = `/console/sign-in?${new URLSearchParams({ next: isReading ? safeNext(address) : "/console" })}`;
      return isUserAction ? c.redirect(signIn, 303) : c.body(null, 401, { "HX-Redirect": signIn });
    }
    const { id, operator, flash } = session;
    recordUse(operator, context);
    c.set("viewer", { operator, actor: `operator:${operator.name}`, sessionId: id, address, flash, now: now() });
    const isSessionAction = pathname.startsWith("/console/sessions/");
    if (!isReading && operator.scope !== "write" && !isSessionAction) {
      throw new HttpError(403, {
        detail: `The token ${operator.name} has scope read. Changes require a token with scope write.`,
      });
    }
    return next();
  });
}
