import { createMiddleware } from "hono/factory";
import { html } from "hono/html";
import { recordUse } from "../../kernel/operator-auth/record-use.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { messagePage } from "../../ui/message-page.ts";
import type { ConsoleEnv } from "../console-context.ts";
import type { OperatorCookie } from "./operator-cookie.ts";
import { findOperatorSession } from "./operator-sessions.ts";
import { safeNext } from "./safe-next.ts";

/** Lets those pass who are signed in, with a token of scope write where something is to be done; sends others to the sign-in. */
export function requireSession(context: ServiceContext, cookie: OperatorCookie) {
  const { db, now } = context;
  return createMiddleware<ConsoleEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const address = `${pathname}${search}`;
    const isReading = c.req.method === "GET" || c.req.method === "HEAD";
    // What a page asks for by itself says so, and keeps nobody signed in.
    const isByHand = c.req.header("HX-Request") === undefined;
    const key = cookie.read(c);
    // A strict cookie stays at home when a link on another site is followed; a page of our own may ask for the same once more.
    if (key === undefined && isReading && c.req.header("Sec-Fetch-Site") === "cross-site") {
      return c.html(messagePage("One moment", html`<a href="${address}">Go on to the console</a>`), 200, {
        Refresh: "0",
      });
    }
    const session = key === undefined ? undefined : await findOperatorSession(db, key, { now: now(), isByHand });
    if (session === undefined) {
      const signIn = `/console/sign-in?${new URLSearchParams({ next: isReading ? safeNext(address) : "/console" })}`;
      return isByHand ? c.redirect(signIn, 303) : c.body(null, 401, { "HX-Redirect": signIn });
    }
    const { id, operator, flash } = session;
    recordUse(operator, context);
    c.set("viewer", { operator, actor: `operator:${operator.name}`, sessionId: id, address, flash, now: now() });
    const isOwnAffair = pathname.startsWith("/console/sessions/");
    if (!isReading && operator.scope !== "write" && !isOwnAffair) {
      throw new HttpError(403, {
        detail: `The token ${operator.name} has the scope read, which may look and not act.`,
      });
    }
    return next();
  });
}
